"""What infra sets, what the code reads, and what the alarms look for: they name the same things."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import connect
import pytest

import function_app
from oneone import observe
from oneone.consent import PERMISSIONS
from oneone.model import PairKey
from oneone.refreshing import Refreshed
from oneone.store.table import TABLES
from oneone.turn import Report
from oneone.web.signin import CALLBACK
from tests.functions.host import FUNCTIONS

ROOT = Path(__file__).parents[2]
INFRA = ROOT / "infra"
BICEP = {path.name: path.read_text(encoding="utf-8") for path in INFRA.glob("*.bicep")}
PARAMETERS = json.loads((INFRA / "main.parameters.json").read_text(encoding="utf-8"))["parameters"]

# Read by the code, and rightly not set in Azure.
ELSEWHERE = {
    "ONEONE_GRAPH_URL": "the public cloud",
    "ONEONE_AUTHORITY": "the public cloud",
    "ONEONE_SIGN_IN": "microsoft",
    "ONEONE_TEMPLATES": "own templates come with the package",
    "ONEONE_CERTIFICATE": "where there is no managed identity",
    "ONEONE_CLIENT_SECRET": "never",
    "ONEONE_PUBLIC_URL": "App Service says it",
    "AzureWebJobsStorage": "Azurite",
}


READERS = ("settings", "source_settings")


def set_in_azure() -> set[str]:
    names = set(re.findall(r"^  (ONEONE_\w+|AzureWebJobsStorage\w*): ", BICEP["app.bicep"], re.MULTILINE))
    names |= set(re.findall(r"\{ (ONEONE_\w+): ", BICEP["app.bicep"]))  # a secret of a CRM
    return names | set(PARAMETERS["settings"]["value"])


def test_every_setting_that_the_code_reads_is_set_or_rightly_left_out() -> None:
    code = "".join((ROOT / f"oneone/{name}.py").read_text(encoding="utf-8") for name in READERS)
    read = set(re.findall(r'"(ONEONE_[A-Z_]+|AzureWebJobsStorage\w*)"', code))
    triggers = (ROOT / "function_app.py").read_text(encoding="utf-8")
    read |= set(re.findall(r"%(\w+)%", triggers))
    assert read - set_in_azure() - set(ELSEWHERE) == set()


def test_nothing_is_set_that_nobody_reads() -> None:
    code = "".join((ROOT / f"oneone/{name}.py").read_text() for name in READERS)
    code += (ROOT / "function_app.py").read_text()
    host_reads = {"AzureWebJobsStorage__credential"}
    assert {name for name in set_in_azure() - host_reads if name not in code} == set()


def test_a_connection_string_beside_the_identity_is_never_set() -> None:
    # The host would take it, even when it is empty (azure-functions-host #11796).
    assert not re.search(r"AzureWebJobsStorage(?!__)\b", BICEP["app.bicep"])


def test_tables_and_queues_are_those_of_the_code() -> None:
    state = BICEP["state.bicep"]

    def names(variable: str) -> list[str]:
        found = re.search(rf"^var {variable} = \[(.*)\]$", state, re.MULTILINE)
        assert found is not None
        return re.findall(r"'([^']+)'", found[1])

    assert set(names("tables")) == set(TABLES)
    listened = {
        binding["queueName"]
        for function in FUNCTIONS.values()
        for binding in json.loads(function.get_function_json())["bindings"]
        if "queueName" in binding
    }
    assert set(names("queues")) == listened
    assert names("written") == ["pairs", "numbers"]
    assert set(names("read")) == {"due", "accounts"}  # `status`; never what people promised, never sign-ins


def test_nothing_takes_a_key_or_a_password() -> None:
    assert "allowSharedKeyAccess: false" in BICEP["state.bicep"]
    assert BICEP["app.bicep"].count("properties: { allow: false }") == 2
    everything = "\n".join(BICEP.values())
    assert not re.search(r"listKeys|listAccountSas|AccountKey|SharedAccessKey|adminUserEnabled", everything)


def test_every_parameter_without_a_default_is_given() -> None:
    for name, default in re.findall(r"^param (\w+) \w+( = .*)?$", BICEP["main.bicep"], re.MULTILINE):
        assert default or name in PARAMETERS, name


def test_python_versions_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["requires-python"] == ">=3.11,<3.14"
    assert "@allowed(['3.11', '3.12', '3.13'])" in BICEP["main.bicep"]


# ---------------------------------------------------------------- what the alarms look for

PAIR = PairKey("dana@contoso.example", "lee@contoso.example")
LINES = {
    "plan": observe.planned(3, 1, 1),
    "step": observe.stepped(PAIR.manager, PAIR, date(2026, 11, 23), "prepare", "failed", Counter(onenote=2), 0.5),
    "pass": observe.passed(PAIR.manager, Report(prepared=["x"]), "done", 2),
    "numbers": observe.refreshed(Refreshed(done=["x"])),
    "parked": observe.parked(PAIR.manager),
    "poison": observe.poisoned(PAIR.manager),
}
QUERIES = {path.stem: path.read_text(encoding="utf-8") for path in (INFRA / "queries").glob("*.kql")} | {
    item["content"]["title"]: item["content"]["query"]
    for item in json.loads((INFRA / "workbook.json").read_text(encoding="utf-8"))["items"]
    if item["type"] == 3
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_reads_only_what_lines_hold(name: str) -> None:
    query = QUERIES[name]
    begins = re.findall(r"message startswith '([^']+)'", query)
    assert begins
    meant = [line for line in LINES.values() if any(line.startswith(begin) for begin in begins)]
    assert len(meant) == len(begins)
    held = {field for line in meant for field in json.loads(line)}
    assert set(re.findall(r"\bline\.(\w+)", query)) <= held


def test_every_alarm_is_used() -> None:
    used = set(re.findall(r"loadTextContent\('queries/(\w+)\.kql'\)", BICEP["monitor.bicep"]))
    assert used == {path.stem for path in (INFRA / "queries").glob("*.kql")}


def test_lines_of_the_log_hold_no_names() -> None:
    for line in LINES.values():
        assert "dana" not in line
        assert "contoso" not in line
        assert "\n" not in line


def test_the_app_s_lines_pass_the_host_s_filter_and_are_all_kept() -> None:
    logging = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))["logging"]
    assert logging["logLevel"]["Function"] == "Information"
    assert "Trace" in logging["applicationInsights"]["samplingSettings"]["excludedTypes"].split(";")
    assert not function_app.log.name.startswith("azure.functions")  # those count as the system's own


# ---------------------------------------------------------------- the app registration


def test_the_registration_asks_for_what_the_code_asks_people_for() -> None:
    assert {*connect.SCOPES, *connect.OPTIONAL.values()} == set(PERMISSIONS) | {"openid", "profile", "offline_access"}
    assert connect.CALLBACK == CALLBACK


class Cli:
    """Azure CLI and azd: what was asked of them, in order, and their answers."""

    def __init__(self, answers: dict[str, object]) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.files: list[str] = []
        self.answers = answers

    def __call__(self, tool: str, *arguments: str) -> str:
        self.asked.append((tool, *arguments))
        for argument in arguments:
            path = Path(argument.removeprefix("@"))
            if path.is_absolute() and path.is_file():
                self.files.append(path.read_text(encoding="utf-8"))
        for begin, answer in self.answers.items():
            if " ".join((tool, *arguments)).startswith(begin):
                return json.dumps(answer)
        return ""

    def did(self, begin: str) -> bool:
        return any(" ".join(asked).startswith(begin) for asked in self.asked)


AZD = {
    "AZURE_ENV_NAME": "sales",
    "ONEONE_CLIENT_ID": "c1",
    "ONEONE_HOST": "func.azurewebsites.net",
    "ONEONE_IDENTITY_OBJECT_ID": "identity",
    "AZURE_KEY_VAULT_NAME": "kv",
    "AZURE_TENANT_ID": "tenant",
}


def test_a_registration_is_made_once_with_the_permissions_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = [{"id": f"id of {name}", "value": name} for name in (*connect.SCOPES, "Mail.ReadWrite")]
    cli = Cli({"az ad app list": [], "az ad sp show": offered, "az ad app create": "c1"})
    monkeypatch.setattr(connect, "_run", cli)
    assert connect.register({"AZURE_ENV_NAME": "sales"}) == "c1"
    [asked] = json.loads(cli.files[0])
    assert {one["id"] for one in asked["resourceAccess"]} == {f"id of {name}" for name in connect.SCOPES}
    assert cli.asked[-1] == ("azd", "env", "set", "ONEONE_CLIENT_ID", "c1")
    again = Cli({})
    monkeypatch.setattr(connect, "_run", again)
    assert connect.register(AZD) == "c1"
    assert again.asked == []


def test_a_registration_that_is_there_is_found_and_two_are_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "_run", cli := Cli({"az ad app list": ["c1"]}))
    assert connect.register({"AZURE_ENV_NAME": "sales"}) == "c1"
    assert not cli.did("az ad app create")
    monkeypatch.setattr(connect, "_run", Cli({"az ad app list": ["c1", "c2"]}))
    with pytest.raises(connect.CannotConnect, match="azd env set ONEONE_CLIENT_ID"):
        connect.register({"AZURE_ENV_NAME": "sales"})


NOTHING_YET: dict[str, object] = {
    "az ad app show": ["https://other.example/callback"],
    "az ad app federated-credential list": [],
    "az account show": "tenant",
    "az keyvault secret list": [],
}


def test_trust_gives_address_credential_and_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "_run", cli := Cli(NOTHING_YET))
    connect.trust(AZD)
    update = next(asked for asked in cli.asked if asked[:4] == ("az", "ad", "app", "update"))
    # What was there stays.
    assert {"https://other.example/callback", "https://func.azurewebsites.net/api/signin/callback"} < set(update)
    credential = json.loads(cli.files[0])
    assert credential["issuer"] == "https://login.microsoftonline.com/tenant/v2.0"
    assert (credential["subject"], credential["audiences"]) == ("identity", ["api://AzureADTokenExchange"])
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}=", cli.files[1])
    assert not any(cli.files[1] in argument for asked in cli.asked for argument in asked)


def test_trust_again_changes_nothing_and_keeps_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    there: dict[str, object] = {
        "az ad app show": ["https://func.azurewebsites.net/api/signin/callback"],
        "az account show": "tenant",
        "az ad app federated-credential list": ["identity"],
        "az keyvault secret list": ["token-key"],
    }
    monkeypatch.setattr(connect, "_run", cli := Cli(there))
    connect.trust(AZD)
    changes = ("az ad app update", "az ad app federated-credential create", "az keyvault secret set")
    assert not any(cli.did(change) for change in changes)


def test_a_sign_in_to_another_directory_is_told_before_anything_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "_run", cli := Cli(NOTHING_YET | {"az account show": "elsewhere"}))
    with pytest.raises(connect.CannotConnect, match="az login --tenant tenant"):
        connect.trust(AZD)
    assert len(cli.asked) == 1


def test_what_azd_is_told_by_bicep_is_what_the_script_needs() -> None:
    told = set(re.findall(r"^output (\w+) ", BICEP["main.bicep"], re.MULTILINE))
    script = (INFRA / "connect.py").read_text(encoding="utf-8")
    needed = set(re.findall(r"""_needed\(environment, ['"](\w+)['"]\)""", script))
    assert needed - told == {"AZURE_ENV_NAME", "ONEONE_CLIENT_ID"}  # azd's own, and what `register` noted


def test_the_role_on_the_vault_may_take_a_while_to_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def run(tool: str, *arguments: str) -> str:
        if arguments[:3] == ("keyvault", "secret", "list"):
            tries.append(arguments)
            if len(tries) < 3:
                raise connect.CannotConnect("(Forbidden) Caller is not authorized")
        return Cli(NOTHING_YET)(tool, *arguments)

    monkeypatch.setattr(connect, "_run", run)
    monkeypatch.setattr("connect.time.sleep", lambda _: None)
    connect.trust(AZD)
    assert len(tries) == 3


def test_a_step_of_azd_that_did_not_run_is_named() -> None:
    with pytest.raises(connect.CannotConnect, match="ONEONE_HOST"):
        connect.trust({"ONEONE_CLIENT_ID": "c1"})
