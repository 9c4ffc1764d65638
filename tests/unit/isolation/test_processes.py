"""What a worker is and has: no Qt, no threads, nothing inherited; and when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stillmark.domain.media import Hashed
from stillmark.intake.files import Files
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.isolation.launch import worker_environment
from support.processes import alive, children, command, status, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")

APP = Path(__file__).parents[3] / "app"

PARENT = """
import sys
from pathlib import Path
from stillmark.intake.files import Files
from stillmark.isolation.hasher import IsolatedHasher
with IsolatedHasher() as hasher, Files().open(Path(sys.argv[1])) as picture:
    hasher.hash(picture)
"""


def workers_of(pid: int) -> list[int]:
    return [child for child in children(pid) if "--worker" in command(child)]


@pytest.fixture
def hasher() -> Iterator[IsolatedHasher]:
    with IsolatedHasher() as ready:
        yield ready


def test_the_worker_has_no_qt_no_threads_and_no_program_around_it(hasher: IsolatedHasher) -> None:
    hasher.warm_up()
    (zygote,) = workers_of(os.getpid())
    maps = Path(f"/proc/{zygote}/maps").read_text()
    assert "_imaging" in maps, "the decoders are there before the fork"
    assert "Qt" not in maps
    assert "PySide" not in maps
    assert "shiboken" not in maps
    # What is written here can be run nowhere: no page is for both, and no file is there twice, shared.
    rights = [line.split()[1] for line in maps.splitlines()]
    assert not [one for one in rights if {"w", "x"} <= set(one) or (one[1] == "w" and one[3] == "s")]
    # A fork copies only the thread that calls it: a second one could leave a lock behind, locked for ever.
    assert status(zygote)["Threads"] == "1"
    environment = Path(f"/proc/{zygote}/environ").read_text().split("\0")[:-1]
    assert dict(entry.split("=", 1) for entry in environment) == worker_environment()
    assert command(zygote)[1:3] == ["-I", "-B"]
    assert os.readlink(f"/proc/{zygote}/cwd") == "/"
    assert os.getsid(zygote) == zygote
    assert Path(f"/proc/{zygote}/oom_score_adj").read_text() == "1000\n"


def test_the_environment_says_nothing_about_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "USER", "LANG", "DISPLAY", "HTTPS_PROXY", "PYTHONPATH"):
        monkeypatch.setenv(name, "known")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/where/the/interpreter/is")
    environment = worker_environment()
    assert "known" not in environment.values()
    assert environment["LD_LIBRARY_PATH"] == "/where/the/interpreter/is"


def test_python_variables_and_the_folder_change_nothing(
    hasher: IsolatedHasher, photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap"
    trap.mkdir()
    for name in ("json.py", "numpy.py", "PIL.py", "sitecustomize.py", "stillmark.py"):
        (trap / name).write_text("import os; os._exit(9)")
    monkeypatch.setenv("PYTHONPATH", str(trap))
    monkeypatch.setenv("PYTHONHOME", str(trap))
    monkeypatch.chdir(trap)
    with Files().open(photos[0]) as opened:
        assert isinstance(hasher.hash(opened), Hashed)


def test_nothing_that_the_app_has_open_reaches_the_child(hasher: IsolatedHasher, slow_picture: Path) -> None:
    hasher.warm_up()
    (zygote,) = workers_of(os.getpid())
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    # Also in a zygote that is started while it is open.
    os.kill(zygote, signal.SIGKILL)
    with ThreadPoolExecutor() as pool, Files().open(slow_picture) as opened:
        outcome = pool.submit(hasher.hash, opened)
        zygote = wait_for(lambda: set(workers_of(os.getpid())) - {zygote}).pop()
        child = wait_for(lambda: children(zygote))[0]
        wait_for(lambda: status(child)["NoNewPrivs"] == "1")
        os.kill(child, signal.SIGSTOP)
        os.close(writer)
        assert os.read(reader, 1) == b"", "somebody still holds the other end"
        os.close(reader)
        try:
            held = {
                int(link.name): os.readlink(link).partition(":")[0]
                for link in Path(f"/proc/{child}/fd").iterdir()
            }
        except PermissionError:
            # It is not dumpable, and this is not root: nobody may look, which is as it should be.
            assert os.geteuid() != 0
        else:
            null = os.devnull
            assert held == {0: null, 1: null, 2: null, 3: str(slow_picture), 4: "pipe"}
        os.kill(child, signal.SIGCONT)
        assert isinstance(outcome.result(), Hashed)


def start_parent(slow_picture: Path) -> tuple[subprocess.Popen[bytes], int, int]:
    """A process that hashes, its zygote and a child, which is stopped."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(slow_picture)], env={**os.environ, "PYTHONPATH": str(APP)}
    )
    zygote = wait_for(lambda: workers_of(parent.pid))[0]
    child = wait_for(lambda: children(zygote))[0]
    wait_for(lambda: status(child)["NoNewPrivs"] == "1")
    os.kill(child, signal.SIGSTOP)
    return parent, zygote, child


def test_when_the_app_is_killed_the_worker_and_its_children_die(slow_picture: Path) -> None:
    parent, zygote, child = start_parent(slow_picture)
    parent.kill()
    parent.wait()
    wait_for(lambda: not alive(zygote))
    wait_for(lambda: not alive(child))


def test_when_the_zygote_is_killed_its_children_die(slow_picture: Path) -> None:
    parent, zygote, child = start_parent(slow_picture)
    os.kill(zygote, signal.SIGKILL)
    wait_for(lambda: not alive(child))
    assert parent.wait(20) == 0


def test_the_worker_is_not_bound_to_the_thread_that_started_it(
    hasher: IsolatedHasher, photos: list[Path]
) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(hasher.warm_up).result()
    (zygote,) = workers_of(os.getpid())
    with Files().open(photos[0]) as opened:
        assert isinstance(hasher.hash(opened), Hashed)
    assert workers_of(os.getpid()) == [zygote]


def test_the_app_that_forgets_to_close_leaves_no_worker() -> None:
    forgetful = "from stillmark.isolation.hasher import IsolatedHasher; h = IsolatedHasher(); h.warm_up(); "
    forgetful += "print(h._workers._worker.pid, flush=True)"
    done = subprocess.run(
        [sys.executable, "-c", forgetful],
        env={**os.environ, "PYTHONPATH": str(APP)},
        capture_output=True,
        check=True,
    )
    wait_for(lambda: not alive(int(done.stdout)))
