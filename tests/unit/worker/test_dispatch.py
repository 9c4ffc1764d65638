"""`stillmark --worker` is the picture worker, and nothing of the window comes with it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel by prctl")
@pytest.mark.parametrize(("argument", "said"), [("status", "0 0"), ("--worker", "1 1")])
def test_no_command_leaves_a_core_file(argument: str, said: str) -> None:
    """It holds words; the zygote holds none, and must be able to say that it may be ended first."""
    seen = python(
        "-c",
        "import ctypes, resource, sys; import stillmark.__main__ as entry\n"
        f"sys.argv = ['stillmark', {argument!r}]\n"
        "soft, hard = resource.getrlimit(resource.RLIMIT_CORE)\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))\n"
        "def main():\n"
        "    limit = resource.getrlimit(resource.RLIMIT_CORE)[0]\n"
        "    print(int(limit != 0), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
        "    return 0\n"
        "entry.main = main\n"
        "entry.run()",
    )
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        pytest.skip("this system allows no core files at all")
    assert seen.stdout.strip() == said, seen.stderr


def test_the_entry_point_writes_no_byte_code(tmp_path: Path) -> None:
    writing = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", "import stillmark.__main__ as entry; entry.main = lambda: 0; entry.run()"],
        env={**writing, "PYTHONPATH": str(APP), "PYTHONPYCACHEPREFIX": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0
    ours = {path.name.split(".")[0] for path in tmp_path.rglob("*.pyc") if "stillmark" in path.parts}
    assert ours == {"__init__", "__main__"}, "compiled before it is said that nothing is"
