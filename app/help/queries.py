"""The pages of help: Markdown files of ``docs/help``, drawn once a process."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "help"
FIRST = "index"
_NAME = re.compile(r"[a-z0-9-]{1,60}")
_OTHER_PAGE = re.compile(r"([a-z0-9-]+)\.md(#.*)?")


@dataclass(frozen=True)
class Topic:
    """One page of help: its title and the text below it."""

    name: str
    title: str
    html: Markup


def _link(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    env: dict[str, object],
) -> str:
    """Files that name each other as ``today.md`` become addresses."""
    token = tokens[at]
    found = _OTHER_PAGE.fullmatch(str(token.attrGet("href") or ""))
    if found:
        token.attrSet("href", f"/help/{found[1]}{found[2] or ''}")
    return renderer.renderToken(tokens, at, options, env)


def _markdown() -> MarkdownIt:
    # The texts are ours; HTML is off all the same, so that a "<" in them is a plain sign.
    drawn = MarkdownIt("commonmark", {"html": False}).enable("table")
    drawn.add_render_rule("link_open", _link)
    return drawn


def names() -> list[str]:
    """The names of all topics."""
    return sorted(path.stem for path in FOLDER.glob("*.md"))


@lru_cache(maxsize=128)
def topic(name: str) -> Topic | None:
    """A page of help by its name, or None."""
    path = FOLDER / f"{name}.md"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    heading, _end, text = path.read_text(encoding="utf-8").partition("\n")
    # The first line is the title of the page, which the page shows by itself.
    title = heading.removeprefix("# ").strip()
    return Topic(name, title, Markup(_markdown().render(text)))  # noqa: S704 - HTML is off
