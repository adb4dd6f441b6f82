"""The view's JSON: pages with their lines, and one address for every action of a person on a page.

An action names its line by `line`, the handle, or by what a person sees: `text` it begins with, `under` which heading,
in which `column`, with a `box` or not, the `nth` of several. Without a line `write` takes the first empty one under a
heading.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.content import paragraphs
from sandbox.editing import Editor, Line, NoSuchLine, NotShared
from sandbox.tenant import Page, Tenant
from sandbox.view.notebook_pages import canvas
from sandbox.view.retyping import retyped


class Refused(ValueError):
    """The action cannot be understood; the message says what is allowed."""


def routes(tenant: Tenant) -> list[Route]:
    """`GET /view/api/pages`, `GET /view/api/pages/{id}`, `POST /view/api/pages/{id}/edit`."""

    async def pages(request: Request) -> Response:
        begins = request.query_params.get("title", "").casefold()
        found = [page for page in tenant.pages.values() if page.title.casefold().startswith(begins)]
        return JSONResponse({"pages": [_place(tenant, page) for page in sorted(found, key=lambda page: page.created)]})

    async def page(request: Request) -> Response:
        shown = tenant.pages.get(request.path_params["page"])
        if shown is None:
            return _problem(404, "There is no such page.")
        reader = min(tenant.notebook_of(shown.id).members, default="")
        try:
            lines = [_line(line) for line in Editor(tenant, shown.id, reader).lines()]
        except NotShared as error:
            return _problem(403, str(error))
        return JSONResponse({**_place(tenant, shown), "lines": lines})

    async def edit(request: Request) -> Response:
        # Other sites cannot send this type without asking first, so no page elsewhere can type here.
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return _problem(415, "An action is sent as application/json.")
        try:
            action = await request.json()
            if not isinstance(action, dict) or not isinstance(action.get("by"), str):
                raise Refused('An action is an object with "by", who does it, and "op", what.')
            editor = Editor(tenant, request.path_params["page"], action["by"])
            line = act(editor, action)
        except NoSuchLine as error:
            return _problem(404, str(error))
        except NotShared as error:
            return _problem(403, str(error))
        except ValueError as error:  # Refused, and what is no JSON
            return _problem(400, str(error))
        return JSONResponse({"line": line, "title": editor.page.title, "canvas": canvas(tenant, editor.page)})

    return [
        Route("/view/api/pages", pages),
        Route("/view/api/pages/{page}", page),
        Route("/view/api/pages/{page}/edit", edit, methods=["POST"]),
    ]


def act(editor: Editor, action: dict[str, Any]) -> str:
    """Does one action and returns the handle of the line where the cursor is afterwards, "" when on none.

    Raises Refused for an action that cannot be understood, NoSuchLine when its line is not there.
    """
    operation = _text(action, "op")
    if operation not in _OPERATIONS:
        raise Refused(f'"{operation}" is no action; allowed are {", ".join(sorted(_OPERATIONS))}.')
    return _OPERATIONS[operation](editor, action)


def change(editor: Editor, handle: str, text: str) -> None:
    """Types inside a line until it reads `text`: looks and links beside the change stay; an emptied line loses its
    data-id.
    """
    editor.line(handle)
    for outline in editor.page.content.outlines:
        for paragraph in paragraphs(outline.blocks):
            if str(paragraph.uid) == handle and paragraph.text != text:
                paragraph.runs = retyped(paragraph.runs, text)
                paragraph.data_id = "" if paragraph.blank else paragraph.data_id
                editor.tenant.edited(editor.page)


# ---------------------------------------------------------------- the actions


def _on_line(method: Callable[[Editor, str], None]) -> Callable[[Editor, dict[str, Any]], str]:
    def run(editor: Editor, action: dict[str, Any]) -> str:
        line = _which(editor, action)
        method(editor, line)
        return line

    return run


def _typing(method: Callable[[Editor, str, str], None]) -> Callable[[Editor, dict[str, Any]], str]:
    def run(editor: Editor, action: dict[str, Any]) -> str:
        line = _which(editor, action)
        method(editor, line, _text(action, "value"))
        return line

    return run


def _write(editor: Editor, action: dict[str, Any]) -> str:
    if "line" in action:
        line = _which(editor, action)
    else:
        line = editor.room(_text(action, "under"), _column(action))
    editor.type_over(line, _text(action, "value"))
    return line


def _enter(editor: Editor, action: dict[str, Any]) -> str:
    """A new line below, with a checkbox where the line has one or `todo` says so; `value` is its text."""
    line = _which(editor, action)
    todo = action.get("todo", "to-do" in editor.line(line).tags)
    return editor.insert_after(line, _text(action, "value", ""), todo=bool(todo))


def _delete(editor: Editor, action: dict[str, Any]) -> str:
    line = _which(editor, action)
    before = [other.handle for other in editor.lines()]
    editor.delete(line)
    left = {other.handle for other in editor.lines()}
    at = before.index(line)
    return next((handle for handle in [*reversed(before[:at]), *before[at + 1 :]] if handle in left), "")


def _box(editor: Editor, action: dict[str, Any]) -> str:
    lines = action.get("lines")
    if not isinstance(lines, list) or not lines or not all(isinstance(text, str) for text in lines):
        raise Refused('"lines" are the texts of the new box.')
    left, top = action.get("left", 48), action.get("top", 120)
    if not isinstance(left, int) or not isinstance(top, int):
        raise Refused('"left" and "top" are whole pixels.')
    return editor.add_text_box(max(0, left), max(0, top), lines, todo=bool(action.get("todo")))[-1]


def _rename(editor: Editor, action: dict[str, Any]) -> str:
    editor.rename(_text(action, "value").strip())
    return ""


_OPERATIONS: dict[str, Callable[[Editor, dict[str, Any]], str]] = {
    "tick": _on_line(Editor.tick),
    "untick": _on_line(Editor.untick),
    "todo": _on_line(Editor.toggle_todo),
    "strike": _on_line(Editor.strike),
    "unstrike": _on_line(Editor.unstrike),
    "delete": _delete,
    "change": _typing(change),
    "type": _typing(Editor.type_over),
    "append": _typing(Editor.append),
    "enter": _enter,
    "write": _write,
    "box": _box,
    "rename": _rename,
}


def _which(editor: Editor, action: dict[str, Any]) -> str:
    if "line" in action:
        return editor.line(_text(action, "line")).handle
    under = _text(action, "under") if "under" in action else None
    nth = action.get("nth", 0)
    if not isinstance(nth, int):
        raise Refused('"nth" counts from 0.')
    return editor.find(_text(action, "text"), under=under, column=_column(action), box=action.get("box"), nth=nth)


def _column(action: dict[str, Any]) -> str | None:
    return _text(action, "column") if "column" in action else None


def _text(action: dict[str, Any], name: str, default: str | None = None) -> str:
    value = action.get(name, default)
    if not isinstance(value, str):
        raise Refused(f'"{name}" is missing or no text.')
    return value


# ---------------------------------------------------------------- answers


def _place(tenant: Tenant, page: Page) -> dict[str, str]:
    section = tenant.sections[page.section]
    return {
        "id": page.id,
        "title": page.title,
        "section": section.name,
        "notebook": tenant.notebook_of(page.id).name,
        "created": page.created.isoformat(),
        "view": f"/view/pages/{page.id}",
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "line": line.handle,
        "text": line.text,
        "box": line.box,
        "struck": line.struck,
        "under": line.heading,
        "column": line.column_name,
        "row": line.row,
        "depth": line.depth,
        "outline": line.outline,
        "data_id": line.data_id,
    }


def _problem(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": message}, status)
