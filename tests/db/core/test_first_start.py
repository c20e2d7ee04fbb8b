"""Four processes start on an empty database at once: one of them makes the first administrator."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text

from tests.harness.postgres import ROOT

PROCESSES = 4


@pytest.mark.parametrize("backend", ["sqlite", "postgres"])
def test_four_first_starts_make_one_administrator(request, tmp_path: Path, backend):
    url = f"sqlite:///{tmp_path / 'first.db'}"
    if backend == "postgres":
        address = request.getfixturevalue("empty_postgres_url")
        url = address.render_as_string(hide_password=False)
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "DATABASE_URL": url,
        "INSTANCE_DIR": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "flask", "--app", "run", "init-database"]
    started = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _number in range(PROCESSES)
    ]
    said = [process.communicate(timeout=300) for process in started]
    assert [process.returncode for process in started] == [0] * PROCESSES, said
    told = [out for out, _errors in said if "admin" in out]
    assert len(told) == 1, said

    engine = create_engine(url)
    with engine.connect() as connection:
        counts = {
            name: connection.scalar(select(func.count()).select_from(text(name)))
            for name in ("ab_user", "organization", "appointment", "ab_role")
        }
        doubled = connection.scalar(
            text(
                "SELECT count(*) FROM (SELECT permission_view_id, role_id FROM "
                "ab_permission_view_role GROUP BY 1, 2 HAVING count(*) > 1) AS twice"
            )
        )
    engine.dispose()
    assert counts == {"ab_user": 1, "organization": 1, "appointment": 1, "ab_role": 9}
    assert doubled == 0
