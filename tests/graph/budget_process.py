"""One worker process of the test on Azurite: reserves as fast as it can, or claims once; prints what it got."""

from __future__ import annotations

import sys
from datetime import datetime

from oneone.errors import OneoneError, TryLater
from oneone.graph.limits import SharedPurse
from oneone.store.ledger import Ledger
from oneone.store.table import open_store


def main(connection: str, what: str, account: str, now: str) -> None:
    """`reserve`: calls of 4 and what was given back, until refused; `claim`: whether the account was ours."""
    store = open_store("azure", connection_string=connection)
    ledger, moment = Ledger(store), datetime.fromisoformat(now)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    if what == "claim":
        print(int(ledger.claim(account, f"{account}-{id(store)}", moment) is not None))
        return
    purse, granted, busy = SharedPurse(ledger.change_budget), 0, 0
    while True:
        try:
            purse.reserve(account, 4, moment)
            purse.give_back(account, 2, moment)
        except TryLater:
            break
        except OneoneError:
            busy += 1
            if busy > 50:
                break
            continue
        granted += 2
    print(granted)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
