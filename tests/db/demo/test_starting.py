"""The commands as processes: four first starts at once, the server and its end."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from sqlalchemy import URL, create_engine, select, text

from app import create_app
from app.core.db import db
from app.core.errors import RuleViolation
from app.core.serving import Bind, check_bind, is_loopback, pages_command
from app.demo.logins import DEMO_PASSWORD
from app.demo.marker import AUTHORITY_CODE
from app.organizations.models import Organization
from tests.factories.garden import app_settings

ROOT = Path(__file__).parents[3]
PATIENCE = 120
ONE_TIME = re.compile(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b")


def environment(url, folder, **more):
    address = url.render_as_string(hide_password=False)
    kept = {name: value for name, value in os.environ.items() if name not in {"DEMO", "HOST"}}
    return {
        **kept,
        "DATABASE_URL": address,
        "INSTANCE_DIR": str(folder),
        "SECRET_KEY": "a key of the tests",
        **more,
    }


def flask(*command, env):
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "run", *command],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


@contextlib.contextmanager
def running(*command, env):
    """The program while the block lasts: a failed block must not wait for its end."""
    with flask(*command, env=env) as process:
        try:
            yield process
        finally:
            process.kill()


def run(*command, env):
    with flask(*command, env=env) as process:
        printed, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, printed


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        return URL.create("sqlite", database=str(tmp_path / "sad.db"))
    return request.getfixturevalue("empty_postgres_url")


def test_four_first_starts_at_once_make_one_installation(empty_url, tmp_path):
    env = environment(empty_url, tmp_path)
    started = [flask("init-database", env=env) for _process in range(4)]
    printed = [process.communicate(timeout=PATIENCE)[0] for process in started]
    assert [process.returncode for process in started] == [0] * 4, printed
    assert sum(bool(ONE_TIME.search(one)) for one in printed) == 1, printed

    engine = create_engine(empty_url)
    with engine.connect() as connection:

        def count(table):
            return connection.scalar(text(f"SELECT count(*) FROM {table}"))

        assert count("organization") == count("appointment") == count("academic_year") == 1
        assert count("organization_settings") == 1
        assert count("attendance_code") == 11
        assert count("age_level") == 8
        assert count("position") == 18
        assert count("ab_user") == 1
    engine.dispose()

    status, again = run("init-database", env=env)
    assert status == 0
    assert not ONE_TIME.search(again)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A SQLite installation after its first start."""
    folder = tmp_path_factory.mktemp("prepared")
    url = URL.create("sqlite", database=str(folder / "sad.db"))
    env = environment(url, folder)
    assert run("init-database", env=env)[0] == 0
    return env


def test_the_server_starts_prints_its_address_and_ends_both(prepared):
    port = free_port()
    env = {**prepared, "PORT": str(port), "DEMO": "1"}
    mark_as_demonstration(env["DATABASE_URL"], AUTHORITY_CODE)
    with running("serve", env=env) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        assert f"http://127.0.0.1:{port}" in first
        assert DEMO_PASSWORD in server.stdout.readline()
        logins = [server.stdout.readline() for _login in range(9)]
        assert any("teacher1" in line for line in logins)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=30) as answer:
            assert answer.status == 200
        children = psutil.Process(server.pid).children(recursive=True)
        consumer = next(child for child in children if "jobs" in child.cmdline())
        consumer.kill()
        fresh = restarted(server.pid, consumer.pid)
        children = {*children, *psutil.Process(server.pid).children(recursive=True)}
        assert fresh in {child.pid for child in children}
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) == 0
    mark_as_demonstration(env["DATABASE_URL"], "main")
    assert not [child for child in children if alive(child)]
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)


