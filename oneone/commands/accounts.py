"""`accounts`: whose sign-in does the work, and how people connect from the command line."""

from __future__ import annotations

import webbrowser
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Annotated, Any

import typer

from oneone.commands.live import WrongCall, opened
from oneone.commands.terminal import Json, iso, moment, say, show, show_json, show_table
from oneone.errors import BadInput, NeedsAttention

if TYPE_CHECKING:
    from oneone.bootstrap import Services
    from oneone.model import Account, SignIn
    from oneone.web.connecting import Connecting, Ended

app = typer.Typer(help="Connect and disconnect the accounts that oneone works as.", no_args_is_help=True)

SEEN_AHEAD = timedelta(days=7)
UNUSED_LASTS = timedelta(days=90)  # a refresh token that is not used (Microsoft Entra default, from its last renewal)
_WAITS = 600  # seconds for the person at the browser

Who = Annotated[str, typer.Argument(metavar="ACCOUNT", help="User principal name.")]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Show each account: connected, last use, what is missing, and what its person has to do."""
    with opened() as live:
        rows = standings(live)
    if as_json:
        show_json(rows)
    elif not rows:
        show("No accounts yet: they come with the pairs. oneone pairs import FILE")
    else:
        show_table(
            ("account", "pairs", "sign-in", "since", "last use", "to do"),
            [
                (
                    row["account"],
                    row["pairs"],
                    row["sign_in"],
                    _day(row["connected_at"]),
                    _day(row["last_use"]),
                    row["do"],
                )
                for row in rows
            ],
        )
    if any(row["do"] for row in rows):
        raise typer.Exit(1)


@app.command()
def connect(
    account: Who,
    device_code: Annotated[
        bool, typer.Option("--device-code", help="Sign in on another device; the organisation must allow it.")
    ] = False,
) -> None:
    """Sign in as ACCOUNT and keep the sign-in, encrypted, for the timers."""
    name = account.strip().lower()
    with opened() as live:
        connecting = _connecting(live)
        if device_code:
            ended = connecting.keep(live.entra().by_device(connecting.wanted(name), show), expected=name)
        else:
            ended = _in_browser(connecting, name)
    if ended.outcome != "connected":
        raise NeedsAttention(_WORDS[ended.outcome].format(account=ended.account or name, why=ended.why))
    show(f"{ended.account} is connected; {ended.reps} pairs go on by themselves.")
    if ended.missing:
        say(f"Not agreed to yet: {', '.join(ended.missing)}. Connect once more, or ask the admin to agree for all.")
        raise typer.Exit(1)


@app.command()
def disconnect(account: Who) -> None:
    """Delete what is kept of ACCOUNT's sign-in; nothing more is done in this name."""
    name = account.strip().lower()
    with opened() as live:
        if not _connecting(live).disconnect(name):
            raise NeedsAttention(f"There is no kept sign-in of {name}; `oneone accounts list` shows them.")
    show(f"{name} is disconnected. The agreement itself is taken back at https://myapplications.microsoft.com.")


@app.command("new-key")
def new_key() -> None:
    """Print a key for ONEONE_TOKEN_KEY. To change keys, put the new one in front of the old one."""
    from oneone.store.tokens import new_key as made

    show(made())


