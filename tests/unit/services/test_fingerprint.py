"""The pipeline's bookkeeping, with files and a hasher that do as the test says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from stillmark.domain.errors import IsolationFault
from stillmark.domain.media import Hashed, Outcome, RefusalReason, Refused
from stillmark.services.fingerprint import Advanced, FingerprintService, Finished, Found
from stillmark.services.ports import HashWatch, OpenedFile
from takedown_hashing.vocabulary import Media


class Opened:
    def __init__(self, path: Path, still_open: set[Path]) -> None:
        self.path, self.size, self._still_open = path, 1, still_open
        still_open.add(path)

    def fileno(self) -> int:
        return 0

    def close(self) -> None:
        self._still_open.discard(self.path)


class Numbered:
    """Files named by numbers; every tenth cannot be opened."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.open_now: set[Path] = set()
        self.most_open = 0
        self.listed = 0

    def expand(self, paths: Iterable[Path]) -> Iterator[Path]:
        for number in range(self.count):
            self.listed += 1
            yield Path(str(number))

    def open(self, path: Path) -> OpenedFile | Refused:
        if int(path.name) % 10 == 9:
            return Refused(path, RefusalReason.NO_PERMISSION)
        opened = Opened(path, self.open_now)
        self.most_open = max(self.most_open, len(self.open_now))
        return opened


class Hasher:
    """Does what it is told for each file, then answers."""

    def __init__(self, work: Callable[[Path, HashWatch], None] = lambda path, watch: None) -> None:
        self.work = work
        self.begun = 0

    def hash(self, untrusted_file: OpenedFile, watch: HashWatch | None = None) -> Outcome:
        assert watch is not None
        self.begun += 1
        self.work(untrusted_file.path, watch)
        if watch.stopped():
            return Refused(untrusted_file.path, RefusalReason.CANCELLED)
        return Hashed(untrusted_file.path, "00" * 32, Media.IMAGE, 1, 1, 100, ())

    def close(self) -> None:
        pass


def until_stopped(path: Path, watch: HashWatch) -> None:
    while not watch.stopped():
        time.sleep(0.005)


def test_every_file_has_one_outcome_and_few_are_open_at_once() -> None:
    files = Numbered(500)
    events: list[object] = []
    summary = FingerprintService(files, Hasher(), workers=3).run([Path()], on_event=events.append)
    finished = [event for event in events if isinstance(event, Finished)]
    assert events[0] == Found(500)
    assert sorted(int(event.outcome.path.name) for event in finished) == list(range(500))
    assert [event.done for event in finished] == list(range(1, 501))
    assert sum(isinstance(event.outcome, Refused) for event in finished) == 50
    assert (summary.done, summary.total, summary.stopped) == (500, 500, False)
    assert files.most_open <= 3
    assert files.open_now == set()


def test_stopping_abandons_what_runs_and_begins_nothing_more() -> None:
    files, hasher, cancel = Numbered(100), Hasher(until_stopped), threading.Event()
    threading.Timer(0.1, cancel.set).start()
    events: list[object] = []
    begun = time.monotonic()
    summary = FingerprintService(files, hasher, workers=2).run(
        [Path()], on_event=events.append, cancel=cancel
    )
    assert time.monotonic() - begun < 0.35
    assert summary.stopped
    assert not any(isinstance(event, Finished) for event in events)
    assert hasher.begun == 2
    assert files.open_now == set()


def test_a_stop_before_it_begins_lists_no_folder() -> None:
    files, cancel = Numbered(100_000), threading.Event()
    cancel.set()
    summary = FingerprintService(files, Hasher()).run([Path()], on_event=lambda event: None, cancel=cancel)
    assert (summary.done, summary.total) == (0, 0)
    assert files.listed == 1


def test_while_paused_nothing_is_begun() -> None:
    files, pause = Numbered(40), threading.Event()
    hasher = Hasher(lambda path, watch: time.sleep(0.01))
    seen: list[int] = []

    def rest() -> None:
        pause.set()
        time.sleep(0.1)
        seen.append(hasher.begun)
        time.sleep(0.3)
        seen.append(hasher.begun)
        pause.clear()

    threading.Timer(0.05, rest).start()
    summary = FingerprintService(files, hasher, workers=2).run(
        [Path()], on_event=lambda event: None, pause=pause
    )
    assert seen[0] == seen[1] < 36
    assert (summary.done, summary.stopped) == (40, False)


def test_progress_is_heard_on_the_calling_thread() -> None:
    def work(path: Path, watch: HashWatch) -> None:
        for done in range(0, 1000, 100):
            watch.progressed(done, 1000)
            time.sleep(0.02)

    threads: set[str] = set()
    events: list[object] = []

    def hear(event: object) -> None:
        threads.add(threading.current_thread().name)
        events.append(event)

    FingerprintService(Numbered(2), Hasher(work), workers=2).run([Path()], on_event=hear)
    advances = [event for event in events if isinstance(event, Advanced)]
    assert threads == {threading.current_thread().name}
    assert {event.path for event in advances} == {Path("0"), Path("1")}
    for path in (Path("0"), Path("1")):
        done = [event.done_ms for event in advances if event.path == path]
        assert done == sorted(done)
        assert len(done) >= 2


def test_a_worker_that_cannot_be_started_ends_the_run_and_the_others() -> None:
    def work(path: Path, watch: HashWatch) -> None:
        if path.name == "0":
            raise IsolationFault
        until_stopped(path, watch)

    files = Numbered(5)
    with pytest.raises(IsolationFault):
        FingerprintService(files, Hasher(work), workers=2).run([Path()], on_event=lambda event: None)
    assert files.open_now == set()
