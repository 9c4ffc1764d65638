"""Files inside ZIP files: found and inflated by a locked worker, into memory; names go nowhere, bombs end at
their own promise."""

from __future__ import annotations

import io
import os
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from stillmark.domain.archive import MAX_MEMBERS, Member, parse_listed
from stillmark.domain.media import Hashed, RefusalReason, Refused
from stillmark.domain.strict_message import WorkerMessageInvalid, encode_object
from stillmark.intake import zipped as reading
from stillmark.intake.archives import Archives
from stillmark.intake.files import Files
from stillmark.intake.opened import OpenedPicture
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.services.fingerprint import FingerprintService
from support.pictures import encoded, landscape


@pytest.fixture(scope="module")
def hasher() -> Iterator[IsolatedHasher]:
    with IsolatedHasher() as ready:
        yield ready


@pytest.fixture
def files(hasher: IsolatedHasher) -> Files:
    return Files(unpacker=hasher)


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def names(files: Files, path: Path) -> list[str]:
    return [str(one.relative_to(path.parent)) for one in files.expand([path])]


def content(opened: OpenedPicture | Refused) -> bytes:
    assert isinstance(opened, OpenedPicture), opened
    with opened:
        return os.pread(opened.fileno(), opened.size + 1, 0)


def refusal(opened: OpenedPicture | Refused) -> RefusalReason:
    assert isinstance(opened, Refused)
    return opened.reason


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_every_file_is_found_and_read_and_nothing_is_unpacked(
    hasher: IsolatedHasher, files: Files, tmp_path: Path, method: int
) -> None:
    members = {
        "b/two.jpg": b"2" * 3_000_000,
        "a.jpg": b"one",
        "b/Überraschung.jpg": b"3",
        "b/.hidden": b"x",
        "__MACOSX/._a.jpg": b"x",
    }
    path = zipped(tmp_path / "Export.ZIP", members, method)
    assert names(files, path) == ["Export.ZIP/a.jpg", "Export.ZIP/b/two.jpg", "Export.ZIP/b/Überraschung.jpg"]
    for member in files.expand([path]):
        assert content(files.open(member)) == members[member.relative_to(path).as_posix()]
        assert content(Files(unpacker=hasher).open(member)), "another instance, which never saw the archive"
    assert list(tmp_path.iterdir()) == [path]


def test_names_lead_nowhere_and_are_never_the_same(files: Files, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"not in the archive")
    path = tmp_path / "evil.zip"
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "w") as archive:
        for name in (
            "../secret.jpg",
            "/etc/passwd",
            "..\\secret.jpg",
            "a.jpg",
            "a.jpg",
            "c:\\x\x07.jpg",
            "..",
        ):
            archive.writestr(name, b"inside " + name.encode())
    found = list(files.expand([path]))
    assert len(set(found)) == len(found) == 6
    for member in found:
        assert ".." not in member.parts
        assert member.is_relative_to(path)
        assert member.name.isprintable()
        assert content(files.open(member)).startswith(b"inside ")


def directory(path: Path, **changed: int) -> bytes:
    """The archive with other numbers in the first entry of its directory (APPNOTE 4.3.12)."""
    places = {"flags": (8, "<H"), "method": (10, "<H"), "crc": (16, "<I"), "packed": (20, "<I")}
    places |= {"size": (24, "<I"), "place": (42, "<I")}
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    for name, value in changed.items():
        offset, form = places[name]
        struct.pack_into(form, data, at + offset, value)
    return bytes(data)


