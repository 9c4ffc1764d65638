"""A PostgreSQL server of the tests' own: Debian's programs, a throw-away cluster, a private socket, no port.

It never runs as root (PostgreSQL refuses that): tests that do start it as the user `postgres`. It ends with
the process that started it, also when that is killed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

import psycopg

ROLE = "registry"


def programs() -> Path:
    """Return the folder of the newest installed server's programs; fail where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("postgres")
    # Never a skip: what is promised for both databases is tested on both.
    assert elsewhere, "PostgreSQL is missing; `sh packaging/setup.sh test` installs it"
    return Path(elsewhere).parent


class PostgresServer:
    """A running server. Databases are made from a template, which takes some milliseconds.

    Args:
        durable: write to the disk at every commit as in earnest; otherwise only if the test asks for it.
    """

    def __init__(self, *, durable: bool = False, settings: dict[str, str] | None = None) -> None:
        self._numbers = count()
        self.folder = Path(tempfile.mkdtemp(prefix="tdpg-"))  # short: a socket's path has 107 characters
        self._become: list[str] = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._become = [
                f"--reuid={owner.pw_uid}",
                f"--regid={owner.pw_gid}",
                "--clear-groups",
            ]
        bin_folder = programs()
        cluster = self.folder / "cluster"
        initdb = ["--auth=trust", "--encoding=UTF8", "--locale=C", f"--username={ROLE}", "--no-sync"]
        self._as_owner([str(bin_folder / "initdb"), *initdb, "-D", str(cluster)], check=True)
        chosen = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "60",
        }
        if not durable:
            chosen |= {"fsync": "off", "full_page_writes": "off"}
        chosen |= settings or {}
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        self._command = [
            *("setpriv", *self._become, "--pdeathsig=INT"),
            *(str(bin_folder / "postgres"), "-D", str(cluster), *options),
        ]
        self._log = (self.folder.parent / f"{self.folder.name}.log").open("wb")
        self.start()

    def start(self) -> None:
        """Start it, also after `kill`."""
        deadline = time.monotonic() + 60
        while True:
            self.process = subprocess.Popen(
                self._command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
            )
            if self._answers(deadline):
                return
            # Processes of the one that was killed may still hold its memory for a moment.
            assert time.monotonic() < deadline, Path(self._log.name).read_text()
            time.sleep(0.2)

    def kill(self) -> None:
        """SIGKILL, as a power cut would; what was only in its own memory is gone."""
        self.process.kill()
        self.process.wait()

    def _as_owner(self, command: list[str], *, check: bool) -> None:
        subprocess.run(
            ["setpriv", *self._become, *command] if self._become else command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=check,
        )

    def _answers(self, deadline: float) -> bool:
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(self._dsn("postgres")).close()
                return True
            except psycopg.OperationalError:
                time.sleep(0.05)
        return False

    def _dsn(self, name: str) -> str:
        return f"host={self.folder} user={ROLE} dbname={name}"

    def execute(self, statement: str, name: str = "postgres") -> None:
        with psycopg.connect(self._dsn(name), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def database(self, template: str = "template1") -> str:
        """Make a database; returns its address."""
        name = f"r{next(self._numbers)}"
        self.execute(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgresql://{ROLE}@/{name}?host={self.folder}"

    def drop(self, url: str) -> None:
        name = url.split("@/")[1].split("?")[0]
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        self._log.close()
        Path(self._log.name).unlink(missing_ok=True)
        shutil.rmtree(self.folder)
