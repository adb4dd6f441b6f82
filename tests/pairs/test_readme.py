"""README's table of columns is the one that the program reads by."""

from __future__ import annotations

from pathlib import Path

from oneone.pairs import COLUMNS


def test_readme_shows_every_column_with_what_is_allowed() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for column in COLUMNS:
        default = "(required)" if column.required else column.default
        means, allowed = (text.replace("|", "\\|") for text in (column.means, column.allowed))
        assert f"| {column.name} | {means} | {allowed} | {default} |" in readme
