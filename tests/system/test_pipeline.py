"""Many files through intake, isolation and hashing at once: nothing is lost, nothing is left, memory is flat.

`STILLMARK_PIPELINE_FILES=10000 pytest tests/system/test_pipeline.py -s` is the long run, with its figures.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from stillmark.domain.media import Hashed, Refused
from stillmark.intake.files import Files
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.services.fingerprint import Advanced, FingerprintService, Finished, Found
from support.pictures import animation, encoded, landscape, png_bomb, text
from support.processes import children, command, state, status, wait_for
from support.videos import clip, repeated, scenes, video

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")

FILES = int(os.environ.get("STILLMARK_PIPELINE_FILES", "1000"))
"""1,000 in continuous integration, 10,000 in the full run."""

BROKEN_EACH = 100
"""One file of so many is broken."""


def resident_kib(pid: int | str) -> int:
    return int(status(pid)["VmRSS"].split()[0])  # type: ignore[arg-type]


def descriptors() -> list[str]:
    return sorted(os.readlink(entry) for entry in Path("/proc/self/fd").iterdir() if entry.exists())


def zygotes() -> list[int]:
    return [pid for pid in children(os.getpid()) if "--worker" in command(pid)]


def mixed(folder: Path, count: int) -> tuple[set[Path], set[Path]]:
    """Write different small files of every kind; return those that are whole and those that are broken."""
    pictures = [
        (encoded(landscape(seed, (160, 120)), name), suffix)
        for seed in range(4)
        for name, suffix in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("BMP", "bmp"))
    ]
    pictures += [(encoded(landscape(5, (160, 120)), "HEIF"), "heic"), (animation("GIF", 2, (80, 60)), "gif")]
    pictures += [(clip(seconds=2, size=(160, 120)), "mp4")]
    ruins = [
        (text(), "jpg"),
        (pictures[0][0][:300], "jpg"),
        (pictures[1][0][:40], "png"),
        (png_bomb(20_000), "png"),
        (clip(seconds=2, size=(160, 120))[:2000], "mp4"),
        (b"", "jpg"),
    ]
    whole, broken = set(), set()
    for number in range(count):
        is_broken = number % BROKEN_EACH == BROKEN_EACH - 1
        data, suffix = (ruins if is_broken else pictures)[
            number // (BROKEN_EACH if is_broken else 1) % (len(ruins) if is_broken else len(pictures))
        ]
        path = folder / f"{number // 500:02}" / f"{number:05}.{suffix}"
        path.parent.mkdir(exist_ok=True)
        # What comes after the end of a picture makes files different and nothing else.
        path.write_bytes(data if is_broken or suffix == "mp4" else data + number.to_bytes(4, "big"))
        (broken if is_broken else whole).add(path)
    return whole, broken


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_many_files_leave_nothing_behind(tmp_path: Path) -> None:
    whole, broken = mixed(tmp_path, FILES)
    with IsolatedHasher() as hasher:
        service = FingerprintService(Files(), hasher)
        # Everything that is made once is made before it is measured.
        service.run(sorted(whole)[:40], on_event=lambda event: None)
        (zygote,) = zygotes()
        open_before = descriptors()
        sizes: list[tuple[int, int]] = [(resident_kib("self"), resident_kib(zygote))]
        outcomes: Counter[Path] = Counter()
        hashed: set[Path] = set()
        refused: set[Path] = set()
        most_children = 0

        def hear(event: object) -> None:
            nonlocal most_children
            if isinstance(event, Found):
                assert event.total == FILES
            if isinstance(event, Finished):
                outcomes[event.outcome.path] += 1
                (hashed if isinstance(event.outcome, Hashed) else refused).add(event.outcome.path)
                assert event.done == outcomes.total()
                if event.done % (FILES // 10) == 0:
                    sizes.append((resident_kib("self"), resident_kib(zygote)))
                    most_children = max(most_children, len(children(zygote)))

        begun = time.monotonic()
        summary = service.run([tmp_path], on_event=hear)
        spent = time.monotonic() - begun
        assert zygotes() == [zygote]
        wait_for(lambda: not children(zygote))
        open_after = descriptors()
    assert zygotes() == []

    assert (summary.done, summary.total, summary.stopped) == (FILES, FILES, False)
    assert set(outcomes) == whole | broken
    assert set(outcomes.values()) == {1}
    assert hashed == whole
    assert refused == broken
    assert open_after == open_before
    assert most_children <= 2 * (os.cpu_count() or 1)
    app = [size for size, _ in sizes]
    worker = [size for _, size in sizes]
    # The names of ten thousand files and the outcomes that this test keeps are some megabytes.
    app_growth, worker_growth = app[-1] - app[1], worker[-1] - worker[1]
    print(
        f"\n{FILES} files, {len(broken)} broken: {spent:.1f} s, {spent / FILES * 1000:.1f} ms each"
        f"\napp KiB: before {app[0]}, at a tenth {app[1]}, at the end {app[-1]}, most {max(app)}"
        f"\nzygote KiB: before {worker[0]}, at a tenth {worker[1]}, at the end {worker[-1]}, "
        f"most {max(worker)}"
        f"\ndescriptors: before {len(open_before)}, after {len(open_after)}"
        f"\nchildren: most {most_children}, after 0"
    )
    assert app_growth < 8 * 1024 + FILES
    assert worker_growth < 4 * 1024


@pytest.fixture
def service() -> Iterator[FingerprintService]:
    with IsolatedHasher() as hasher:
        hasher.warm_up()
        yield FingerprintService(Files(), hasher)


@pytest.fixture
def long_videos(tmp_path: Path) -> list[Path]:
    """Three videos of two minutes that take seconds each."""
    data = repeated(video(scenes(range(3), (1280, 720), 30), gop=90, options={"crf": "34"}), 40)
    paths = [tmp_path / f"{number}.mp4" for number in range(3)]
    for path in paths:
        path.write_bytes(data)
    return paths


def test_stop_ends_a_run_of_videos_within_200_ms(
    service: FingerprintService, long_videos: list[Path]
) -> None:
    cancel = threading.Event()
    stopped_at: list[float] = []

    def stop() -> None:
        wait_for(lambda: children(zygotes()[0]))
        time.sleep(0.05)
        stopped_at.append(time.monotonic())
        cancel.set()

    threading.Thread(target=stop).start()
    outcomes: list[object] = []
    summary = service.run(long_videos, on_event=outcomes.append, cancel=cancel)
    assert time.monotonic() - stopped_at[0] < 0.2
    assert summary.stopped
    assert sum(isinstance(event, Finished) for event in outcomes) == summary.done < summary.total
    assert children(zygotes()[0]) == []


def test_pause_rests_and_resume_finishes(service: FingerprintService, long_videos: list[Path]) -> None:
    pause = threading.Event()
    facts: dict[str, object] = {}

    def rest_once(zygote: int) -> None:
        begun = time.monotonic()
        pause.set()
        try:
            # One may end of itself just before it would rest.
            wait_for(lambda: all(state(pid) in ("T", None) for pid in children(zygote)))
            facts["rests after"] = time.monotonic() - begun
            resting = children(zygote)
            assert resting, "all videos were done before the pause"
            time.sleep(0.5)
            facts["begun meanwhile"] = set(children(zygote)) - set(resting)
            begun = time.monotonic()
        finally:
            pause.clear()
        wait_for(lambda: all(state(pid) != "T" for pid in resting))
        facts["goes on after"] = time.monotonic() - begun

    def rest() -> None:
        (zygote,) = zygotes()
        wait_for(lambda: children(zygote), 30)
        time.sleep(0.3)
        # The best of up to three counts: a busy computer may be late once.
        for _ in range(3):
            rest_once(zygote)
            late = max(facts["rests after"], facts["goes on after"]) >= 0.2  # type: ignore[type-var, operator]
            if not late or facts["begun meanwhile"]:
                return

    thread = threading.Thread(target=rest)
    thread.start()
    events: list[object] = []
    summary = service.run(long_videos, on_event=events.append, pause=pause)
    thread.join()
    assert facts["rests after"] < 0.2  # type: ignore[operator]
    assert facts["goes on after"] < 0.2  # type: ignore[operator]
    assert facts["begun meanwhile"] == set()
    assert (summary.done, summary.total, summary.stopped) == (3, 3, False)
    assert not any(isinstance(event.outcome, Refused) for event in events if isinstance(event, Finished))
    advances = [event for event in events if isinstance(event, Advanced) and event.total_ms]
    assert {event.path for event in advances} <= set(long_videos)
    assert {event.total_ms for event in advances} == {120_000}


def test_a_run_can_be_stopped_while_it_is_paused(
    service: FingerprintService, long_videos: list[Path]
) -> None:
    cancel, pause = threading.Event(), threading.Event()
    pause.set()
    threading.Timer(0.3, cancel.set).start()
    begun = time.monotonic()
    summary = service.run(long_videos, on_event=lambda event: None, cancel=cancel, pause=pause)
    assert time.monotonic() - begun < 0.5
    assert (summary.done, summary.stopped) == (0, True)