def test_a_bomb_ends_at_its_own_promise(hasher: IsolatedHasher, files: Files, tmp_path: Path) -> None:
    honest = zipped(tmp_path / "large.zip", {"a.png": bytes(30_000_000)})
    capped = Archives(hasher, max_bytes=1_000_000).open(honest / "a.png")
    assert capped is not None
    assert refusal(capped) is RefusalReason.FILE_TOO_LARGE
    # The directory promises 1,000 bytes, the member would inflate to thirty million.
    lying = tmp_path / "lying.zip"
    lying.write_bytes(directory(honest, size=1_000))
    began = time.monotonic()
    assert refusal(files.open(lying / "a.png")) is RefusalReason.DAMAGED
    assert time.monotonic() - began < 2
    # Many names for one bomb: each costs what it promises, one at a time, and nothing is kept.
    entry = directory(honest)[directory(honest).index(b"PK\x01\x02") : -22]
    start = directory(honest).index(b"PK\x01\x02")
    many = (
        directory(honest)[:start]
        + entry * 50
        + struct.pack("<4s4xHHIIH", b"PK\x05\x06", 50, 50, len(entry) * 50, start, 0)
    )
    (tmp_path / "many.zip").write_bytes(many)
    found = list(files.expand([tmp_path / "many.zip"]))
    assert len(set(found)) == 50
    assert refusal(Archives(hasher, max_bytes=1_000).open(found[7])) is RefusalReason.FILE_TOO_LARGE


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"crc": 1}, RefusalReason.DAMAGED),
        ({"size": 1_999}, RefusalReason.DAMAGED),
        ({"size": 2_001}, RefusalReason.DAMAGED),
        ({"size": 0xFFFFFFF0}, RefusalReason.FILE_TOO_LARGE),
        ({"packed": 0xFFFFFFF0}, RefusalReason.FILE_TOO_LARGE),
        ({"packed": 0}, RefusalReason.DAMAGED),
        ({"packed": 60_000}, RefusalReason.DAMAGED),
        ({"place": 1}, RefusalReason.DAMAGED),
        ({"place": 0xFFFFFFF0}, RefusalReason.DAMAGED),
        ({"method": 0}, RefusalReason.DAMAGED),
        ({"method": 9}, RefusalReason.UNSUPPORTED_FORMAT),
        ({"flags": 1}, RefusalReason.NO_PERMISSION),
    ],
)
def test_a_directory_that_lies_is_believed_in_nothing(
    files: Files, tmp_path: Path, changed: dict[str, int], reason: RefusalReason
) -> None:
    honest = zipped(tmp_path / "a.zip", {"a.jpg": bytes(range(200)) * 10})
    lying = tmp_path / "lying.zip"
    lying.write_bytes(directory(honest, **changed))
    assert refusal(files.open(lying / "a.jpg")) is reason


def test_the_app_itself_neither_reads_a_directory_nor_inflates(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "a.zip", {"a.jpg": b"one" * 500})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    monkeypatch.setattr(zlib, "decompressobj", None)
    monkeypatch.setattr(zlib, "decompress", None)
    (member,) = files.expand([path])
    assert content(files.open(member)) == b"one" * 500
    alone = Files()
    assert list(alone.expand([path])) == [path], "without a worker it stays a file"
    assert refusal(alone.open(member)) is RefusalReason.MISSING


MEMBER = ["a.jpg", 0, 1, 1, 0, 8, 0]


@pytest.mark.parametrize(
    "members",
    [
        [MEMBER[:-1]],
        [[*MEMBER, 0]],
        [[1, *MEMBER[1:]]],
        [["x" * 70_000, *MEMBER[1:]]],
        [["a.jpg", -1, *MEMBER[2:]]],
        [["a.jpg", True, *MEMBER[2:]]],
        [["a.jpg", 2**63, *MEMBER[2:]]],
        [[*MEMBER[:4], 2**32, 8, 0]],
        [[*MEMBER[:5], 70_000, 0]],
        [MEMBER] * (MAX_MEMBERS + 1),
        {"a.jpg": MEMBER},
    ],
)
def test_what_a_worker_says_of_a_directory_is_read_strictly(members: object) -> None:
    assert parse_listed(encode_object({"kind": "listed", "members": [MEMBER]})) == (Member(*MEMBER),)
    for untrusted in ({"kind": "listed", "members": members}, {"kind": "refused", "reason": "symlink"}):
        with pytest.raises(WorkerMessageInvalid):
            parse_listed(encode_object(untrusted))


