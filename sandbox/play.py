"""`python -m sandbox play NOTES.toml`: types what a notes file says onto the pages, as people would in OneNote.

A notes file names its people and, for each page by the beginning of its title, what they did there, one action a line:

    { by = "Lee", write = "…", under = "How are you?" }           into the first empty line there
    { by = "Lee", append = "by Thu", to = "Lee: send" }           at the end of a line
    { by = "Lee", type = "Lee: …", over = "Lee: …" }              instead of a line
    { by = "Dana", add = "…", after = "Dana:", todo = false }     a new line below one
    { by = "Dana", tick = "Lee: send" }                           so untick, strike, unstrike, todo, delete
    { by = "Dana", box = ["…", "…"], left = 700, top = 200 }      a new text box

Lines are named by how they begin; `under` (heading), `column`, `box` and `nth` say which one is meant.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

WORDS = {"write": "", "append": "to", "type": "over", "add": "after"}  # what is typed, and the key that names the line
MARKS = ("tick", "untick", "strike", "unstrike", "todo", "delete")  # the value names the line
PLACES = {"under", "column", "nth", "todo"}
OPERATIONS = {"add": "enter"}  # as the view's address calls them
TIMEOUT = 10.0


class BadNotes(ValueError):
    """The notes file cannot be used; the message says where and what is allowed."""


class NotPlayed(RuntimeError):
    """The tenant cannot be reached, has no such page, or refused an action; the message says which."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action: who, how it is told, and what is sent."""

    who: str
    told: str
    sent: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is done on one page, in order; `week` and `when` choose what is played."""

    title: str
    week: int
    when: str
    actions: tuple[Action, ...]


def read(text: str, name: str = "notes") -> list[Sheet]:
    """A notes file's pages; BadNotes when it cannot be used."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadNotes(f"{name}: this is no TOML: {wrong}.") from wrong
    people, pages = data.get("people", {}), data.get("page", [])
    if not isinstance(people, dict) or not isinstance(pages, list) or not pages:
        raise BadNotes(f"{name}: a table [people] and at least one [[page]] are needed.")
    return [_sheet(page, people, f"{name}, page {number}") for number, page in enumerate(pages, 1)]


def play(sheets: Iterable[Sheet], url: str) -> Iterable[tuple[str, Action | None]]:
    """Does every action on the tenant at `url` and gives each, with its page's title, once it is done.

    A page starts with its title and None. NotPlayed when the tenant, a page or a line is not there.
    """
    tenant = _Tenant(url)
    try:
        for sheet in sheets:
            found = tenant.get(f"/view/api/pages?title={quote(sheet.title)}")["pages"]
            if not found:
                raise NotPlayed(f'There is no page whose title begins with "{sheet.title}".')
            page = found[-1]
            yield page["title"], None
            for action in sheet.actions:
                tenant.post(f"/view/api/pages/{quote(page['id'])}/edit", action.sent)
                yield page["title"], action
    finally:
        tenant.close()


def main(arguments: list[str] | None = None) -> int:
    """Plays a file and tells what was typed. 2: the file cannot be used; 1: something could not be typed."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox play", description="Types notes onto pages of the sandbox."
    )
    parser.add_argument("notes", type=Path, help="notes file (TOML)")
    parser.add_argument("--url", default="http://127.0.0.1:8365", help="address of the sandbox (default %(default)s)")
    parser.add_argument("--week", type=int, help="only the pages of this week")
    parser.add_argument("--when", help='only what is done then, such as "meeting" or "later"')
    options = parser.parse_args(arguments)
    try:
        sheets = read(options.notes.read_text(encoding="utf-8"), options.notes.name)
        chosen = [s for s in sheets if options.week in (None, s.week) and options.when in (None, s.when)]
        for title, action in play(chosen, options.url):
            line = title if action is None else f"  {action.who:<6} {action.told}"
            sys.stdout.write(f"{line}\n")
    except (OSError, UnicodeDecodeError, BadNotes) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    except NotPlayed as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


# ---------------------------------------------------------------- reading


def _sheet(page: Any, people: dict[str, Any], where: str) -> Sheet:
    if not isinstance(page, dict) or not isinstance(page.get("title"), str) or not isinstance(page.get("typed"), list):
        raise BadNotes(f"{where}: a title and a list `typed` are needed.")
    actions = [_action(entry, people, f"{where}, line {number}") for number, entry in enumerate(page["typed"], 1)]
    week, when = page.get("week", 1), page.get("when", "meeting")
    if not isinstance(week, int) or not isinstance(when, str):
        raise BadNotes(f"{where}: `week` is a number, and `when` a word such as meeting or later.")
    return Sheet(page["title"], week, when, tuple(actions))


def _action(entry: Any, people: dict[str, Any], where: str) -> Action:
    verbs = [*WORDS, *MARKS, "box"]
    given = [verb for verb in verbs if isinstance(entry, dict) and verb in entry]
    if "todo" in given and len(given) > 1:  # beside `add` it says whether the line gets a checkbox
        given.remove("todo")
    if len(given) != 1 or entry.get("by") not in people:
        raise BadNotes(f"{where}: `by` one of {', '.join(people)} and one of {', '.join(verbs)} are needed.")
    verb = given[0]
    unknown = set(entry) - PLACES - {"by", verb, WORDS.get(verb, "")} - ({"left", "top"} if verb == "box" else set())
    if unknown:
        raise BadNotes(f"{where}: {', '.join(sorted(unknown))} means nothing beside `{verb}`.")
    sent: dict[str, Any] = {name: entry[name] for name in ("under", "column", "nth", "left", "top") if name in entry}
    sent |= {"by": people[entry["by"]], "op": OPERATIONS.get(verb, verb)}
    if verb == "box":
        sent["lines"] = entry["box"]
        return Action(entry["by"], f"adds a text box: {' / '.join(map(str, entry['box']))}", sent)
    if verb in MARKS:
        sent["text"] = entry[verb]
        return Action(entry["by"], f"{_third(verb)}: {entry[verb]}", sent)
    key = WORDS[verb]
    if key and not isinstance(entry.get(key), str):
        raise BadNotes(f"{where}: `{verb}` needs `{key}`, how the line begins.")
    sent |= {"value": entry[verb]} | ({"text": entry[key]} if key else {})
    sent |= {"todo": entry["todo"]} if "todo" in entry else {}
    return Action(entry["by"], f"{_third(verb)}: {entry[verb]}", sent)


def _third(verb: str) -> str:
    return {"todo": "marks as to-do"}.get(verb, f"{verb}s")


# ---------------------------------------------------------------- the tenant


class _Tenant:
    """The view's JSON addresses over one connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise BadNotes(f"{url} is no address of a sandbox; one looks like http://127.0.0.1:8365.")
        self._url = url
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT)

    def get(self, path: str) -> dict[str, Any]:
        return self._ask("GET", path, None)

    def post(self, path: str, data: dict[str, Any]) -> dict[str, Any]:
        return self._ask("POST", path, json.dumps(data))

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> dict[str, Any]:
        try:
            self._connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = self._connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise NotPlayed(f"No sandbox answers at {self._url}: start one with `python -m sandbox`.") from problem
        if answer.status != 200 or not isinstance(told, dict):
            reason = told.get("error", "") if isinstance(told, dict) else ""
            raise NotPlayed(f"The sandbox refused an action ({answer.status}). {reason}")
        return told


if __name__ == "__main__":
    sys.exit(main())