def standings(live: Services) -> list[dict[str, Any]]:
    """Each account, for people and scripts: what it is connected for, and what its person has to do now."""
    from oneone.consent import missing, needed
    from oneone.store.tokens import known

    local = live.settings.sign_in == "local"
    kept = {} if local else {sign_in.account: sign_in for sign_in in known(live.store)}
    states = {state.account: state for state in live.ledger.accounts()}
    pairs = [entry.pair for entry in live.roster() if entry.pair is not None and entry.pair.active]
    working = {pair.signs_in for pair in pairs}
    now, rows = live.wall(), []
    for account in sorted(working | set(kept) | {name for name, state in states.items() if state.parked}):
        sign_in, state = kept.get(account), states.get(account)
        lacking: tuple[str, ...] = ()
        if sign_in is not None and account in working:
            features = {"files": live.settings.see_sharing, "mail": live.settings.timing.heads_up}
            lacking = missing(sign_in.scopes, needed(account, pairs, **features))
        ends = _ends(sign_in)
        rows.append(
            {
                "account": account,
                "pairs": sum(pair.signs_in == account for pair in pairs),
                "sign_in": "local" if local else "kept" if sign_in else "none",
                "connected_at": iso(sign_in.connected_at if sign_in else None),
                "renewed_at": iso(sign_in.renewed_at if sign_in else None),
                "ends_at": iso(ends),
                "last_use": iso(state.last_pass if state else None),
                "missing": list(lacking),
                "parked": state.parked if state else "",
                "trouble": state.trouble if state else "",
                "do": _to_do(account, sign_in, state, lacking, ends, now, local=local, working=account in working),
            }
        )
    return rows


def _to_do(
    account: str,
    sign_in: SignIn | None,
    state: Account | None,
    lacking: tuple[str, ...],
    ends: datetime | None,
    now: datetime,
    *,
    local: bool,
    working: bool,
) -> str:
    if state is not None and state.trouble:
        return state.trouble
    if state is not None and state.parked and working:
        return f"sign in: {state.parked}"
    if sign_in is None:
        return "sign in: nobody has yet" if working and not local else ""
    if lacking:
        return f"sign in again, for a new feature: {', '.join(lacking)}"
    if ends is not None and ends - now < SEEN_AHEAD:
        return f"sign in again before {ends:%d %b}, when the sign-in ends"
    return ""


def _ends(sign_in: SignIn | None) -> datetime | None:
    if sign_in is None:
        return None
    return sign_in.lapses_at or sign_in.renewed_at + UNUSED_LASTS


_WORDS = {
    "not_ours": "{account} was not asked for, or belongs to no 1:1 of the pairs table. Nothing was kept.",
    "another_person": "Another person was {account} before. First: oneone accounts disconnect {account}",
    "declined": "The permissions were declined. Nothing was kept.",
    "over": "The answer came too late, or from another browser. Nothing was kept; please start again.",
    "refused": "{why} Nothing was kept.",
    "operator": "{why}",
    "disconnected": "{account} is disconnected.",
}


def _connecting(live: Services) -> Connecting:
    try:
        return live.connecting()
    except BadInput as problem:
        raise WrongCall(str(problem)) from problem


def _in_browser(connecting: Connecting, account: str) -> Ended:
    """Sign in in this machine's browser; what it brings back arrives on loopback, at a port of the moment."""
    from oneone.web.http import Request

    came: list[dict[str, str]] = []

    class Landing(BaseHTTPRequestHandler):
        timeout = 30

        def do_POST(self) -> None:
            length = self.headers.get("content-length", "")
            body = self.rfile.read(min(int(length), 65_536)) if length.isdecimal() else b""
            form = Request("POST", {}, {"content-type": self.headers.get("content-type", "")}, body).form()
            self._say("Thank you. You can close this page and go back to the command line.")
            if form.get("state"):
                came.append(form)

        def do_GET(self) -> None:
            self._say("Please finish the sign-in in the other tab.")

        def _say(self, text: str) -> None:
            page = f'<!DOCTYPE html><html lang="en"><title>oneone</title><p>{text}</p></html>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Nothing: a line would hold the address."""

    with HTTPServer(("127.0.0.1", 0), Landing) as landing:
        begun = connecting.begin("connect", f"http://localhost:{landing.server_port}/", account, nobody_else=True)
        show("Sign in in the browser that opens now; if none does, open this address on this machine:")
        show(begun.url)
        webbrowser.open(begun.url)
        landing.timeout = 1
        for _ in range(_WAITS):
            landing.handle_request()
            if came:
                return connecting.end(came[0], begun.browser)
    raise NeedsAttention("Nobody signed in within ten minutes. Start again when the person is there.")


def _day(text: str | None) -> str:
    return moment(datetime.fromisoformat(text) if text else None, lambda at: at)
