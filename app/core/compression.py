"""Compressed replies: pages and JSON at a low level each time, hashed assets once a process.

Levels were measured on a month grid of 103 kB: gzip 4 takes 0.8 ms and leaves 13 kB, brotli 4 takes
the same and leaves 11 kB; the best levels save a tenth more for twice the time.

BREACH. Whoever can make a person's browser ask for pages with words of his choice, and sees the
length of the compressed replies on the wire, guesses a secret of the page (a CSRF token, a name)
letter by letter. The first half is taken away here: what another site asked for, a link or a
window that it opened included, is answered uncompressed (``Sec-Fetch-Site``, sent by every browser
we support over HTTPS; without HTTPS there is nothing to guess, the wire is readable anyway). The
session cookie is SameSite=Lax besides, so that frames, images and scripts of another site come
without it and see the sign-in page only.
"""

from __future__ import annotations

from flask import Flask, Response, request, session
from flask_compress import Compress
from flask_compress.flask_compress import DictCache

SETTINGS = {
    "COMPRESS_REGISTER": False,
    # Over HTTPS browsers take brotli, over HTTP gzip.
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_LEVEL": 4,
    "COMPRESS_BR_LEVEL": 4,
    "COMPRESS_MIN_SIZE": 500,
    "COMPRESS_STREAMS": False,
    "COMPRESS_MIMETYPES": [
        "text/html",
        "text/css",
        "text/plain",
        "text/javascript",
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
    ],
}
# What the browser says of who asked: the product itself, or the person by typing or a bookmark.
OWN_SITES = {"same-origin", "none"}


def install(app: Flask) -> None:
    """Compress what goes out. Called before any other hook is attached, so that it runs last."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    pages = Compress(app)
    assets = Compress(app)
    assets.cache, assets.cache_key = DictCache(), lambda asked: str(asked.path)

    def compress(answer: Response) -> Response:
        if request.endpoint in ("assets", "manifest"):
            # Extensions looked into the session and noted the language there, but these answers are
            # the same for everybody: they set no cookie, and stay in the browser after a sign-in
            # (the last line comes last: touching the session is what sets the flag).
            session.modified = False
            session.accessed = False
        if answer.status_code != 200 or request.headers.get("Range"):
            return answer
        if request.endpoint in ("assets", "manifest"):
            # Only the addresses of this very build are kept: their number is limited.
            kept = "immutable" in answer.headers.get("Cache-Control", "")
            return (assets if kept else pages).after_request(answer)
        if request.headers.get("Sec-Fetch-Site", "none") not in OWN_SITES:
            return answer
        return pages.after_request(answer)

    app.after_request(compress)
