"""The production server as a child process, and the CPU time that it used."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tools.bench.databases import Database

HOST = "127.0.0.1"
ROOT = Path(__file__).parents[2]
START_SECONDS = 60


@dataclass(frozen=True)
class CpuTimes:
    """Seconds of CPU since the start: of the web server and of the database server."""

    web: float
    database: float

    def __add__(self, other: CpuTimes) -> CpuTimes:
        return CpuTimes(self.web + other.web, self.database + other.database)

    def __sub__(self, other: CpuTimes) -> CpuTimes:
        return CpuTimes(self.web - other.web, self.database - other.database)


@dataclass(frozen=True)
class Server:
    """A running server: its port and the processes above all of it and of its database."""

    port: int
    web: psutil.Process
    database: psutil.Process | None

    def cpu_times(self) -> CpuTimes:
        return CpuTimes(_seconds(self.web), _seconds(self.database))


def _seconds(process: psutil.Process | None) -> float:
    """Of a process and all below it, those that ended included."""
    if process is None:
        return 0.0
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        # On Linux also what ended children used, when their parent has looked after them.
        total += times.user + times.system
        total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return total


@contextmanager
def serving(database: Database, workers: int) -> Iterator[Server]:
    """``flask --app run serve`` on a free port, without the consumer of jobs."""
    port = _free_port()
    environment = {
        **os.environ,
        **database.environment,
        "HOST": HOST,
        "PORT": str(port),
        "WORKERS": str(workers),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "flask", "--app", str(ROOT / "run.py"), "serve"]
    with (database.folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--pages-only"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_ready(process, port, Path(log.name))
            yield Server(port, psutil.Process(process.pid), database.server_process())
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            link = http.client.HTTPConnection(HOST, port, timeout=10)
            link.request("GET", "/sign-in")
            if link.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            link.close()
    raise RuntimeError(f"The server did not start:\n{log.read_text(errors='replace')}")
