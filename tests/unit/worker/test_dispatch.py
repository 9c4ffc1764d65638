"""`stillmark --worker` is the picture worker, and nothing of the window comes with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

APP = Path(__file__).parents[3] / "app"


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": str(APP)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_worker_knows_no_arguments() -> None:
    assert python("-m", "stillmark", "--worker", "--more").returncode == 2


def test_the_entry_point_imports_nothing_of_the_app_by_itself() -> None:
    seen = python(
        "-c",
        "import sys; before = set(sys.modules); import stillmark.__main__; "
        "print(*sorted(name for name in set(sys.modules) - before if '.' in name or name > '_'))",
    )
    ours = {name for name in seen.stdout.split() if name.startswith(("stillmark", "takedown", "PySide6"))}
    assert ours == {"stillmark", "stillmark.__main__"}


def test_the_worker_imports_neither_the_window_nor_the_network() -> None:
    seen = python(
        "-c",
        "import sys, stillmark.__main__ as entry; entry.main(['--worker', '--more']); print(*sys.modules)",
    )
    modules = set(seen.stdout.split())
    assert "stillmark.worker" in modules
    assert not {name for name in modules if name.startswith(("PySide6", "shiboken"))}
    assert not {"stillmark.bootstrap", "stillmark.gui", "stillmark.cli", "requests", "ssl"} & modules
