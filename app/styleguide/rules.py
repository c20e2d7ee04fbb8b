"""What the style sheet of the tokens defines, read from itself: the guide cannot fall behind."""

from __future__ import annotations

import re

_FIRST_BLOCK = re.compile(r"^:root[^{]*\{(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)
_TOKEN = re.compile(r"--(?P<name>[a-z0-9-]+)\s*:\s*(?P<value>[^;]+);")
_COLOUR = re.compile(r"#[0-9a-f]{3,8}|rgb\([^)]*\)", re.IGNORECASE)


def tokens(css: str) -> dict[str, str]:
    """Name → value of the light theme, in the order of the file."""
    first = _FIRST_BLOCK.search(css)
    found = _TOKEN.finditer(first["body"]) if first else ()
    return {one["name"]: one["value"].strip() for one in found}


def colours(css: str) -> list[str]:
    """Names of the tokens that are one colour."""
    return [name for name, value in tokens(css).items() if _COLOUR.fullmatch(value)]
