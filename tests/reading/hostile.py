"""Pages that no person writes: markup soup, deep nesting, megabytes, characters that hide or turn text."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator

from tests.reading.pages import AGREED, HOW, LAST, MATTERS, PROMISES, TOP, frame, outline

OPENERS = (
    *("<p>", "<div>", "<ul><li>", "<ol><li>", "<table><tr><td>", "<span>", "<b>", "<h2>", "<cite>", "<blockquote>"),
    *('<p data-tag="to-do">', '<span data-tag="to-do:completed">', '<li data-tag="to-do,important">', "<del>", "<sub>"),
    *('<p data-id="c-k7f3m2qd" data-tag="to-do">', '<p data-id="q-bbbb2222">', '<td data-id="s-how">', "<pre>"),
    *('<a href="https://x/#oneone-c-k7f3m2qd">', '<a href="javascript:alert(1)">', '<p style="font-size:1pt">'),
    *('<div style="position:absolute;top:1e999px;left:-9px">', '<p style="color:expression(alert(1))">', "<svg>"),
)
CLOSERS = (
    "</p>",
    "</div>",
    "</li></ul>",
    "</li></ol>",
    "</td></tr></table>",
    "</span>",
    "</b>",
    "</h2>",
    "</a>",
    "</td>",
)
ODDITIES = (
    *("<object data='x'/>", "<iframe src='x'/>", "<title/>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml", "<script>"),
    *("<!-- InkNode is not supported -->", "<!-- Processing ParagraphNode failed -->", "<style>p{}</style>", "<br/>"),
    *("&amp;lt;", "&#0;", "&#x202e;", "&#55296;", "&#1114112;", "&nbsp;", "&bogus;", "&", "<", ">", '"', "'", "\x00"),
    *("\u200b", "\u202e", "\ue000", "\ue001", "\ufffc", "\ufeff", "\ud800", "\U000e0041", "😀", "́" * 30, "\u2028"),
    *('<img alt="TODO: a -> b" src="x"/>', "<template>", "<textarea>", "<select><option>", "<math>", "<noscript>"),
)
WORDS = (
    *("Lee:", "Dana to", "@Lee", "(Dana)", "Lee Park", "Park, Lee", "by Fri", "EOW", "3 Dec", "12/3", "due:", "(from"),
    *(
        "16 Nov)",
        "late",
        "send deck",
        "call Ana",
        "How are you?",
        "Agreed today",
        "…",
        "?",
        "[ ]",
        "☐",
        "TODO",
        "Action:",
    ),
    *(
        "bis Freitag",
        "avant le",
        "antes del",
        "até",
        "entro",
        "voor",
        "Q3",
        "3 of 5",
        "((((",
        "))))",
        "- - -",
        "::::",
        "10",
    ),
    *("in in in in", "the the the", "end of the end of", "Fri Fri Fri", "1.1.1.1.1", "9" * 40, "a" * 300, " " * 50),
)
PARTS = (HOW, TOP, PROMISES, MATTERS, AGREED, LAST)


def soup(pick: random.Random, size: int) -> str:
    """So many pieces of markup and words, anyhow."""
    pools = (OPENERS, CLOSERS, ODDITIES, WORDS, WORDS, PARTS)
    return " ".join(pick.choice(pick.choice(pools)) for _ in range(size))


def deep(pick: random.Random, size: int) -> str:
    """So many elements in one another."""
    opener = pick.choice(OPENERS)
    return opener * size + pick.choice(WORDS) + pick.choice(CLOSERS) * size


def repeated(pick: random.Random, size: int) -> str:
    """One thing so often: what makes a rule's time grow with the square of a page."""
    piece = pick.choice((*WORDS, *ODDITIES, *OPENERS)) + pick.choice(("", " ", ", ", "(", "-", "&#160;"))
    text = piece * size
    return f'<p data-tag="to-do">{text}</p>' if pick.random() < 0.7 else text


def list_of(pick: random.Random, size: int) -> str:
    """So many to-dos, alike or equal."""
    texts = [" ".join(pick.choices(WORDS, k=pick.randint(1, 6))) for _ in range(pick.choice((1, 3, size)))]
    return "".join(f'<p data-tag="to-do">{pick.choice(texts)}</p>' for _ in range(size))


def noise(pick: random.Random, size: int) -> str:
    """Characters from all over."""
    pools = (string.printable, "<>&\"'/=!-", "äöüßéèñçãœ日本語עברית", "\u0000\u200f\u202e\ufffc\ue000\ud83d")
    return "".join(pick.choice(pick.choice(pools)) for _ in range(size))


SHAPES: tuple[Callable[[random.Random, int], str], ...] = (soup, deep, repeated, list_of, noise)


def pages(pick: random.Random, most: int) -> Iterator[str]:
    """Hostile pages without end, up to `most` pieces each."""
    while True:
        size = int(10 ** (pick.random() * len(str(most - 1))))
        bodies = [pick.choice(SHAPES)(pick, max(1, min(most, size) // 2)) for _ in range(pick.randint(1, 3))]
        page = frame(
            *(outline(HOW, body, AGREED, body, LAST) if pick.random() < 0.5 else outline(body) for body in bodies)
        )
        yield page if pick.random() < 0.9 else page[: pick.randrange(len(page))]
