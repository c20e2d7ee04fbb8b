"""The worker process of gunicorn: one request at a time, and fair to its neighbours.

The stock worker takes every new connection that it sees first, also while it answers somebody,
and keeps it: eight browsers could all hang on one process while the other one is idle. It also
waits seconds for the first byte, as of the connections that browsers open in advance.
"""

from __future__ import annotations

import selectors
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker


class PageWorker(ThreadWorker):
    """Accepts while it is idle only, and keeps no connection open while others wait for it."""

    _begun = 0
    _kept_at_most = 0

    def enqueue_req(self, conn: Any) -> None:
        """A request came: until it is answered, new connections are for the other workers."""
        self._begun += 1
        self.set_accept_enabled(False)
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """It was answered; the loop of the worker accepts again."""
        self._begun -= 1
        super().finish_request(conn, fs)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Asked by the loop before every wait."""
        super().set_accept_enabled(enabled and self._begun < self.cfg.threads)

    def accept(self, listener: Any) -> None:
        """Take a connection in and wait for its first byte beside the others, not in its stead.

        One that was seen together with a request is left in the queue of the system.
        """
        if self._begun >= self.cfg.threads:
            return
        try:
            link, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # another worker was quicker, or the browser changed its mind
        link.setblocking(False)
        conn = TConn(self.cfg, link, client, listener.getsockname())
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.nr_conns += 1
        self.pending_conns.append(conn)
        ready = partial(self.on_pending_socket_readable, conn)
        self.poller.register(link, selectors.EVENT_READ, ready)

    @property
    def max_keepalived(self) -> int:
        """How many connections may stay open. None while others wait: who is let go comes back
        to whichever worker is idle."""
        return self._kept_at_most if self._begun <= self.cfg.threads else 0

    @max_keepalived.setter
    def max_keepalived(self, number: int) -> None:
        self._kept_at_most = number
