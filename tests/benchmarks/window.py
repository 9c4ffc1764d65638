"""How fast the window is. One line per figure; at work about as long as the files take to be hashed.

    python tests/benchmarks/window.py [start [ROUNDS] | work [FILES]]

`start`: from the start of the process to its first painted frame, against a bare PySide6 window with one
label, in turn, by the clock and in processor time. The app's byte code is compiled first; a first round of
both is not counted.

`work`: FILES small pictures, each different, are dropped on the window and hashed by the real worker, while
a timer of 5 ms beats on the UI thread; then a fifth as many more, while somebody scrolls, selects, takes rows
out, and looks at the help. "gap" is from one beat to the next, "late" how late each beat was that should have
come (a long gap counts as the many beats it swallowed), "own" the processor time of the UI thread between two
beats, which other programs on the computer cannot lengthen.

Both run off the screen, and, where Xvfb is there, on a screen of their own.
"""

from __future__ import annotations

import compileall
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]

from PIL import Image

from support.pictures import landscape
from support.processes import children, status
from support.screen import own_screen

SUPPORT = ROOT / "tests" / "support"
RATIO, LONGEST_MS, MOST_MB = 2.0, 50.0, 250.0
"""The aims: start against a bare window, p99.9 of the gaps, memory of the window's process."""


def started(kind: str, environment: dict[str, str]) -> tuple[float, float]:
    """Milliseconds from before the process was made to its first painted frame, and of a processor in it."""
    began = time.monotonic_ns()
    command = [sys.executable, str(SUPPORT / "first_frame.py"), kind]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    painted, used = (int(word) for word in done.stdout.split())
    return (painted - began) / 1e6, used / 1e6


def start(environment: dict[str, str], rounds: int) -> bool:
    """Print how long a start takes; whether the aim is kept."""
    compileall.compile_dir(ROOT / "app", quiet=1)
    times: dict[str, list[tuple[float, float]]] = {"bare": [], "app": []}
    for number in range(rounds + 1):
        for kind, found in times.items():
            one = started(kind, environment)
            if number:
                found.append(one)
    medians: dict[str, float] = {}
    for kind, found in times.items():
        whole, used = ([one[part] for one in found] for part in (0, 1))
        medians[kind], own = statistics.median(whole), statistics.median(used)
        print(
            f"first frame, {kind:4}  median {medians[kind]:5.0f} ms, {min(whole):.0f} to {max(whole):.0f}; "
            f"of a processor {own:5.0f} ms; {rounds} rounds"
        )
    ratio = medians["app"] / medians["bare"]
    own = statistics.median(used for _, used in times["app"]) / statistics.median(u for _, u in times["bare"])
    print(f"first frame, ratio {ratio:.2f}, of processor time {own:.2f}; aim {RATIO:.1f}")
    return ratio <= RATIO


def make_files(folder: Path, first: int, count: int) -> Path:
    """Make small JPEG files, each the blend of another pair of 160 landscapes."""
    folder.mkdir()
    models = [landscape(seed, (240, 180)) for seed in range(160)]
    pairs = itertools.islice(itertools.combinations(models, 2), first, first + count)
    for number, (one, other) in enumerate(pairs):
        Image.blend(one, other, 0.4).save(folder / f"{number:05}.jpg", quality=85)
    return folder


class Watched(threading.Thread):
    """Looks twice a second how much memory the children of a process take; `peak` is the most, in MB."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self.peak = 0.0

    def run(self) -> None:
        while not self._ended.wait(0.5):
            found, waiting = 0.0, children(self._pid)
            while waiting:
                pid = waiting.pop()
                with suppress(OSError, KeyError):
                    found += int(status(pid)["VmRSS"].split()[0]) / 1024
                    waiting += children(pid)
            self.peak = max(self.peak, found)

    def end(self) -> float:
        self._ended.set()
        self.join()
        return self.peak


def work(environment: dict[str, str], folder: Path, files: int) -> bool:
    """Print how the window lives with many files; whether the aims are kept."""
    command = [sys.executable, str(SUPPORT / "heartbeat.py"), str(folder / "files"), str(folder / "more")]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    watched = Watched(process.pid)
    watched.start()
    output, _ = process.communicate()
    others = watched.end()
    if process.returncode:
        raise SystemExit(f"the window ended with {process.returncode}")
    told = json.loads(output.splitlines()[-1])
    kept = True
    for name, count in (("alone", files), ("hands", files // 5)):
        one = told[name]
        print(f"{name}: {count} files in {one['seconds']} s, {count / one['seconds']:.0f} files/s; ", end="")
        print(f"ready {one['ready']}, refused {one['refused']}, weak {one['weak']}; {one['beats']} beats")
        for what in ("gap_ms", "late_ms", "own_ms"):
            words = ", ".join(f"{mark} {value:6.1f}" for mark, value in one[what].items())
            print(f"{name}: {what[:-3]:4} {words} ms")
        print(f"{name}: memory of the window, PSS {one['pss_mb']} MB, RSS at most {one['peak_mb']} MB")
        kept &= one["gap_ms"]["p99.9"] <= LONGEST_MS and one["peak_mb"] <= MOST_MB
    print(f"memory of the other processes together, RSS at most {others:.0f} MB")
    print(f"aims: p99.9 of the gaps {LONGEST_MS:.0f} ms, memory {MOST_MB:.0f} MB")
    return kept


@contextmanager
def screens() -> Iterator[list[dict[str, str]]]:
    """What to add to the environment: off the screen, and a screen of one's own if there can be one."""
    with own_screen() as display:
        seen = [{"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}] if display else []
        yield [{"QT_QPA_PLATFORM": "offscreen"}, *seen]


def main(what: str = "both", count: str = "") -> int:
    """Measure and print; 1 if an aim is missed."""
    kept = True
    with tempfile.TemporaryDirectory() as name, screens() as found:
        folder = Path(name)
        paths = os.pathsep.join((str(ROOT / "app"), str(ROOT / "tests")))
        common = {**os.environ, "HOME": str(folder), "PYTHONPATH": paths}
        files = int(count or 10_000) if what != "start" else 0
        if files:
            make_files(folder / "files", 0, files)
            make_files(folder / "more", files, files // 5)
        for screen in found:
            print(f"-- {screen['QT_QPA_PLATFORM']}")
            if what != "work":
                kept &= start(common | screen, int(count or 10) if what == "start" else 10)
            if what != "start":
                kept &= work(common | screen, folder, files)
    print("aims kept" if kept else "an aim is missed")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
