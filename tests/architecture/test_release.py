"""A release is what was signed: verify.sh refuses all else; the list of parts notices what is missing."""

from __future__ import annotations

import hashlib
import json
import runpy
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(each) for each in command], capture_output=True, text=True, check=False)


def key_pair(folder: Path, name: str) -> tuple[Path, Path]:
    secret, public = folder / f"{name}.pem", folder / f"{name}.pub.pem"
    assert run("openssl", "genpkey", "-algorithm", "ed25519", "-out", secret).returncode == 0
    assert run("openssl", "pkey", "-in", secret, "-pubout", "-out", public).returncode == 0
    return secret, public


@pytest.fixture
def release(tmp_path: Path) -> tuple[Path, Path]:
    """Return the public key and a signed folder."""
    secret, public = key_pair(tmp_path, "ours")
    folder = tmp_path / "release"
    folder.mkdir()
    for name in ("stillmark_1_amd64.deb", "stillmark-1.tar.gz", "name with spaces.txt"):
        (folder / name).write_bytes(name.encode() * 100)
    assert run("sh", PACKAGING / "sign.sh", secret, folder).returncode == 0
    return public, folder


def test_what_was_signed_is_verified(release: tuple[Path, Path]) -> None:
    before = sorted(path.name for path in release[1].iterdir())
    result = run("sh", PACKAGING / "verify.sh", *release)
    assert (result.returncode, result.stdout) == (0, "verified: 3 files, as they were signed\n"), (
        result.stderr
    )
    assert sorted(path.name for path in release[1].iterdir()) == before


def _changed(folder: Path) -> None:
    (folder / "stillmark-1.tar.gz").write_bytes(b"other")


def _missing(folder: Path) -> None:
    (folder / "stillmark-1.tar.gz").unlink()


def _added(folder: Path) -> None:
    (folder / "setup.exe").write_bytes(b"more")


def _hidden(folder: Path) -> None:
    (folder / ".hidden").write_bytes(b"more")


def _linked(folder: Path) -> None:
    (folder / "stillmark-1.tar.gz").rename(folder.parent / "elsewhere")
    (folder / "stillmark-1.tar.gz").symlink_to("../elsewhere")


def _listed_anew(folder: Path) -> None:
    _changed(folder)
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("SHA256SUMS"))
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")


def _signed_by_another(folder: Path) -> None:
    secret, _ = key_pair(folder.parent, "theirs")
    assert run("sh", PACKAGING / "sign.sh", secret, folder).returncode == 0


def _unsigned(folder: Path) -> None:
    (folder / "SHA256SUMS.sig").unlink()


def _emptied(folder: Path) -> None:
    (folder / "SHA256SUMS").write_bytes(b"")
    (folder / "SHA256SUMS.sig").write_bytes(b"")


@pytest.mark.parametrize(
    "harm",
    [_changed, _missing, _added, _hidden, _linked, _listed_anew, _signed_by_another, _unsigned, _emptied],
)
def test_anything_else_is_refused(release: tuple[Path, Path], harm: Callable[[Path], None]) -> None:
    harm(release[1])
    result = run("sh", PACKAGING / "verify.sh", *release)
    assert result.returncode == 1
    assert "NOT VERIFIED" in result.stderr
    assert result.stdout == ""


def test_the_list_of_parts_notices_what_does_not_agree(tmp_path: Path) -> None:
    folder = tmp_path / "stillmark"
    (folder / "lib").mkdir(parents=True)
    library, program = folder / "lib" / "libone.so", folder / "stillmark"
    library.write_bytes(b"\x7fELF one")
    program.write_bytes(b"\x7fELF two")
    (folder / "text").write_bytes(b"no program")
    listed = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (library, program)
    }
    check = runpy.run_path(str(PACKAGING / "check_sbom.py"))
    differences = check["differences"]
    assert differences(listed, folder) == []
    assert differences({**listed, "lib/libgone.so": "00"}, folder) == ["not there: lib/libgone.so"]
    (folder / "text").write_bytes(b"\x7fELF three")
    assert differences(listed, folder) == ["not listed: text"]
    (folder / "text").unlink()
    library.write_bytes(b"\x7fELF other")
    assert differences(listed, folder) == ["other bytes: lib/libone.so"]

    sbom = tmp_path / "sbom.cdx.json"
    component = {
        "type": "file",
        "name": "stillmark",
        "hashes": [{"content": listed["stillmark"]}],
        "licenses": [{}],
    }
    library.unlink()
    sbom.write_text(json.dumps({"components": [component]}), "utf-8")
    assert check["main"](str(sbom), str(folder)) == 0
    sbom.write_text(json.dumps({"components": [{**component, "licenses": []}]}), "utf-8")
    assert check["main"](str(sbom), str(folder)) == 1
    sbom.write_text(json.dumps({"components": []}), "utf-8")
    assert check["main"](str(sbom), str(folder)) == 1
