"""The unmodified command line of `threatexchange`, as processes of their own."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

APP = Path(__file__).parents[2] / "app"
EXCHANGE = "takedown_registry.platform.exchange"
SIGNAL_TYPE = "takedown_registry.platform.signal_type"


def private_file(path: Path, content: dict[str, Any]) -> Path:
    """Write JSON that nobody else can read."""
    path.touch(stat.S_IRUSR | stat.S_IWUSR)
    path.write_text(json.dumps(content), "utf-8")
    return path


class ThreatExchange:
    """One installation with a state folder and a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **os.environ,
            "TX_STATEDIR": str(folder / "state"),
            "HOME": str(folder),
            "PYTHONPATH": str(APP),
        }

    def command(self, *arguments: object) -> list[str]:
        return [str(Path(sys.executable).with_name("threatexchange")), *map(str, arguments)]

    def run(self, *arguments: object, expect: int = 0) -> str:
        """Run one command to its end; returns what it printed (and, if it had to fail, what it said)."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == expect, (done.returncode, done.stdout, done.stderr)
        return done.stdout + (done.stderr if expect else "")

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        """Start one command."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def collect_from(self, url: str, keys: dict[str, Any]) -> None:
        """Set up our exchange as R with its own commands, with the keys in a private file."""
        file = private_file(self.folder / "keys", keys)
        self.run("config", "extensions", "add", EXCHANGE)
        self.run(
            *("config", "collab", "edit", "takedown_registry", "--create", "R"),
            *("--url", url, "--keys-file", file),
        )

    def set_up(self, url: str, keys: dict[str, Any], **settings: object) -> None:
        """Do the same quickly, by what those commands leave behind."""
        state = self.folder / "state"
        (state / "collab_configs").mkdir(parents=True)
        (state / "config.json").write_text(json.dumps({"extensions": [EXCHANGE]}))
        file = private_file(self.folder / "keys", keys)
        collab = {"name": "R", "api": "takedown_registry", "enabled": True, "url": url}
        collab |= {"keys_file": str(file), **settings}
        (state / "collab_configs" / "R.json").write_text(json.dumps(collab))
