"""Pictures through real workers: what comes back, and what each kind of failure costs."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from stillmark.domain.errors import IsolationFault
from stillmark.domain.media import Hashed, Outcome, RefusalReason, Refused
from stillmark.domain.worker_messages import IsolationLevel
from stillmark.intake.clipboard import open_bytes
from stillmark.intake.files import Files
from stillmark.isolation import launch, vigil
from stillmark.isolation.fences import supported
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.isolation.limits import WorkerLimits
from support.processes import alive, children, command, no_descriptors_left, status, wait_for
from takedown_hashing import engine

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]

Submit = Callable[[IsolatedHasher, Path], Future[Outcome]]


def hash_path(hasher: IsolatedHasher, path: Path) -> Outcome:
    opened = Files().open(path)
    if isinstance(opened, Refused):
        return opened
    with opened:
        return hasher.hash(opened)


def zygotes() -> list[int]:
    return [pid for pid in children(os.getpid()) if "--worker" in command(pid)]


def the_zygote() -> int:
    (pid,) = zygotes()
    return pid


def locked_child() -> int:
    """Return the first child that the zygote forks, once it has locked itself."""
    pid = wait_for(lambda: children(the_zygote()))[0]
    wait_for(lambda: Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[16] == "5")
    return pid


def stop_a_child() -> int:
    """Stop the first child that the zygote forks, in the middle of its picture."""
    pid = locked_child()
    os.kill(pid, signal.SIGSTOP)
    return pid


@pytest.fixture
def hasher() -> Iterator[IsolatedHasher]:
    with IsolatedHasher() as ready:
        ready.warm_up()
        yield ready
    assert zygotes() == []


@pytest.fixture
def submit() -> Iterator[Submit]:
    with ThreadPoolExecutor() as pool:
        yield lambda hasher, path: pool.submit(hash_path, hasher, path)


def test_a_jpeg_gets_the_fingerprints_that_the_engine_computes(
    hasher: IsolatedHasher, photos: list[Path]
) -> None:
    outcome = hash_path(hasher, photos[0])
    with photos[0].open("rb") as file:
        expected = engine.hash_picture(file)
    assert isinstance(outcome, Hashed)
    assert outcome.path == photos[0]
    assert (outcome.sha256, outcome.width, outcome.height) == (expected.sha256, 320, 240)
    assert [(one.type, one.view, one.value, one.quality) for one in outcome.fingerprints] == [
        (one.type, one.view, one.value, one.quality) for one in expected.hashes
    ]


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF", "HEIF", "GIF", "TIFF", "BMP"])
def test_a_locked_child_has_all_that_the_decoders_need(hasher: IsolatedHasher, form: str) -> None:
    """It can open no file, so nothing may be left to be loaded."""
    register_heif_opener()
    target = io.BytesIO()
    Image.radial_gradient("L").resize((640, 480)).convert("RGB").save(target, form)
    with open_bytes(target.getvalue()) as opened:
        outcome = hasher.hash(opened)
    assert isinstance(outcome, Hashed)
    assert (outcome.width, outcome.height) == (640, 480)


def test_pasted_bytes_are_hashed_like_the_file(hasher: IsolatedHasher, photos: list[Path]) -> None:
    with open_bytes(photos[0].read_bytes()) as pasted:
        outcome = hasher.hash(pasted)
    from_file = hash_path(hasher, photos[0])
    assert isinstance(outcome, Hashed)
    assert isinstance(from_file, Hashed)
    assert outcome.fingerprints == from_file.fingerprints


def test_what_is_no_picture_is_refused_and_the_rest_goes_on(
    hasher: IsolatedHasher, photos: list[Path], bomb: Path, tmp_path: Path
) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("This is a letter and not a photograph.")
    empty = tmp_path / "empty.jpg"
    empty.touch()
    zygote = the_zygote()
    assert hash_path(hasher, text) == Refused(text, RefusalReason.NOT_A_PICTURE)
    assert hash_path(hasher, empty) == Refused(empty, RefusalReason.EMPTY)
    assert hash_path(hasher, bomb) == Refused(bomb, RefusalReason.TOO_MANY_PIXELS)
    assert isinstance(hash_path(hasher, photos[0]), Hashed)
    assert the_zygote() == zygote


def test_a_file_that_was_emptied_after_it_was_opened(hasher: IsolatedHasher, photos: list[Path]) -> None:
    with Files().open(photos[0]) as opened:
        os.truncate(photos[0], 0)
        assert hasher.hash(opened) == Refused(photos[0], RefusalReason.EMPTY)


def test_where_the_file_stands_does_not_matter(hasher: IsolatedHasher, photos: list[Path]) -> None:
    with Files().open(photos[0]) as opened:
        os.lseek(opened.fileno(), 1000, os.SEEK_SET)
        assert isinstance(hasher.hash(opened), Hashed)


def test_several_threads_at_once(hasher: IsolatedHasher, photos: list[Path]) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = [list(pool.map(lambda path: hash_path(hasher, path), photos)) for _ in range(2)]
    for outcomes in both:
        assert [outcome.path for outcome in outcomes] == photos
        assert len({outcome.sha256 for outcome in outcomes if isinstance(outcome, Hashed)}) == len(photos)
    assert wait_for(lambda: not children(the_zygote()))


def test_every_picture_has_a_process_of_its_own(
    hasher: IsolatedHasher, slow_picture: Path, submit: Submit
) -> None:
    """So picture A cannot see B: none of A's memory or descriptors is left when B comes."""
    first = submit(hasher, slow_picture)
    one = stop_a_child()
    second = submit(hasher, slow_picture)
    two = wait_for(lambda: set(children(the_zygote())) - {one}).pop()
    os.kill(one, signal.SIGCONT)
    assert isinstance(first.result(), Hashed)
    assert isinstance(second.result(), Hashed)
    # The answer does not wait until the child is taken apart.
    assert wait_for(lambda: not alive(one) and not alive(two))


