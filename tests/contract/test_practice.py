"""`takedown_registry practice`: a rehearsal with a real registry and platform that leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from support.person import NetworkPerson
from support.pictures import landscape
from support.processes import wait_for
from support.registry import APP
from takedown_hashing.engine import hash_picture
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol.messages import HashEntry, ItemEntry, ItemKind

NAME = "Practice platform"


class Practice:
    def __init__(self, folder: Path, *uploads: Path) -> None:
        folder.mkdir()
        self.folder = folder
        command = [sys.executable, "-m", "takedown_registry", "practice", "--port", "0"]
        for path in uploads:
            command += ["--upload", str(path)]
        self.process = subprocess.Popen(
            command,
            cwd=APP,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(folder)},
        )
        assert self.process.stdout
        self.greeting = json.loads(self.process.stdout.readline())

    def person(self) -> NetworkPerson:
        return NetworkPerson(self.greeting["url"], self.greeting["root_key_id"])

    def close_input(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()

    def ended(self) -> tuple[int, bytes]:
        code = self.process.wait(15)
        assert self.process.stderr
        assert self.process.stdout
        self.close_input()
        said = self.process.stderr.read()
        self.process.stderr.close()
        self.process.stdout.close()
        return code, said


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.jpg"
    landscape(3, (640, 480)).save(path, quality=92)
    return path


@pytest.fixture
def practice(tmp_path: Path, picture: Path) -> Iterator[Practice]:
    made = Practice(tmp_path / "temporary", picture)
    yield made
    if made.process.poll() is None:
        made.close_input()
        made.ended()


def entry(person: NetworkPerson, path: Path) -> ItemEntry:
    with path.open("rb") as stream:
        made = hash_picture(stream)
    return ItemEntry(
        person.keys.item_id(bytes.fromhex(made.sha256)),
        ItemKind.INTIMATE,
        Media.IMAGE,
        tuple(
            HashEntry(each.type, each.value, each.view, each.quality)
            for each in made.hashes
            if each.type is HashType.PDQ
        ),
    )


def test_a_copy_is_reviewed_blocked_and_taken_back_for_one_person_after_another(
    practice: Practice, picture: Path, tmp_path: Path
) -> None:
    assert practice.greeting["platforms"] == [NAME]
    other = tmp_path / "other.jpg"
    landscape(8, (640, 480)).save(other)
    first = practice.person()
    assert first.descriptor.name == "Practice registry"
    assert [each.value for each in first.descriptor.serves] == ["adult", "minor"]
    first.submit(entry(first, picture), entry(first, other))
    seen: list[list[str]] = []

    def blocked() -> bool:
        seen.append(first.states(NAME))
        return seen[-1][0] == "blocked"

    wait_for(blocked, 20)
    assert "pending-review" in {states[0] for states in seen}
    assert {states[1] for states in seen} <= {"not-collected", "collected"}, "nobody uploaded that one"

    second = practice.person()
    second.submit(entry(second, picture))
    wait_for(lambda: second.states(NAME) == ["blocked"], 20)

    for person in (first, second):
        person.withdraw()
        wait_for(lambda person=person: set(person.states(NAME)) == {"taken-back"}, 20)


def test_it_ends_with_its_input_and_leaves_nothing(practice: Practice) -> None:
    (folder,) = practice.folder.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    practice.close_input()
    assert practice.ended() == (0, b"")
    assert list(practice.folder.iterdir()) == []
    with pytest.raises(requests.ConnectionError):
        requests.get(practice.greeting["url"], timeout=5)


def test_it_ends_on_sigterm_and_leaves_nothing(practice: Practice) -> None:
    practice.process.send_signal(signal.SIGTERM)
    assert practice.ended() == (0, b"")
    assert list(practice.folder.iterdir()) == []


def test_an_upload_that_is_no_picture_costs_only_itself(tmp_path: Path, picture: Path) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("no picture")
    practice = Practice(tmp_path / "temporary", text, tmp_path / "missing.jpg", picture)
    person = practice.person()
    person.submit(entry(person, picture))
    wait_for(lambda: person.states(NAME) == ["blocked"], 20)
    practice.close_input()
    code, said = practice.ended()
    assert code == 0
    assert b"takedown_registry.practice" in said
    assert b"text.jpg" not in said
    assert b"missing.jpg" not in said
    assert str(tmp_path).encode() not in said