def test_what_cannot_be_read_is_said_file_by_file(files: Files, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"good.jpg": b"good" * 500, "inner.zip": b"PK"})
    bad = bytearray(path.read_bytes())
    bad[40] ^= 0xFF
    (tmp_path / "bad.zip").write_bytes(bad)
    assert refusal(files.open(tmp_path / "bad.zip" / "good.jpg")) is RefusalReason.DAMAGED
    assert content(files.open(tmp_path / "bad.zip" / "inner.zip")) == b"PK"
    assert refusal(files.open(path / "never.jpg")) is RefusalReason.MISSING
    zipped(tmp_path / "odd.zip", {"x.jpg": b"x" * 99}, zipfile.ZIP_BZIP2)
    assert refusal(files.open(tmp_path / "odd.zip" / "x.jpg")) is RefusalReason.UNSUPPORTED_FORMAT
    locked = bytearray(path.read_bytes())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    assert refusal(files.open(tmp_path / "locked.zip" / "good.jpg")) is RefusalReason.NO_PERMISSION


def test_what_is_no_archive_stays_a_file(files: Files, tmp_path: Path) -> None:
    text = tmp_path / "text.zip"
    text.write_text("no archive")
    link = tmp_path / "link.zip"
    link.symlink_to(zipped(tmp_path / "real.zip", {"a.jpg": b"a"}))
    folder = tmp_path / "folder.zip"
    folder.mkdir()
    (folder / "b.jpg").touch()
    assert names(files, text) == ["text.zip"]
    assert names(files, link) == ["link.zip"]
    assert names(files, folder) == ["folder.zip/b.jpg"]


def test_more_names_than_anybody_exports_are_refused_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = zipped(tmp_path / "many.zip", {"a": b"", "b": b""}).read_bytes()
    assert len(reading.members(io.BytesIO(many))) == 2
    monkeypatch.setattr(reading, "MAX_MEMBERS", 1)
    with pytest.raises(reading.NoArchive, match="too many"):
        reading.members(io.BytesIO(many))


@pytest.mark.parametrize("zip64", [False, True])
def test_a_directory_without_end_is_never_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zip64: bool
) -> None:
    if zip64:
        monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    data = zipped(tmp_path / "a.zip", {"a.jpg": b"a", "b.jpg": b"b"}).read_bytes()
    monkeypatch.undo()
    assert (b"PK\x06\x07" in data) is zip64
    assert [one.name for one in reading.members(io.BytesIO(data))] == ["a.jpg", "b.jpg"]
    monkeypatch.setattr(reading, "MAX_DIRECTORY_BYTES", 80)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(reading.NoArchive, match="too long"):
        reading.members(io.BytesIO(data))


def test_pictures_in_a_real_archive_become_fingerprints(
    hasher: IsolatedHasher, files: Files, tmp_path: Path
) -> None:
    picture = encoded(landscape(70, (320, 240)), "JPEG")
    (tmp_path / "plain.jpg").write_bytes(picture)
    path = zipped(tmp_path / "chat.zip", {"media/IMG_1.jpg": picture, "messages.txt": b"hello"})
    outcomes = FingerprintService(files, hasher).outcomes([path, tmp_path / "plain.jpg"])
    by_name = {outcome.path.name: outcome for outcome in outcomes}
    inside, plain = by_name["IMG_1.jpg"], by_name["plain.jpg"]
    assert isinstance(inside, Hashed)
    assert isinstance(plain, Hashed)
    assert inside.fingerprints == plain.fingerprints
    assert refusal(by_name["messages.txt"]) is RefusalReason.NOT_A_PICTURE  # type: ignore[arg-type]
