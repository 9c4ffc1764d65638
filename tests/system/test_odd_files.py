"""What people really have in a folder, and what can go wrong: each said plainly, the rest goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from support.command import APP, app_command, run_app
from support.pictures import animation, encoded, landscape, lying_png, png_bomb, text, truncated
from support.registry import RegistryProcess

SENDING = ("--eligibility", "adult", "--kind", "intimate")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """300 entries: pictures of every kind, and things that are none, under names that nobody expects."""
    root = tmp_path / "export"
    (root / "chat" / "2024").mkdir(parents=True)
    formats = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF", "heic": "HEIF", "gif": "GIF"}
    views = [landscape(seed, (160, 120)) for seed in range(12)]
    files = {
        suffix: [encoded(view.rotate(seed), name) for seed, view in enumerate(views)]
        for suffix, name in formats.items()
    }
    made = 0
    for suffix, contents in files.items():
        for copy in range(3):
            for number, content in enumerate(contents):
                (root / "chat" / f"{copy}-{number}.{suffix}").write_bytes(content)
                made += 1
    odd: dict[str, bytes] = {
        "empty.jpg": b"",
        "note.jpg": text(),
        "cut.jpg": truncated(encoded(landscape(3, (640, 480)))),
        "bomb.png": png_bomb(),
        "lying.png": lying_png(),
        "moving.gif": animation(),
        "movie.pdf": b"%PDF-1.7\n" + bytes(100),
        "line\nbreak.jpg": files["jpg"][0],
        "\u202egpj.exe.jpg": files["jpg"][1],
        "사진.jpg": files["jpg"][2],
        "x" * 251 + ".jpg": files["jpg"][3],
    }
    for name, content in odd.items():
        (root / name).write_bytes(content)
    Path(os.fsdecode(os.fsencode(root) + b"/\xff\xfe.jpg")).write_bytes(files["jpg"][4])
    with (root / "sparse.jpg").open("wb") as sparse:
        sparse.truncate(10 * 1024**3)
    os.mkfifo(root / "pipe.jpg")
    (root / "link.jpg").symlink_to(root / "cut.jpg")
    (root / "folder.jpg").mkdir()
    (root / "folder.jpg" / "inside.jpg").write_bytes(files["jpg"][5])
    if os.geteuid() != 0:
        (root / "locked.jpg").write_bytes(files["jpg"][6])
        (root / "locked.jpg").chmod(0)
    made += len(odd) + 5 + (os.geteuid() != 0)
    for number in range(300 - made):
        (root / "chat" / "2024" / f"plain-{number}.txt").write_text("see you at six\n")
    return root


def test_300_mixed_files(folder: Path) -> None:
    ran = run_app("hash", folder, timeout=240)
    assert ran.exit == 1
    assert len(ran.records) == 300
    by_name = {Path(record["path"]).name: record for record in ran.records}
    assert by_name["empty.jpg"]["reason"] == "empty"
    assert by_name["note.jpg"]["reason"] == "not-a-picture"
    assert by_name["bomb.png"]["reason"] == by_name["lying.png"]["reason"] == "too-many-pixels"
    assert by_name["sparse.jpg"]["reason"] == "file-too-large"
    assert by_name["pipe.jpg"]["reason"] == "not-a-file"
    assert by_name["link.jpg"]["reason"] == "symlink"
    assert by_name["movie.pdf"]["reason"] == "unsupported-format"
    assert "truncated" in by_name["cut.jpg"]["notes"]
    assert by_name["moving.gif"]["media"] == "video"
    assert len([one for one in by_name["moving.gif"]["hashes"] if one["type"] == "vpdq"]) == 3
    outcomes = Counter(record["outcome"] for record in ran.records)
    assert outcomes["hashed"] >= 6 * 12 * 3
    for name in ("line\nbreak.jpg", "사진.jpg", "x" * 251 + ".jpg", "inside.jpg"):
        assert by_name[name]["outcome"] == "hashed"
    assert "Traceback" not in ran.stderr


def test_refusals_do_not_stop_a_submission(registry: RegistryProcess, tmp_path: Path) -> None:
    good, empty, plain = tmp_path / "good.jpg", tmp_path / "empty.jpg", tmp_path / "plain.png"
    good.write_bytes(encoded(landscape(1, (320, 240))))
    empty.write_bytes(b"")
    plain.write_bytes(encoded(landscape(1, (8, 8)).resize((1, 1)).resize((300, 300)), "PNG"))
    sent = run_app("submit", good, empty, plain, tmp_path / "gone.jpg", "--registry", registry.url, *SENDING)
    assert sent.exit == 1
    assert {Path(item["path"]).name: item.get("reason", item["outcome"]) for item in sent.last["items"]} == {
        "good.jpg": "received",
        "empty.jpg": "empty",
        "plain.png": "low-quality",
        "gone.jpg": "missing",
    }
    nothing = run_app("submit", empty, "--registry", registry.url, *SENDING)
    assert nothing.exit == 1
    assert nothing.last["case_id"] is None
    assert "Nothing was sent" in nothing.stderr


def test_a_full_disk_stops_before_anything_is_sent(
    registry: RegistryProcess, pictures: list[Path], tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    stopped = run_app(
        "submit", pictures[0], "--registry", registry.address, *SENDING, "--words-file", words,
        prefix=("prlimit", "--fsize=0"),
    )  # fmt: skip
    assert stopped.exit == 2
    assert stopped.last["error"] == "storage-fault"
    assert "Nothing was sent" in stopped.stderr
    assert not words.exists()


def test_killed_while_sending_the_words_and_files_recover_everything(
    registry: RegistryProcess, pictures: list[Path], tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    command = app_command(
        "submit", *pictures, "--registry", registry.address, *SENDING, "--words-file", words, "--json"
    )
    for delay in (0.0, 0.02, 0.1):
        with subprocess.Popen(command, cwd=APP, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as app:
            deadline = time.monotonic() + 60
            while not words.exists() and app.poll() is None and time.monotonic() < deadline:
                time.sleep(0.005)
            time.sleep(delay)
            app.send_signal(signal.SIGKILL)
    again = run_app("submit", *pictures, "--registry", registry.address, *SENDING, "--words-file", words)
    assert again.exit == 0, again.stderr
    case = run_app("status", "--registry", registry.address, "--words-file", words).last
    assert case["case_id"] == again.last["case_id"]
    assert sorted(item["item_id"] for item in case["items"]) == sorted(
        item["item_id"] for item in again.last["items"]
    )


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (["submit", "x.jpg"], 2),
        (["status", "--registry", "http://127.0.0.1:9", "--words-file", "missing"], 2),
        (["hash"], 2),
    ],
)
def test_wrong_use_is_told_apart(arguments: list[str], exit_code: int) -> None:
    assert run_app(*arguments).exit == exit_code


def test_an_item_that_is_no_item_is_wrong_use(
    registry: RegistryProcess, pictures: list[Path], tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    run_app("submit", pictures[0], "--registry", registry.address, *SENDING, "--words-file", words)
    wrong = run_app("withdraw", "--registry", registry.address, "--words-file", words, "--item", "first")
    assert wrong.exit == 2
    assert len(run_app("status", "--registry", registry.address, "--words-file", words).last["items"]) == 1
