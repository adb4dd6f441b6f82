"""The app indexes alike on every Python that may run it: azure-functions is 1.x up to 3.12 and 2.x from 3.13."""

from __future__ import annotations

import json
import subprocess
import sys
import typing
from pathlib import Path

import azure.functions as func
import pytest

import function_app
from tests.functions.host import FUNCTIONS

ROOT = Path(__file__).parents[2]
INDEX = """
import json, typing
import azure.functions as func, function_app
functions = {
    one.get_function_name(): json.loads(one.get_function_json())["bindings"] for one in function_app.app.get_functions()
}
hints = typing.get_type_hints(function_app.plan._function.get_user_function())
converter = func.get_binding_registry().get("queue")
[several] = typing.get_args(hints["nudges"])
print(json.dumps({
    "functions": functions,
    "accepts several messages": converter.check_output_type_annotation(several),
    "sends": json.loads(converter.encode(["a@x", "b@x"], expected_type=several).value),
}))
"""


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_the_app_indexes_alike(version: str) -> None:
    python = ROOT / ".venvs" / version / "bin" / "python"
    if version == f"{sys.version_info[0]}.{sys.version_info[1]}":
        python = Path(sys.executable)
    elif not python.exists():
        pytest.skip(f"no environment with Python {version}: `make versions` makes those that this machine can")
    done = subprocess.run([python, "-c", INDEX], cwd=ROOT, capture_output=True, text=True, check=True, env={})
    said = json.loads(done.stdout)
    bindings = {name: json.loads(one.get_function_json())["bindings"] for name, one in FUNCTIONS.items()}
    assert said == {"functions": bindings, "accepts several messages": True, "sends": ["a@x", "b@x"]}


def test_a_plain_list_would_not_be_accepted() -> None:
    # Why function_app writes typing.List: with list[str] the worker refuses to load the function.
    converter = func.get_binding_registry().get("queue")  # type: ignore[no-untyped-call]
    assert converter is not None
    [inner] = typing.get_args(typing.get_type_hints(function_app.plan._function.get_user_function())["nudges"])
    assert converter.check_output_type_annotation(inner)
    assert not converter.check_output_type_annotation(list[str])