def test_memory_is_limited(photos: list[Path], slow_picture: Path) -> None:
    with IsolatedHasher(WorkerLimits(memory_bytes=160 * 1024 * 1024)) as hasher:
        assert hash_path(hasher, slow_picture) == Refused(slow_picture, RefusalReason.OUT_OF_MEMORY)
        assert isinstance(hash_path(hasher, photos[0]), Hashed)


def test_a_child_without_any_memory_still_answers(photos: list[Path], slow_picture: Path) -> None:
    with IsolatedHasher(WorkerLimits(memory_bytes=1024 * 1024)) as hasher:
        assert hash_path(hasher, slow_picture) == Refused(slow_picture, RefusalReason.OUT_OF_MEMORY)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (signal.SIGKILL, RefusalReason.CRASHED),
        (signal.SIGSEGV, RefusalReason.CRASHED),
        (signal.SIGABRT, RefusalReason.CRASHED),
        (signal.SIGXCPU, RefusalReason.TIMED_OUT),
    ],
)
def test_a_crash_costs_that_one_picture(
    hasher: IsolatedHasher,
    photos: list[Path],
    slow_picture: Path,
    submit: Submit,
    how: signal.Signals,
    reason: RefusalReason,
) -> None:
    zygote = the_zygote()
    outcome = submit(hasher, slow_picture)
    child = locked_child()
    os.kill(child, how)
    assert outcome.result() == Refused(slow_picture, reason)
    assert not alive(child)
    assert isinstance(hash_path(hasher, photos[0]), Hashed)
    assert the_zygote() == zygote


