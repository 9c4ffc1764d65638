"""Files inside ZIP files: found and read into memory; names go nowhere, bombs end at their own promise."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

import pytest

from stillmark.domain.media import Hashed, RefusalReason, Refused
from stillmark.intake import archives
from stillmark.intake.archives import Archives
from stillmark.intake.files import Files
from stillmark.intake.opened import OpenedPicture
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.services.fingerprint import FingerprintService
from support.pictures import encoded, landscape


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
def test_every_file_is_found_and_read_and_nothing_is_unpacked(tmp_path: Path, method: int) -> None:
    members = {"b/two.jpg": b"2" * 3_000_000, "a.jpg": b"one", "b/.hidden": b"x", "__MACOSX/._a.jpg": b"x"}
    path = zipped(tmp_path / "Export.ZIP", members, method)
    files = Files()
    assert names(files, path) == ["Export.ZIP/a.jpg", "Export.ZIP/b/two.jpg"]
    for member in files.expand([path]):
        assert content(files.open(member)) == members[member.relative_to(path).as_posix()]
        assert content(Files().open(member)), "another instance, which never saw the archive"
    assert list(tmp_path.iterdir()) == [path]


def test_names_lead_nowhere_and_are_never_the_same(tmp_path: Path) -> None:
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
    files = Files()
    found = list(files.expand([path]))
    assert len(set(found)) == len(found) == 6
    for member in found:
        assert ".." not in member.parts
        assert member.is_relative_to(path)
        assert member.name.isprintable()
        assert content(files.open(member)).startswith(b"inside ")


def test_a_bomb_ends_at_its_own_promise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = zipped(tmp_path / "large.zip", {"a.png": bytes(3_000_000)})
    capped = Archives(max_bytes=1_000_000).open(honest / "a.png")
    assert capped is not None
    assert refusal(capped) is RefusalReason.FILE_TOO_LARGE
    # The directory promises 1,000 bytes, the member would inflate to three million.
    lying = tmp_path / "lying.zip"
    data = bytearray(honest.read_bytes())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 1_000)
    lying.write_bytes(data)
    inflated: list[int] = []
    whole = archives._inflated
    monkeypatch.setattr(
        archives, "_inflated", lambda *given: inflated.append(len(whole(*given))) or whole(*given)
    )
    assert refusal(Files().open(lying / "a.png")) is RefusalReason.DAMAGED
    assert inflated == [1_001]


def test_what_cannot_be_read_is_said_file_by_file(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"good.jpg": b"good" * 500, "inner.zip": b"PK"})
    bad = bytearray(path.read_bytes())
    bad[40] ^= 0xFF
    (tmp_path / "bad.zip").write_bytes(bad)
    files = Files()
    assert refusal(files.open(tmp_path / "bad.zip" / "good.jpg")) is RefusalReason.DAMAGED
    assert content(files.open(tmp_path / "bad.zip" / "inner.zip")) == b"PK"
    assert refusal(files.open(path / "never.jpg")) is RefusalReason.MISSING
    zipped(tmp_path / "odd.zip", {"x.jpg": b"x" * 99}, zipfile.ZIP_BZIP2)
    assert refusal(files.open(tmp_path / "odd.zip" / "x.jpg")) is RefusalReason.UNSUPPORTED_FORMAT
    locked = bytearray(path.read_bytes())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    assert refusal(files.open(tmp_path / "locked.zip" / "good.jpg")) is RefusalReason.NO_PERMISSION


def test_what_is_no_archive_stays_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = tmp_path / "text.zip"
    text.write_text("no archive")
    link = tmp_path / "link.zip"
    link.symlink_to(zipped(tmp_path / "real.zip", {"a.jpg": b"a"}))
    folder = tmp_path / "folder.zip"
    folder.mkdir()
    (folder / "b.jpg").touch()
    files = Files()
    assert names(files, text) == ["text.zip"]
    assert names(files, link) == ["link.zip"]
    assert names(files, folder) == ["folder.zip/b.jpg"]
    monkeypatch.setattr(archives, "MAX_MEMBERS", 1)
    many = zipped(tmp_path / "many.zip", {"a": b"", "b": b""})
    assert names(files, many) == ["many.zip"]


@pytest.mark.parametrize("zip64", [False, True])
def test_a_directory_without_end_is_never_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zip64: bool
) -> None:
    if zip64:
        monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    path = zipped(tmp_path / "a.zip", {"a.jpg": b"a", "b.jpg": b"b"})
    monkeypatch.undo()
    assert (b"PK\x06\x07" in path.read_bytes()) is zip64
    assert names(Files(), path) == ["a.zip/a.jpg", "a.zip/b.jpg"]
    monkeypatch.setattr(archives, "MAX_DIRECTORY_BYTES", 80)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert names(Files(), path) == ["a.zip"]


def test_pictures_in_a_real_archive_become_fingerprints(tmp_path: Path) -> None:
    picture = encoded(landscape(70, (320, 240)), "JPEG")
    (tmp_path / "plain.jpg").write_bytes(picture)
    path = zipped(tmp_path / "chat.zip", {"media/IMG_1.jpg": picture, "messages.txt": b"hello"})
    with IsolatedHasher() as hasher:
        outcomes = FingerprintService(Files(), hasher).outcomes([path, tmp_path / "plain.jpg"])
    by_name = {outcome.path.name: outcome for outcome in outcomes}
    inside, plain = by_name["IMG_1.jpg"], by_name["plain.jpg"]
    assert isinstance(inside, Hashed)
    assert isinstance(plain, Hashed)
    assert inside.fingerprints == plain.fingerprints
    assert refusal(by_name["messages.txt"]) is RefusalReason.NOT_A_PICTURE  # type: ignore[arg-type]
