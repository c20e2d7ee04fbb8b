"""Texts of people: Markdown in, safe HTML out. HTML is off, and what is left is cleaned besides.

Nothing of a foreign place is loaded by a text: pictures are its own attachments and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_TAGS = {
    *("p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "h2", "h3", "hr", "code"),
    *("a", "img", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
_ADDRESS = re.compile(r"(?<![\w(\[<\"/])(https?://[^\s<>()\[\]\"«»]+[^\s<>()\[\]\"«».,;:!?])")


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    # A line break of the writer is a line break for the reader: nobody types two spaces.
    drawn = MarkdownIt("commonmark", {"html": False, "breaks": True})
    return drawn.enable(["table", "strikethrough"])


def to_html(text: str, pictures: Mapping[str, str] | None = None) -> Markup:
    """The text as a reader sees it. ``pictures``: name of an own attachment → its address.

    A picture that is none of them is shown by its description only; a plain web address
    becomes a link. Headings begin below those of the page.
    """
    markdown = _markdown()
    tokens = markdown.parse(_ADDRESS.sub(r"<\1>", text))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag not in ("h1", "h2") else "h2"
        if token.children:
            token.children = _with_own_pictures(token.children, pictures or {})
    drawn = markdown.renderer.render(tokens, markdown.options, {})
    clean = nh3.clean(
        drawn,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704 - cleaned just now


def _with_own_pictures(tokens: list[Token], pictures: Mapping[str, str]) -> list[Token]:
    kept = []
    for token in tokens:
        if token.type == "image":
            address = pictures.get(_named(str(token.attrGet("src") or "")))
            if address is None:
                token = Token("text", "", 0, content=token.content)
            else:
                token.attrSet("src", address)
        kept.append(token)
    return kept


def _named(source: str) -> str:
    """The name of an attachment as it was typed: Markdown keeps Russian letters as %D0%…."""
    return unquote(source).strip()


@lru_cache(maxsize=4096)
def excerpt(text: str, length: int = 160) -> str:
    """The beginning of a text without its signs, for a line of a list."""
    words: list[str] = []
    for token in _markdown().parse(text):
        for child in token.children or []:
            if child.type in ("text", "code_inline"):
                words.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                words.append(" ")
        if token.type == "inline":
            words.append(" ")
    plain = " ".join("".join(words).split())
    if len(plain) <= length:
        return plain
    return plain[:length].rsplit(" ", 1)[0].rstrip(" ,.;:–—-") + "…"
