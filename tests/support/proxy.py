"""The shipped reverse proxy: Debian's nginx with packaging/registry/nginx.conf, on loopback, not as root.

Only addresses, paths and the user are put in; every limit is the shipped one.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from support.network import Authority

SHIPPED = Path(__file__).parents[2] / "packaging/registry/nginx.conf"


def program() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    # Never a skip: what is shipped is tested.
    assert found, "nginx is missing; `sh packaging/setup.sh test` installs it"
    return found


class Proxy:
    """A running nginx before a registry.

    Attributes:
        url: where it listens, https.
        authority: file with the certificate that its own is checked by.
        folder: everything it writes.
    """

    def __init__(self, registry_port: int, *, changes: tuple[tuple[str, str], ...] = ()) -> None:
        """Start it.

        Args:
            registry_port: where the registry listens on 127.0.0.1.
            changes: faults to plant: texts of the shipped file and what they become.
        """
        # Not below pytest's folder, which only its owner can enter.
        self.folder = folder = Path(tempfile.mkdtemp(prefix="proxy-"))
        authority = Authority(folder)
        self.authority = authority.file
        authority.context("127.0.0.1")
        (certificate,) = set(folder.glob("*.pem")) - {self.authority}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.url = f"https://127.0.0.1:{self.port}"
        text = SHIPPED.read_text()
        for shipped, here in (
            ("user www-data;", ""),  # makes sense for root only
            ("/run/nginx.pid", f"{folder}/nginx.pid"),
            ("/var/lib/nginx/", f"{folder}/"),
            ("server 127.0.0.1:8741;", f"server 127.0.0.1:{registry_port};"),
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            ("/etc/ssl/registry/fullchain.pem", str(certificate)),
            ("/etc/ssl/registry/key.pem", str(certificate)),
            *changes,
        ):
            assert shipped in text, shipped
            text = text.replace(shipped, here)
        file = folder / "nginx.conf"
        file.write_text(text)
        self._said = (folder / "stderr").open("wb")
        self._process = subprocess.Popen(
            [*_as_nobody(folder), program(), "-c", str(file), "-p", str(folder), "-g", "daemon off;"],
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=self._said,
            cwd=folder,
        )
        self._await()

    def _await(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise AssertionError((self.folder / "stderr").read_text())

    def written(self) -> bytes:
        """Everything that it has written to files and said."""
        files = (each for each in self.folder.rglob("*") if each.is_file() and each.suffix != ".conf")
        return b"\n".join(each.read_bytes() for each in files)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._said.close()
        shutil.rmtree(self.folder)


def _as_nobody(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return ["setpriv", "--pdeathsig=TERM"]
    nobody = pwd.getpwnam("nobody")
    for each in (folder, *folder.iterdir()):
        os.chown(each, nobody.pw_uid, nobody.pw_gid)
    user = [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    return ["setpriv", *user, "--pdeathsig=TERM"]
