"""Clients that ask one after another without a pause, and what it took."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field

import psutil

from tools.bench.browsers import HttpBrowser, sign_in
from tools.bench.facts import GroupFacts, HouseFacts
from tools.bench.operations import ADMINISTRATOR, ANYONE, TEACHER, NoFreshDay, Operation
from tools.bench.plan import PASSWORD, administrator_login, teacher_login
from tools.bench.server import HOST, CpuTimes, Server

WARM_UP = 5


def speed() -> float:
    """CPU milliseconds that a million steps of a plain loop take now.

    Where neighbours share the caches of a processor, CPU time grows as well as time.
    """
    steps, total = 300_000, 0
    begun = time.process_time()
    for step in range(steps):
        total += step
    return (time.process_time() - begun) * 1000 * 1_000_000 / steps


@dataclass
class Load:
    """What a run of one operation came to. ``times`` in seconds, ``cpu`` of the whole run."""

    times: list[float] = field(default_factory=list)
    size: int = 0
    seconds: float = 0.0
    cpu: CpuTimes = field(default_factory=lambda: CpuTimes(0.0, 0.0))
    others: float = 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the answers came."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000

    def add(self, other: Load) -> None:
        """Another round of the same operation."""
        self.times += other.times
        self.seconds += other.seconds
        self.cpu += other.cpu

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    def cpu_ms(self, seconds: float) -> float:
        """CPU milliseconds of one request."""
        return seconds / len(self.times) * 1000


@dataclass(frozen=True)
class Visitor:
    """Somebody at a browser, and the group that he asks for."""

    browser: HttpBrowser
    group: GroupFacts


Visitors = dict[str, list[Visitor]]


@contextmanager
def visitors(server: Server, house: HouseFacts, number: int) -> Iterator[Visitors]:
    """Of every kind so many people: signed in, each with a session of his own.

    As far as there are groups, nobody shares his with another one.
    """
    found: Visitors = {ANYONE: [], ADMINISTRATOR: [], TEACHER: []}
    with ExitStack() as stack:
        for person, people in found.items():
            for place in range(number):
                group = house.groups[place % len(house.groups)]
                browser = stack.enter_context(closing(HttpBrowser(HOST, server.port)))
                if person == ADMINISTRATOR:
                    sign_in(browser, administrator_login(house.code), PASSWORD)
                elif person == TEACHER:
                    sign_in(browser, teacher_login(house.code, group.number), PASSWORD)
                people.append(Visitor(browser, group))
        yield found


def measure(
    server: Server,
    operation: Operation,
    house: HouseFacts,
    people: Sequence[Visitor],
    seconds: float,
) -> Load:
    """Let these people ask for so long. Raises what one of them met."""
    if operation.writes:
        people = people[: len(house.groups)]
    _run(people, operation, house, WARM_UP, 60.0)
    before, machine, own = server.cpu_times(), _busy(), time.process_time()
    load = _run(people, operation, house, None, seconds)
    load.cpu = server.cpu_times() - before
    used = load.cpu.web + load.cpu.database + time.process_time() - own
    load.others = max(0.0, _busy() - machine - used) / load.seconds
    if not load.times:
        raise NoFreshDay(operation.title)
    return load


def _busy() -> float:
    """Seconds of CPU that the whole machine has worked."""
    times = psutil.cpu_times()
    return float(
        sum(times)
        - times.idle
        - getattr(times, "iowait", 0.0)
        - getattr(times, "guest", 0.0)
        - getattr(times, "guest_nice", 0.0)
    )


def _run(
    people: Sequence[Visitor],
    operation: Operation,
    house: HouseFacts,
    most: int | None,
    seconds: float,
) -> Load:
    load, failures = Load(), []
    start = time.perf_counter()
    deadline = start + seconds

    def ask(visitor: Visitor) -> None:
        number = 0
        try:
            while time.perf_counter() < deadline and (most is None or number < most):
                request = operation.ask(house, visitor.group)
                begun = time.perf_counter()
                body = visitor.browser.send(request)
                load.times.append(time.perf_counter() - begun)
                load.size = max(load.size, len(body))
                number += 1
        except NoFreshDay:
            return
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=ask, args=(visitor,)) for visitor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    load.seconds = time.perf_counter() - start
    return load
