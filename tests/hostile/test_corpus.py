"""Every hostile file ends in fingerprints or a typed refusal, in time and within memory; the app goes on.

A seeded part of the corpus; the full run is described in `hostile.judge`.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from hostile.corpus import Case, cases
from hostile.defects import defects
from hostile.judge import BYTES, Judge, report
from hostile.mutations import MUTATIONS
from hostile.sources import pictures, videos
from hostile.structures import spoil_pieces
from stillmark.domain.media import Hashed, Outcome, RefusalReason, Refused
from stillmark.intake.files import Files
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.isolation.holes import MANY_BYTES, mostly_missing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")

SLOW = ("scans-2000", "segments-30000", "fill-bytes", "chunks-a-million", "more-than-promised", "canvas-4m")
SLOW += ("16-bit-alpha.png", "frames-20000", "boxes-a-million", "frames-large", "frames-whole")
COUNT = 500
SEED = 20

EXPECTED = {
    b"pixels-2500m.png": {RefusalReason.TOO_MANY_PIXELS},
    b"pixels-4200m.jpg": {RefusalReason.TOO_MANY_PIXELS},
    b"canvas-65535.gif": {RefusalReason.TOO_MANY_PIXELS},
    b"pixels-3600m.tiff": {RefusalReason.TOO_MANY_PIXELS},
    b"pixels-3600m.heic": {RefusalReason.TOO_MANY_PIXELS},
    b"pixels-2-62.bmp": {RefusalReason.TOO_MANY_PIXELS},
    b"pipe.jpg": {RefusalReason.NOT_A_FILE},
    b"socket.jpg": {RefusalReason.NOT_A_FILE},
    b"folder.jpg": {RefusalReason.NOT_A_FILE},
    b"link.jpg": {RefusalReason.SYMLINK},
    b"dangling.jpg": {RefusalReason.SYMLINK},
    b"loop.jpg": {RefusalReason.SYMLINK},
    b"device.jpg": {RefusalReason.SYMLINK},
    b"proc.jpg": {RefusalReason.SYMLINK},
    b"missing.jpg": {RefusalReason.MISSING},
    b"empty.jpg": {RefusalReason.EMPTY},
    b"sparse-0.jpg": {RefusalReason.FILE_TOO_LARGE},
    b"playlist.mp4": {RefusalReason.NOT_A_PICTURE, RefusalReason.UNSUPPORTED_FORMAT},
}


def chosen() -> list[Case]:
    quick = [case for case in cases(SEED, 0) if not any(name in case.name.decode("latin1") for name in SLOW)]
    left = COUNT - len(quick)
    everything = list(cases(SEED, 2000))
    deliberate = [case for case in everything if case.family == "defect"][: left // 2]
    spoiled = [case for case in everything if case.family.startswith("spoiled")]
    return quick + deliberate + spoiled[: left - len(deliberate)]


@pytest.mark.slow
def test_every_hostile_file_ends_in_order(tmp_path: Path) -> None:
    wrong, verdicts = [], []
    with Judge(tmp_path) as judge:
        before = judge.descriptors()
        opened = len(os.listdir("/proc/self/fd"))
        for case in chosen():
            verdict = judge.judge(case)
            verdicts.append(verdict)
            wrong += [f"{complaint}: {verdict}" for complaint in judge.complaints(verdict)]
        assert judge.descriptors() == before, "the zygote kept something open"
        assert len(os.listdir("/proc/self/fd")) == opened, "the app kept something open"
    print(report(verdicts))
    assert not wrong
    assert len(verdicts) == COUNT
    assert max(verdict.peak for verdict in verdicts) < BYTES
    words = Counter(verdict.word for verdict in verdicts)
    assert words["hashed"] > 50, "odd names and slight damage stop nobody"
    ends = {verdict.case.name: verdict.outcome for verdict in verdicts}
    for name, reasons in EXPECTED.items():
        outcome = ends[name]
        assert isinstance(outcome, Refused), name
        assert outcome.reason in reasons, name
    for verdict in verdicts:
        if verdict.case.family == "name":
            assert isinstance(verdict.outcome, Hashed), verdict
            assert os.fsencode(verdict.outcome.path.name) == verdict.case.name


def test_the_corpus_spoils_every_format_in_every_way() -> None:
    made = [case.name.decode() for case in cases(SEED, 6000) if case.family.startswith("spoiled")]
    for name in [*pictures(), *videos()]:
        assert any(case.endswith(f"-{name}") for case in made), name
    for mutation in (*MUTATIONS, spoil_pieces):
        assert any(mutation.__name__ in case for case in made)
    assert made == [case.name.decode() for case in cases(SEED, 6000) if case.family.startswith("spoiled")]


def test_every_defect_has_a_name_of_its_own_and_all_are_brought() -> None:
    names = [name for name, _ in defects()]
    print(f"{len(names)} deliberate defects")
    assert len(names) > 1500
    assert len(set(names)) == len(names)
    assert sum(case.family == "defect" for case in cases(SEED, 5000)) == len(names)


@pytest.mark.parametrize("name", ["png.png", "jpeg.jpeg", "gif.gif", "webp.webp", "tiff.tiff", "heic.heic"])
def test_files_spoiled_by_their_structure_keep_their_start_and_most_get_past_it(name: str) -> None:
    data = pictures()[name]
    spoiled = [spoil_pieces(random.Random(number), data, []) for number in range(60)]
    assert sum(each != data for each in spoiled) > 45
    assert all(each[:2] == data[:2] for each in spoiled)
    assert spoiled == [spoil_pieces(random.Random(number), data, []) for number in range(60)]


def hash_path(path: Path) -> Outcome:
    opened = Files().open(path)
    assert not isinstance(opened, Refused)
    with IsolatedHasher() as hasher, opened:
        return hasher.hash(opened)


def test_a_video_that_is_mostly_holes_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "sparse.mp4"
    path.write_bytes(next(data for name, data in videos().items() if name.endswith("mp4")))
    os.truncate(path, 10 << 30)
    assert hash_path(path) == Refused(path, RefusalReason.DAMAGED)


def test_what_counts_as_mostly_holes(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("w+b", buffering=0) as file:
        file.truncate(MANY_BYTES)
        assert not mostly_missing(file.fileno(), MANY_BYTES)
        file.truncate(3 * MANY_BYTES)
        assert mostly_missing(file.fileno(), 3 * MANY_BYTES)
    assert not mostly_missing(-1, 10 << 30)
