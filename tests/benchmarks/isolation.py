"""What the isolation costs a picture: one line per figure.

Run from the root of the repository on a quiet computer:

    PYTHONPATH=app:tests python tests/benchmarks/isolation.py

Measured on JPEGs of 640 x 480 from several scenes, one at a time, against the same work in this process;
the target is 15 ms or less on top.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from stillmark import worker
from stillmark.intake.clipboard import open_bytes
from stillmark.intake.files import Files
from stillmark.isolation import wire
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.isolation.limits import WorkerLimits
from support.pictures import encoded, landscape
from takedown_hashing import engine

ROUNDS = 100


def milliseconds(work: Callable[[bytes], object], files: list[bytes]) -> list[float]:
    taken = []
    for number in range(ROUNDS):
        data = files[number % len(files)]
        begun = time.perf_counter()
        work(data)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def tell(name: str, taken: list[float]) -> float:
    middle = statistics.median(taken)
    print(f"{name}: median {middle:.1f} ms, 95th percentile {sorted(taken)[int(len(taken) * 0.95)]:.1f} ms")
    return middle


def zipped(files: list[bytes], folder: Path) -> Path:
    with zipfile.ZipFile(folder / "files.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number, data in enumerate(files):
            archive.writestr(f"{number}.jpg", data)
    return folder / "files.zip"


def main() -> int:
    engine.preload()
    files = [encoded(landscape(seed, (640, 480))) for seed in range(5)]

    def here(data: bytes) -> object:
        return worker.fingerprint(io.BytesIO(data), lambda _: None)

    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, IsolatedHasher() as hasher:
        hasher.warm_up()
        print(f"starting the worker, once: {(time.perf_counter() - begun) * 1000:.0f} ms")

        def isolated(data: bytes) -> object:
            with open_bytes(data) as opened:
                return hasher.hash(opened)

        def nothing(data: bytes) -> object:
            with open_bytes(data) as opened:
                return hasher._run(wire.Task.PROBE, opened.fileno(), WorkerLimits())

        def packed(data: bytes) -> object:
            with from_archive.open(members[files.index(data)]) as opened:
                return hasher.hash(opened)

        from_archive = Files(unpacker=hasher)
        members = sorted(from_archive.expand([zipped(files, Path(folder))]))
        for warming in (here, isolated, nothing, packed):
            warming(files[0])
        print(f"level: {hasher.level().level}, Landlock {hasher.level().landlock_abi}")
        alone = tell("hashing in this process", milliseconds(here, files))
        locked = tell("hashing in a locked process", milliseconds(isolated, files))
        tell("starting and locking a process that does nothing", milliseconds(nothing, files))
        inside = tell("hashing out of a ZIP file", milliseconds(packed, files))
    cost = locked - alone
    print(f"isolation costs {cost:.1f} ms a picture (target: 15 ms)")
    print(f"a picture in a ZIP file costs {inside - locked:.1f} ms more, for a process that inflates it")
    return int(cost > 15)


if __name__ == "__main__":
    sys.exit(main())
