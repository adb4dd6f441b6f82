"""The command line: the timers' verbs by hand (design §11). `main` is where errors become sentences and exit codes."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from oneone.errors import OneoneError

_EXTRA = frozenset({"typer", "rich", "click"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb (`sys.argv` by default): 0 done, 1 something needs attention, 2 usage or settings."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # boxes and accents, also where Windows pipes a code page
    try:
        from oneone.commands.live import WrongCall
        from oneone.commands.verbs import app
    except ModuleNotFoundError as missing:
        if missing.name not in _EXTRA:
            raise
        sys.stderr.write("The command line needs two more packages. Install them with: pip install 'oneone[cli]'\n")
        return 2
    try:
        app(args=arguments, prog_name="oneone")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except KeyboardInterrupt:
        return 130  # as shells say it; the person knows
    except WrongCall as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    except OneoneError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
