"""A worker that was taken over and cannot get out costs its own picture, in time, and nothing else."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile.acts import ACTS
from stillmark.domain.media import RefusalReason
from stillmark.domain.worker_messages import WorkerMessageInvalid, parse_reply
from stillmark.isolation import launch, wire
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.isolation.limits import WorkerLimits
from support.processes import children, command, state

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the lock in full is Linux's")

ROOT = Path(__file__).parents[2]
BOOT = (
    "import sys; sys.path[:0] = sys.argv[1:3]; del sys.argv[1:3]; "
    "from hostile import probe_worker; probe_worker.main()"
)
LIMITS = WorkerLimits(wall_seconds=1.2, stall_seconds=0.6, cpu_seconds=1)


@pytest.fixture(scope="module")
def hasher() -> Iterator[IsolatedHasher]:
    original = launch.worker_command
    launch.worker_command = lambda: [  # type: ignore[assignment]
        sys.executable, "-I", "-B", "-c", BOOT, str(ROOT / "app"), str(ROOT / "tests"),
    ]  # fmt: skip
    with IsolatedHasher(LIMITS) as hasher:
        hasher.warm_up()
        yield hasher
    launch.worker_command = original


def perform(hasher: IsolatedHasher, name: str) -> RefusalReason | bytes:
    with tempfile.TemporaryFile(buffering=0) as picture:
        picture.write(json.dumps({"act": name}).encode())
        return hasher._run(wire.Task.HASH, picture.fileno(), LIMITS)


@pytest.mark.parametrize("name", ACTS)
def test_an_act_ends_in_time_and_harms_nobody_else(hasher: IsolatedHasher, name: str) -> None:
    (zygote,) = [pid for pid in children(os.getpid()) if str(ROOT / "tests") in command(pid)]
    began = time.monotonic()
    verdict = perform(hasher, name)
    took = time.monotonic() - began
    print(f"{name:<36} {took:4.1f} s  {verdict if isinstance(verdict, RefusalReason) else len(verdict)}")
    if isinstance(verdict, bytes):
        # What the app then reads strictly, and refuses as of a crashed worker.
        with pytest.raises(WorkerMessageInvalid):
            parse_reply(verdict)
        assert len(verdict) <= LIMITS.reply_bytes
    else:
        assert verdict in {
            RefusalReason.CRASHED,
            RefusalReason.TIMED_OUT,
            RefusalReason.OUT_OF_MEMORY,
            RefusalReason.ISOLATION,
        }
    assert took < LIMITS.wall_seconds + 3
    deadline = time.monotonic() + 3
    while children(zygote) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert children(zygote) == [], "it lives on"
    assert state(zygote) in ("S", "R")
    # The next picture is served by the same zygote.
    assert perform(hasher, "says_nothing") in (b"", RefusalReason.CRASHED)
    assert zygote in children(os.getpid())