def test_a_hang_costs_that_one_picture_and_its_time(
    photos: list[Path], slow_picture: Path, submit: Submit
) -> None:
    with IsolatedHasher(WorkerLimits(wall_seconds=1.0)) as hasher:
        hasher.warm_up()
        begun = time.monotonic()
        outcome = submit(hasher, slow_picture)
        child = stop_a_child()
        # Others are not held up by it.
        assert isinstance(hash_path(hasher, photos[0]), Hashed)
        assert outcome.result() == Refused(slow_picture, RefusalReason.TIMED_OUT)
        assert 1.0 <= time.monotonic() - begun < 2.0
        assert not alive(child)
        assert isinstance(hash_path(hasher, photos[0]), Hashed)


def test_an_answer_longer_than_allowed_is_a_crash(photos: list[Path]) -> None:
    with IsolatedHasher(WorkerLimits(reply_bytes=1000)) as hasher:
        assert hash_path(hasher, photos[0]) == Refused(photos[0], RefusalReason.CRASHED)


def test_a_zygote_killed_under_a_picture_is_replaced(
    hasher: IsolatedHasher, slow_picture: Path, submit: Submit
) -> None:
    zygote = the_zygote()
    outcome = submit(hasher, slow_picture)
    child = stop_a_child()
    os.kill(zygote, signal.SIGKILL)
    assert isinstance(outcome.result(), Hashed)
    assert the_zygote() != zygote
    assert not alive(child)


def test_a_picture_under_which_zygotes_die_twice_is_given_up(
    hasher: IsolatedHasher, photos: list[Path], slow_picture: Path, submit: Submit
) -> None:
    outcome = submit(hasher, slow_picture)
    for _ in range(2):
        zygote = the_zygote()
        stop_a_child()
        os.kill(zygote, signal.SIGKILL)
        wait_for(lambda zygote=zygote: outcome.done() or zygotes() not in ([], [zygote]))
    assert outcome.result() == Refused(slow_picture, RefusalReason.CRASHED)
    assert isinstance(hash_path(hasher, photos[0]), Hashed)


def test_a_zygote_killed_between_pictures_is_replaced(hasher: IsolatedHasher, photos: list[Path]) -> None:
    zygote = the_zygote()
    os.kill(zygote, signal.SIGKILL)
    assert isinstance(hash_path(hasher, photos[0]), Hashed)
    assert the_zygote() != zygote


