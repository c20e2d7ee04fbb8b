"""The worker process of gunicorn: answers one request at a time, and is fair to its neighbours.

The stock worker takes every new connection that it sees first, also while it answers somebody,
and keeps it: eight browsers could all hang on one process while the other one is idle. It also
waits seconds for the first byte, as of the connections that browsers open in advance, and hands
each request to a thread, of which there is one.
"""

from __future__ import annotations

import selectors
import time
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker


class PageWorker(ThreadWorker):
    """Waits for all its connections at once, and answers in the thread that waits.

    The keeper of workers hears from it between two requests: one that takes longer than its
    patience (``timeout``) ends the worker.
    """

    # How many connections have something for this worker at the moment.
    _waiting = 0
    _kept_at_most = 0
    _passed_by = False

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Who is connected already comes first; one who is not yet, when nobody else waits here
        or when he was passed by once: another worker may be idle and take him."""
        events = self.poller.select(timeout)
        new = [key for key, _mask in events if key.data == self.accept]
        known = [key for key, _mask in events if key.data != self.accept]
        self._waiting = len(events)
        for key in known:
            key.data(key.fileobj)
            self._waiting -= 1
        if new and known and not self._passed_by:
            self._passed_by = True
            return
        self._passed_by = False
        for key in new:
            key.data(key.fileobj)

    def accept(self, listener: Any) -> None:
        """Take a connection in and wait for its first byte beside the others, not in its stead."""
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

    def enqueue_req(self, conn: Any) -> None:
        """A request has come: answer it."""
        self.notify()
        answered: Future[Any] = Future()
        try:
            answered.set_result(self.handle(conn))
        except Exception as error:
            answered.set_exception(error)
        self.finish_request(conn, answered)

    @property
    def max_keepalived(self) -> int:
        """How many connections may stay open. None while others wait: who is let go comes back
        to whichever worker is idle."""
        return self._kept_at_most if self._waiting <= 1 else 0

    @max_keepalived.setter
    def max_keepalived(self, number: int) -> None:
        self._kept_at_most = number
