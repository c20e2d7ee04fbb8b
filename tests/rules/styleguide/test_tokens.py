"""The guide shows the tokens that the style sheet has."""

from __future__ import annotations

from app.styleguide.rules import colours, tokens

CSS = """/* a comment */
:root, [data-theme="light"] {
  color-scheme: light;
  --bg: #f4f6f4; --surface: #fff;
  --shadow: 0 1px 2px rgb(0 0 0 / .4); --scrim: rgb(0 0 0 / .6);
}
[data-theme="dark"] {
  --only-dark: #000;
}
"""


def test_tokens_are_those_of_the_first_block_in_its_order():
    assert list(tokens(CSS)) == ["bg", "surface", "shadow", "scrim"]
    assert tokens(CSS)["surface"] == "#fff"


def test_a_shadow_is_no_colour():
    assert colours(CSS) == ["bg", "surface", "scrim"]


def test_a_sheet_without_tokens_has_none():
    assert tokens("body { margin: 0 }") == {}