def mark_as_demonstration(url, code):
    """As far as the server looks; to load it whole takes long."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE organization SET code = :code"), {"code": code})
    engine.dispose()


def alive(process):
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def all_started(keeper, least):
    deadline = time.monotonic() + PATIENCE
    while len(children := psutil.Process(keeper).children(recursive=True)) < least:
        assert time.monotonic() < deadline, children
        time.sleep(0.05)
    return children


def restarted(keeper, old):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for child in psutil.Process(keeper).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if child.pid != old and "jobs" in child.cmdline():
                    return child.pid
        time.sleep(0.2)
    raise AssertionError("the consumer was not started again")


def test_a_killed_keeper_leaves_nothing_running(prepared):
    port = free_port()
    with running("serve", env={**prepared, "PORT": str(port)}) as server:
        assert server.stdout is not None
        assert str(port) in server.stdout.readline()
        # The door is open before the workers behind it are there.
        children = all_started(server.pid, least=3)
        server.kill()
        server.wait()
        gone, left = psutil.wait_procs(children, timeout=PATIENCE)
    assert not left
    assert gone


@contextlib.contextmanager
def pages(prepared, **options):
    """The web server alone, as ``serve`` starts it, with other options of gunicorn."""
    bind = Bind("127.0.0.1", free_port(), workers=1)
    command = pages_command(bind, ROOT)
    command[-1:-1] = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    with subprocess.Popen(command, env=prepared, cwd=ROOT) as server:
        try:
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", bind.port), 1).close()
                    break
                time.sleep(0.1)
            yield bind.port
        finally:
            server.terminate()
            server.wait(PATIENCE)


def test_a_connection_serves_one_request_after_another(prepared):
    with pages(prepared) as port:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _time in range(3):
            link.request("GET", "/sign-in")
            answer = link.getresponse()
            assert answer.status == 200
            answer.read()
            kept = link.sock
            assert kept is not None
        link.close()


def test_who_connects_and_says_nothing_does_not_hold_the_only_worker(prepared):
    """Browsers open connections in advance; each used to hold the worker for five seconds."""
    with (
        pages(prepared) as port,
        socket.create_connection(("127.0.0.1", port), 30),
        socket.create_connection(("127.0.0.1", port), 30),
    ):
        begun = time.monotonic()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=30) as answer:
            assert answer.status == 200
        assert time.monotonic() - begun < 4


def test_open_connections_are_shared_by_both_workers(prepared):
    """Eight browsers that ask without a pause: no process stands idle while another has a queue."""
    with pages(prepared, workers=2) as port:
        with ThreadPoolExecutor(8) as browsers:
            list(browsers.map(ask_often, [port] * 8))
        master = next(child for child in psutil.Process().children() if str(port) in said(child))
        worked = sorted(sum(worker.cpu_times()[:2]) for worker in master.children())
        assert len(worked) == 2
        assert worked[0] > worked[1] / 3, worked


def ask_often(port):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _time in range(60):
        link.request("GET", "/sign-in")
        assert link.getresponse().read()
    link.close()


def said(process):
    return " ".join(process.cmdline())


def test_who_never_ends_his_request_does_not_hold_the_server(prepared):
    """The only worker waits for the rest of a form; others are served after the time is up."""
    head = "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    with pages(prepared, timeout=2) as port:
        with socket.create_connection(("127.0.0.1", port), 30) as slow:
            slow.sendall((head + kind).encode())
            begun = time.monotonic()
            while not slow_is_dropped(slow):
                assert time.monotonic() - begun < 30
                with contextlib.suppress(OSError):
                    slow.sendall(b"a")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=30) as answer:
            assert answer.status == 200


def slow_is_dropped(link):
    """A byte now and then keeps the connection alive: only the clock of the request ends it."""
    link.settimeout(0.5)
    try:
        return link.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def served(folder, **changes):
    """What ``serve`` says when it refuses to start."""
    url = f"sqlite:///{folder / 'sad.db'}"
    app = create_app(app_settings(folder, SQLALCHEMY_DATABASE_URI=url, PORT=free_port(), **changes))
    answer = app.test_cli_runner().invoke(args=["serve"])
    with app.app_context():
        db.engine.dispose()
    assert answer.exit_code == 1
    return answer.output


def test_an_empty_database_is_not_served(tmp_path):
    assert "init-database" in served(tmp_path)


def test_a_demonstration_is_served_on_the_loopback_only(tmp_path):
    assert "127.0.0.1" in served(tmp_path, HOST="0.0.0.0", DEMO=True)
    for host in ("0.0.0.0", "::", "192.0.2.7", "sad.example.org"):
        assert not is_loopback(host)
    for host in ("127.0.0.1", "127.0.0.2", "::1", "localhost"):
        assert is_loopback(host)


def test_a_demonstration_is_not_served_without_its_switch(empty, tmp_path):
    with empty.system() as session:
        session.scalars(select(Organization)).one().code = AUTHORITY_CODE
    assert "DEMO=1" in served(tmp_path)


def test_a_taken_port_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bind = Bind("127.0.0.1", taken.getsockname()[1], 1)
        with pytest.raises(RuleViolation, match="another program has it"):
            check_bind(bind, demo=False)
