"""Settings of gunicorn: ``--config python:app.core.page_server``. The numbers are options."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import struct
import sys
from typing import Any

# Built once and forked: a worker that replaces another one starts at once.
preload_app = True
_PR_SET_PDEATHSIG = 1


def on_starting(server: Any) -> None:
    """End with the keeper, also when that one was killed (Linux has a call for it)."""
    if sys.platform == "linux":
        keeper = os.getppid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != keeper:
            raise SystemExit(1)


def pre_fork(server: Any, worker: Any) -> None:
    """What was built before the fork stays for good: the collector need not look at it again.

    A page makes thousands of short-lived objects; with the usual thresholds looking through
    them took a sixth of the time of a month grid.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def post_fork(server: Any, worker: Any) -> None:
    """No connection of the parent is used by a worker."""
    application = server.app.callable
    if application is not None:
        with application.app_context():
            application.extensions["sqlalchemy"].engine.dispose(close=False)
            application.extensions.pop("job_queue", None)
            application.extensions.pop("job_task", None)


def when_ready(server: Any) -> None:
    """A client that sends or reads nothing for long is let go: accepted sockets inherit this."""
    if sys.platform == "linux":
        patience = struct.pack("ll", server.cfg.timeout, 0)
        for listener in server.LISTENERS:
            for side in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                listener.sock.setsockopt(socket.SOL_SOCKET, side, patience)