def test_a_zygote_that_does_not_fork_is_replaced(
    hasher: IsolatedHasher, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stillmark.isolation.zygotes.FORK_SECONDS", 0.5)
    zygote = the_zygote()
    os.kill(zygote, signal.SIGSTOP)
    assert isinstance(hash_path(hasher, photos[0]), Hashed)
    assert the_zygote() != zygote


def test_a_zygote_that_does_not_report_an_end_is_replaced(
    photos: list[Path], slow_picture: Path, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vigil, "END_SECONDS", 0.3)
    with IsolatedHasher(WorkerLimits(wall_seconds=0.5)) as hasher:
        hasher.warm_up()
        zygote = the_zygote()
        outcome = submit(hasher, slow_picture)
        child = stop_a_child()
        os.kill(zygote, signal.SIGSTOP)
        assert outcome.result() == Refused(slow_picture, RefusalReason.TIMED_OUT)
        wait_for(lambda: not alive(child))
        assert not alive(zygote)
        assert isinstance(hash_path(hasher, photos[0]), Hashed)


@pytest.mark.parametrize("program", ["/bin/false", "/nonexistent/python"])
def test_a_worker_that_cannot_be_started_is_an_error_and_no_outcome(
    photos: list[Path], monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    with IsolatedHasher() as hasher:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", program)
            with pytest.raises(IsolationFault):
                hash_path(hasher, photos[0])
            with pytest.raises(IsolationFault):
                hasher.level()
            with pytest.raises(IsolationFault):
                hasher.warm_up()
        assert isinstance(hash_path(hasher, photos[0]), Hashed)


def test_no_descriptor_left_in_the_app_is_a_refusal(hasher: IsolatedHasher, photos: list[Path]) -> None:
    with Files().open(photos[0]) as opened, no_descriptors_left():
        outcome = hasher.hash(opened)
    assert outcome == Refused(photos[0], RefusalReason.ISOLATION)
    assert isinstance(hash_path(hasher, photos[0]), Hashed)


def test_closing_stops_everything_at_once(hasher: IsolatedHasher, slow_picture: Path, submit: Submit) -> None:
    zygote = the_zygote()
    outcome = submit(hasher, slow_picture)
    child = stop_a_child()
    begun = time.monotonic()
    hasher.close()
    assert time.monotonic() - begun < 0.2
    assert outcome.result() == Refused(slow_picture, RefusalReason.CANCELLED)
    assert not alive(zygote)
    wait_for(lambda: not alive(child))
    hasher.close()
    assert hash_path(hasher, slow_picture) == Refused(slow_picture, RefusalReason.CANCELLED)
    assert zygotes() == []
    hasher.warm_up()
    assert zygotes() == []
    with pytest.raises(IsolationFault):
        hasher.level()


def test_closing_does_not_wait_for_a_start(photos: list[Path], submit: Submit) -> None:
    hasher = IsolatedHasher()
    outcome = submit(hasher, photos[0])
    wait_for(zygotes)
    begun = time.monotonic()
    hasher.close()
    assert outcome.result() == Refused(photos[0], RefusalReason.CANCELLED)
    assert time.monotonic() - begun < 0.2
    assert zygotes() == []


def test_the_level_is_what_the_kernel_says(
    hasher: IsolatedHasher, slow_picture: Path, submit: Submit
) -> None:
    report = hasher.level()
    has = supported()
    both = has.landlock_abi is not None and has.seccomp
    assert report.level is (IsolationLevel.SANDBOX if both else IsolationLevel.PROCESS)
    assert report.no_new_privs
    assert report.not_dumpable
    assert report.dies_with_parent
    assert report.landlock_abi == has.landlock_abi
    assert report.seccomp == has.seccomp
    assert not report.seatbelt
    assert dict(report.limits) == {
        "memory_bytes": 1024**3,
        "cpu_seconds": 10,
        "core_bytes": 0,
        "files": 0,
        "file_bytes": 0,
    }
    # A child with a picture has the same lock as the one that reported.
    outcome = submit(hasher, slow_picture)
    child = locked_child()
    limits = Path(f"/proc/{child}/limits").read_text()
    wait_for(lambda: status(child)["Seccomp"] == ("2" if has.seccomp else "0"))
    for line in (
        f"Max address space         {1024**3}           {1024**3} ",
        "Max cpu time              10                   11 ",
        "Max open files            0                    0 ",
        "Max file size             0                    0 ",
        "Max core file size        0                    0 ",
    ):
        assert line in limits
    assert isinstance(outcome.result(), Hashed)


def test_no_picture_is_read_below_the_level_that_is_required(
    photos: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A kernel without Landlock and seccomp, and a person who was not asked: nothing is decoded."""
    boot = launch._BOOT.replace(
        "import sys; ",
        "import sys; from stillmark.isolation import fences, zygote; zygote.supported = fences.Fences; ",
    )
    root = str(Path(__file__).parents[3] / "app")
    start = f"import sys; sys.path.insert(0, {root!r}); "
    command = [sys.executable, "-I", "-B", "-c", start + boot, root, "--worker"]
    monkeypatch.setattr(launch, "worker_command", lambda: command)
    with IsolatedHasher(minimum=IsolationLevel.SANDBOX) as strict:
        assert hash_path(strict, photos[0]) == Refused(photos[0], RefusalReason.ISOLATION)
        with pytest.raises(IsolationFault):
            strict.level()
    with IsolatedHasher() as asked:
        assert asked.level().level is IsolationLevel.PROCESS
        assert isinstance(hash_path(asked, photos[0]), Hashed)
