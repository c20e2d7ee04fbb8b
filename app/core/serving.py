"""The production start: pages and the consumer of jobs as two children of one keeper.

The keeper serves nothing itself. It starts both, restarts a consumer that died, and ends both
together. The web server runs worker processes of one thread each (gunicorn; on Windows waitress),
which keep the connection of a browser open between its requests (``page_worker.py``).
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from app.core.errors import RuleViolation
from app.core.messages import message

READY_SECONDS = 60
WATCH_SECONDS = 0.2
# Time for pages and for a running job to end by themselves, then they are broken off.
GRACE_SECONDS = 20
RESTART_SECONDS = 2
REQUEST_SECONDS = 60
# Longer than a proxy keeps a connection that nobody uses (nginx: 60), so that it closes first.
IDLE_SECONDS = 75
WINDOWS = os.name == "nt"


@dataclass(frozen=True)
class Bind:
    """Where the pages are served, and by how many worker processes."""

    host: str
    port: int
    workers: int

    @property
    def local(self) -> str:
        """The host as a browser of this machine names it."""
        return "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104

    @property
    def address(self) -> str:
        """What to type into the browser."""
        host = f"[{self.local}]" if ":" in self.local else self.local
        return f"http://{host}:{self.port}"

    @property
    def pair(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_bind(bind: Bind, *, demo: bool) -> None:
    """Raises RuleViolation for a demonstration that others reach, and for a taken port."""
    if demo and not is_loopback(bind.host):
        raise RuleViolation(
            message(
                "The demonstration has a known password: it is served on 127.0.0.1 only. "
                "Remove HOST, or DEMO."
            )
        )
    family = socket.AF_INET6 if ":" in bind.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if not WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind.host, bind.port))
        except OSError as taken:
            raise RuleViolation(
                message(
                    "Port %(port)s of %(host)s cannot be used: another program has it. "
                    "Choose another one, for example PORT=8081.",
                    port=bind.port,
                    host=bind.host,
                )
            ) from taken


def serve_all(bind: Bind, root: Path, *, with_jobs: bool, ready: Callable[[], None]) -> int:
    """Serve until SIGINT or SIGTERM; returns the exit status.

    ``ready`` is called once, when the address answers. ``root`` is the program's folder.
    """
    stopping = Stopping()
    with stopping.listening():
        pages = _start(pages_command(bind, root))
        consumer = _start(consumer_command(root)) if with_jobs else None
        try:
            if _wait_ready(bind, pages, stopping):
                ready()
            consumer = _watch(pages, consumer, root, stopping)
        finally:
            _end_all(pages, consumer)
    return 0 if stopping.asked else pages.returncode or 1


class Stopping:
    """Whether somebody asked the keeper to end."""

    def __init__(self) -> None:
        self.asked = False

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals of the block; afterwards they are as before."""
        names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
        numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
        before = {number: signal.signal(number, self._hear) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def pages_command(bind: Bind, root: Path) -> list[str]:
    """The web server. It restarts its workers now and then, which bounds their memory."""
    if WINDOWS:
        listen = f"--listen={bind.pair}"
        return [sys.executable, "-m", "waitress", listen, "run:app"]
    settings = {
        "bind": bind.pair,
        "workers": bind.workers,
        "worker-class": "app.core.page_worker.PageWorker",
        "threads": 1,
        "keep-alive": IDLE_SECONDS,
        "timeout": REQUEST_SECONDS,
        "graceful-timeout": GRACE_SECONDS // 2,
        "max-requests": 2000,
        "max-requests-jitter": 200,
        "log-level": "warning",
        "pythonpath": root,
        "config": "python:app.core.page_server",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    return [sys.executable, "-m", "gunicorn", *options, "--no-control-socket", "run:app"]


def consumer_command(root: Path) -> list[str]:
    """The consumer of jobs, which ends when its keeper is gone."""
    flask = [sys.executable, "-m", "flask", "--app", str(root / "run.py")]
    return [*flask, "jobs", "--parent", str(os.getpid())]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # Of their own group: Ctrl-C reaches the keeper only, which then ends them in order.
    apart: dict[str, Any] = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if WINDOWS
        else {"start_new_session": True}
    )
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, **apart)  # noqa: S603 - our own


def _wait_ready(bind: Bind, pages: subprocess.Popen[bytes], stopping: Stopping) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and pages.poll() is None and not stopping.asked:
        with contextlib.suppress(OSError), socket.create_connection((bind.local, bind.port), 1):
            return True
        time.sleep(WATCH_SECONDS)
    return False


def _watch(
    pages: subprocess.Popen[bytes],
    consumer: subprocess.Popen[bytes] | None,
    root: Path,
    stopping: Stopping,
) -> subprocess.Popen[bytes] | None:
    """Until somebody asks to end or the pages are gone. Returns the consumer of the moment."""
    died_at: float | None = None
    while not stopping.asked and pages.poll() is None:
        if consumer is not None and consumer.poll() is not None:
            # Not at once: a consumer that cannot start at all must not spin.
            died_at = died_at or time.monotonic()
            if time.monotonic() - died_at >= RESTART_SECONDS:
                consumer, died_at = _start(consumer_command(root)), None
        time.sleep(WATCH_SECONDS)
    return consumer


def _end_all(pages: subprocess.Popen[bytes], consumer: subprocess.Popen[bytes] | None) -> None:
    """Ask both to end, then insist. SIGINT lets the consumer finish its job."""
    asked = [(pages, signal.SIGTERM)]
    if consumer is not None:
        asked.append((consumer, signal.SIGTERM if WINDOWS else signal.SIGINT))
    for child, number in asked:
        if child.poll() is None:
            child.send_signal(number)
    deadline = time.monotonic() + GRACE_SECONDS
    for insist in (subprocess.Popen.terminate, subprocess.Popen.kill):
        for child, _number in asked:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                insist(child)
        deadline = time.monotonic() + 3
    for child, _number in asked:
        child.wait()
