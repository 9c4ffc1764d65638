"""A process for every picture, as on systems that cannot fork: what `IsolatedHasher` promises holds too."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import pytest

from hostile.acts import ACTS
from hostile.kernel_probes import PROBES, REACHES
from hostile.probes import Facts
from stillmark.domain.errors import IsolationFault
from stillmark.domain.media import Hashed, RefusalReason, Refused
from stillmark.domain.strict_message import decode_object
from stillmark.domain.worker_messages import IsolationLevel
from stillmark.intake.files import Files
from stillmark.isolation import alone, wire
from stillmark.isolation.fences import supported
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.isolation.limits import WorkerLimits
from stillmark.isolation.one_by_one import OneByOne
from support.processes import children, command, no_descriptors_left, wait_for
from takedown_hashing import engine

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]

ROOT = Path(__file__).parents[3]
BOOT = (
    "import sys; sys.path[:0] = sys.argv[1:3]; del sys.argv[1:3]; "
    "from hostile import probe_worker; probe_worker.main()"
)
PROGRAM = [sys.executable, "-I", "-B", "-c", BOOT, str(ROOT / "app"), str(ROOT / "tests")]
LIMITS = WorkerLimits(wall_seconds=1.0, stall_seconds=0.5, cpu_seconds=1, memory_bytes=192 * 1024 * 1024)
ENDS = {
    "says_nothing": b"",
    "says_it_is_longer_than_it_is": b"\0\0\xff\xff{}",
    "says_too_much": RefusalReason.CRASHED,
    "says_progress_backwards": RefusalReason.CRASHED,
    "says_progress_now_and_then_for_ever": RefusalReason.TIMED_OUT,
    "hangs_up_and_waits": RefusalReason.TIMED_OUT,
    "stops_itself": RefusalReason.TIMED_OUT,
    "ends_itself": RefusalReason.CRASHED,
    "aborts": RefusalReason.CRASHED,
    "takes_all_memory": RefusalReason.OUT_OF_MEMORY,
    "claims_that_the_lock_failed": RefusalReason.ISOLATION,
}


def started() -> list[int]:
    return [pid for pid in children(os.getpid()) if wire.ONE_PICTURE in command(pid)]


@pytest.fixture
def prober(monkeypatch: pytest.MonkeyPatch) -> Iterator[IsolatedHasher]:
    """Whose workers do what the picture says."""
    monkeypatch.setattr("stillmark.isolation.one_by_one.worker_command", lambda: PROGRAM)
    with IsolatedHasher(LIMITS, workers=OneByOne()) as ready:
        yield ready
    assert started() == []


def perform(hasher: IsolatedHasher, order: object, limits: WorkerLimits = LIMITS) -> RefusalReason | bytes:
    with tempfile.TemporaryFile(buffering=0) as picture:
        picture.write(json.dumps(order).encode())
        return hasher._run(wire.Task.HASH, picture.fileno(), limits)


def test_a_picture_becomes_its_fingerprints_under_the_whole_lock(photos: list[Path]) -> None:
    with IsolatedHasher(workers=OneByOne()) as hasher, Files().open(photos[0]) as opened:
        os.lseek(opened.fileno(), 1000, os.SEEK_SET)
        outcome = hasher.hash(opened)
        report = hasher.level()
    with photos[0].open("rb") as file:
        expected = engine.hash_picture(file)
    assert isinstance(outcome, Hashed)
    assert [one.value for one in outcome.fingerprints] == [one.value for one in expected.hashes]
    has = supported()
    assert (report.landlock_abi, report.seccomp) == (has.landlock_abi, has.seccomp)
    assert report.no_new_privs and report.not_dumpable and report.dies_with_parent
    assert dict(report.limits)["files"] == 0


def test_what_a_worker_does_that_was_taken_over_costs_its_own_picture(prober: IsolatedHasher) -> None:
    assert set(ENDS) <= set(ACTS)
    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        verdicts = dict(zip(ENDS, pool.map(lambda name: perform(prober, {"act": name}), ENDS), strict=True))
    assert verdicts == ENDS
    assert time.monotonic() - began < len(ENDS) * LIMITS.wall_seconds
    assert started() == []


def test_no_probe_gets_out(prober: IsolatedHasher, tmp_path: Path) -> None:
    if prober.level().level is not IsolationLevel.SANDBOX:
        pytest.skip("this kernel lacks Landlock or seccomp")
    secret = tmp_path / "secret"
    secret.write_bytes(b"a secret")
    facts = asdict(Facts(str(tmp_path), os.getpid(), 1, 1, os.getppid(), 0))
    names = [name for name, one in REACHES.items() if not one.fatal]
    names += [
        "open_file",
        "look_at_file",
        "write_new_file",
        "inherited_descriptors",
        "clone3",
        "map_the_picture",
    ]
    names += ["memory_that_is_run_later", "patch_code_that_is_there", "run_memory_that_is_there_twice"]
    verdict = perform(prober, {"probes": names, "facts": facts})
    assert isinstance(verdict, bytes)
    ends = decode_object(verdict)["ends"]
    assert [name for name, escaped, _ in ends if escaped] == []
    assert len(ends) == len(names)
    for name in ("execute", "tcp", "signal_the_zygote", "memory_file"):
        assert name in PROBES
        assert perform(prober, {"probes": [name], "facts": facts}) is RefusalReason.CRASHED
    assert list(tmp_path.iterdir()) == [secret]


def test_closing_ends_everything_at_once(prober: IsolatedHasher) -> None:
    with ThreadPoolExecutor(1) as pool:
        verdict = pool.submit(perform, prober, {"act": "waits"}, WorkerLimits())
        (child,) = wait_for(started)
        wait_for(lambda: wire.ONE_PICTURE in command(child))
        began = time.monotonic()
        prober.close()
        assert verdict.result() is RefusalReason.CANCELLED
        assert time.monotonic() - began < 1
    assert started() == []
    assert perform(prober, {"act": "says_nothing"}) is RefusalReason.CANCELLED


class Restless:
    """`ports.HashWatch`: rests after the first word for longer than a picture may hang, then has enough."""

    def __init__(self) -> None:
        self.first: float | None = None
        self.later = False

    def _rested(self) -> bool:
        return self.first is not None and time.monotonic() > self.first + 2 * LIMITS.stall_seconds

    def paused(self) -> bool:
        return self.first is not None and not self._rested()

    def stopped(self) -> bool:
        return self.later

    def progressed(self, done_ms: int, total_ms: int) -> None:
        self.first = self.first or time.monotonic()
        self.later = self._rested()


def test_it_can_be_paused_and_stopped(prober: IsolatedHasher) -> None:
    watch = Restless()
    with tempfile.TemporaryFile(buffering=0) as picture:
        picture.write(json.dumps({"act": "says_progress_now_and_then_for_ever"}).encode())
        verdict = prober._run(wire.Task.HASH, picture.fileno(), LIMITS, watch)
    assert verdict is RefusalReason.CANCELLED
    assert watch.later


def test_what_cannot_be_started_is_an_error_and_no_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("/bin/false", "/nonexistent/python"):
        monkeypatch.setattr(sys, "executable", program)
        with IsolatedHasher(workers=OneByOne()) as hasher, pytest.raises(IsolationFault):
            hasher.level()


def test_no_descriptor_left_in_the_app_is_a_refusal(photos: list[Path]) -> None:
    with (
        IsolatedHasher(workers=OneByOne()) as hasher,
        Files().open(photos[0]) as opened,
        no_descriptors_left(),
    ):
        outcome = hasher.hash(opened)
    assert outcome == Refused(photos[0], RefusalReason.ISOLATION)


def test_an_argument_that_is_no_request_ends_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []

    def leave(code: int) -> NoReturn:
        codes.append(code)
        raise SystemExit

    monkeypatch.setattr(os, "_exit", leave)
    for untrusted in ("", "zz", "00" * wire.REQUEST_BYTES):
        with pytest.raises(SystemExit):
            alone.serve_one(untrusted, lambda picture, say: b"")
    assert codes == [1, 1, 1]
