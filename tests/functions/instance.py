"""One instance of the Function app as a process of its own: `python -m tests.functions.instance TIME`.

Takes messages of the queue until it shows none. Storage and tenant come from the environment, as in Azure.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime

import function_app
from oneone import bootstrap, settings
from tests.functions.host import Host


def main() -> None:
    """Serve the queue at this time."""
    clock = bootstrap.clock_from(datetime.fromisoformat(sys.argv[1]))
    function_app._services = bootstrap.services(settings.read(), clock)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()  # so that several begin at the same moment
    host = Host(os.environ["AzureWebJobsStorage"])  # noqa: SIM112 - the host's own name
    host.deliver_all()
    sys.stdout.write(f"{host.delivered}\n")


if __name__ == "__main__":
    main()
