"""The backend in processes of their own, against a scratch server that is not running yet."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.localdb import CHECKOUT, Cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="daicho-test-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "cluster")
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


def sql(cluster: Cluster, statement: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py dbshell` in a process that has never heard of the server."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    chosen = {"DJANGO_SETTINGS_MODULE": "config.settings.local", "DAICHO_LOCALDB_DIR": str(cluster.home)}
    return subprocess.run(
        [sys.executable, "manage.py", "dbshell", "--", "--no-psqlrc", "-At", "-c", statement],
        cwd=CHECKOUT,
        env=inherited | chosen | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_connecting_starts_the_server_and_brings_a_killed_one_back(cluster):
    assert cluster.postmaster_pid() is None
    assert sql(cluster, "SELECT current_user").stdout == "daicho\n"
    first = cluster.postmaster_pid()
    os.kill(first, signal.SIGKILL)
    while cluster.postmaster_pid() is not None:
        time.sleep(0.01)
    assert sql(cluster, "SELECT current_user", DAICHO_DATABASE_AS="owner").stdout == "daicho_owner\n"
    assert cluster.postmaster_pid() not in (None, first)


def test_connecting_says_in_a_sentence_why_the_server_does_not_start(cluster):
    cluster.stop()
    done = sql(cluster, "SELECT 1", DAICHO_POSTGRES_BIN="/nowhere/bin")
    assert done.returncode != 0
    assert "/nowhere/bin/pg_ctl を実行できません" in done.stderr.strip().splitlines()[-1]
