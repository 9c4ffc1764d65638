"""The frozen app against the source: size, start to window, memory. One line per figure.

    python tests/benchmarks/packaged.py [FOLDER [ROUNDS]]     FOLDER: dist/stillmark, from packaging/build-
    app.sh

Both are looked at from outside, in turn, on a screen of their own (Xvfb): from before the process is made
until the window is on the screen and has colour. Warm: again at once. Cold: after the system was asked to
forget what it had read of that program's files (`posix_fadvise`), which is as near as one gets without
slowing all else that runs. Memory is what each process has for itself and its share of what several hold
(PSS), three seconds after that.
"""

from __future__ import annotations

import compileall
import ctypes
import ctypes.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]

from support.processes import children
from support.screen import own_screen

RATIO, SIZE_MB = 1.2, 220
"""The aims: start against the source, and what is installed."""

SIDE, SETTLED_SECONDS, LONGEST_SECONDS = 4, 3.0, 60.0


class Screen:
    """Looks at the screen through Xlib: whether a window is there and has colour."""

    def __init__(self, display: str) -> None:
        self._x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        for name in ("XOpenDisplay", "XGetImage"):
            getattr(self._x, name).restype = ctypes.c_void_p
        self._x.XGetPixel.restype = ctypes.c_ulong
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))

    def has_colour(self) -> bool:
        """Whether the screen is not black at four places where the window opens."""
        every = ctypes.c_ulong(0xFFFFFFFF)
        seen = []
        for x, y in ((40, 40), (40, 600), (600, 40), (600, 600)):
            image = ctypes.c_void_p(self._x.XGetImage(self._display, self._root, x, y, SIDE, SIDE, every, 2))
            seen.append(self._x.XGetPixel(image, 0, 0) & 0xFFFFFF)
            self._x.XDestroyImage(image)
        return all(seen)


def started(command: list[str], environment: dict[str, str], screen: Screen) -> tuple[float, float]:
    """Milliseconds until the window is seen, and MB of memory of all its processes; then it is closed."""
    while screen.has_colour():
        time.sleep(0.05)
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, cwd="/")
    while not screen.has_colour():
        if process.poll() is not None or time.monotonic() - began > LONGEST_SECONDS:
            raise SystemExit(f"{command[0]} showed no window")
        time.sleep(0.002)
    seen = (time.monotonic() - began) * 1000
    time.sleep(SETTLED_SECONDS)
    memory = sum(_pss(pid) for pid in _family(process.pid))
    process.terminate()
    process.wait()
    return seen, memory


def _family(pid: int) -> list[int]:
    return [pid, *(each for child in children(pid) for each in _family(child))]


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def forget(*folders: Path) -> None:
    """Ask the system to drop what it keeps in memory of every file there."""
    os.sync()
    for path in (each for folder in folders for each in folder.rglob("*") if each.is_file()):
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def main(folder: str = str(ROOT / "dist" / "stillmark"), rounds: str = "5") -> int:
    """Measure and print; 1 if an aim is missed."""
    frozen = Path(folder).resolve()
    size = sum(path.lstat().st_size for path in frozen.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"installed size         {size / 1e6:6.0f} MB, {size / 2**20:.0f} MiB, aim {SIZE_MB} MB")
    kept = size / 1e6 <= SIZE_MB
    programs = {
        "source": ([sys.executable, "-m", "stillmark"], (ROOT / "app", Path(sys.prefix) / "lib")),
        "frozen": ([str(frozen / "stillmark")], (frozen,)),
    }
    compileall.compile_dir(ROOT / "app", quiet=1)
    with tempfile.TemporaryDirectory() as home, own_screen() as display:
        if display is None:
            raise SystemExit("Xvfb is needed")
        screen_of = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
        environment = {**os.environ, **screen_of, "HOME": home, "PYTHONPATH": str(ROOT / "app")}
        screen = Screen(display)
        for way in ("warm", "cold"):
            times: dict[str, list[float]] = {name: [] for name in programs}
            memory: dict[str, list[float]] = {name: [] for name in programs}
            for number in range(int(rounds) + 1):
                for name, (command, files) in programs.items():
                    if way == "cold":
                        forget(*files)
                    seen, taken = started(command, environment, screen)
                    if number:  # the first of each is not counted
                        times[name].append(seen)
                        memory[name].append(taken)
            for name in programs:
                print(
                    f"start to window, {way}  {name}: median {statistics.median(times[name]):5.0f} ms, "
                    f"{min(times[name]):.0f} to {max(times[name]):.0f}, {rounds} rounds; "
                    f"memory of all processes, PSS {statistics.median(memory[name]):.0f} MB"
                )
            ratio = statistics.median(times["frozen"]) / statistics.median(times["source"])
            print(f"start to window, {way}  ratio {ratio:.2f}, aim {RATIO}")
            kept &= ratio <= RATIO
    print("aims kept" if kept else "an aim is missed")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
