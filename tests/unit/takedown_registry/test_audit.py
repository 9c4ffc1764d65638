"""The log of what the operator did: complete, chained, signed, and checked by whoever likes to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.world import Person, World, item, pdq
from takedown_protocol import canonical
from takedown_protocol.identity import case_id_of
from takedown_protocol.signing import SigningKey
from takedown_registry.accounts import add_centre, revoke_centre, revoke_platform
from takedown_registry.audit import checkpoint, export
from takedown_registry.audit_check import (
    START,
    AuditWrong,
    Change,
    Head,
    digest_of,
    sign_head,
    verify,
    verify_checkpoint,
)
from takedown_registry.cli import run
from takedown_registry.quotas import Quotas
from takedown_registry.settings import Settings

Lines = list[bytes]


def exported(world: World, signer: SigningKey | None = None) -> Lines:
    with world.database.read() as connection:
        return list(
            export(connection, world.keys.root_id, signer or world.keys.reply_at(world.now), world.now)
        )


def kept(world: World) -> Head:
    """A checkpoint as a third party keeps it, checked."""
    with world.database.read() as connection:
        lines = checkpoint(connection, world.keys.root_id, world.keys.reply_at(world.now), world.now)
    return verify_checkpoint(lines, world.keys.root_id)


def make_busy(world: World) -> Person:
    key = SigningKey.generate()
    world.platform("A")
    with world.database.write() as connection:
        add_centre(connection, "Centre", key.public, world.now)
    person = Person(world)
    person.submit(item(1, pdq(1)), centre=key)
    person.withdraw()
    with world.database.write() as connection:
        revoke_centre(connection, "Centre", world.now)
        revoke_platform(connection, "A", world.now)
    world.envelope()
    return person


@pytest.fixture
def busy(sqlite_world: World) -> World:
    make_busy(sqlite_world)
    return sqlite_world


def found(lines: Lines, world: World, earlier: Head | None = None) -> list[tuple[Change, int | None]]:
    """What does not hold."""
    with pytest.raises(AuditWrong) as wrong:
        verify(lines, world.keys.root_id, earlier=earlier)
    assert str(wrong.value)
    return [(fault.change, fault.entry) for fault in wrong.value.faults]


def test_the_log_names_what_was_done_and_no_case_or_fingerprint(world: World) -> None:
    person = make_busy(world)
    lines = exported(world)
    actions = [json.loads(line)["action"] for line in lines[:-2]]
    assert {"platform-added", "centre-added", "centre-revoked", "platform-revoked"} <= set(actions)
    assert actions.count("descriptor-signed") >= 2
    key = person.keys.case_key
    for secret in (pdq(1), f"{1:032x}", key.hex(), case_id_of(key), "127.0.0.1"):
        assert secret not in b"".join(lines).decode()
    head = verify(lines, world.keys.root_id)
    assert head == Head(len(actions), json.loads(lines[-3])["digest"], world.now)


def test_how_submissions_are_put_off_is_written_down_whenever_it_changes(tmp_path: Path) -> None:
    for run_of, hourly in enumerate((500, 500, 7)):
        world = World(tmp_path / "registry", Settings(quotas=Quotas(solved_per_hour=hourly)))
        for _ in range(2):
            world.housekeep()
        lines = exported(world)
        told = [json.loads(line) for line in lines[:-2] if b"publishing-rules" in line]
        assert len(told) == (1, 1, 2)[run_of]
        assert json.loads(told[-1]["detail"])["solved_per_hour"] == hourly
        assert json.loads(told[-1]["detail"])["longest_days"] == 7
        world.close()


def edited(lines: Lines, number: int, **fields: object) -> Lines:
    entry: dict[str, Any] = {**json.loads(lines[number - 1]), **fields}
    return [*lines[: number - 1], canonical.encode(entry), *lines[number:]]


def test_every_changed_field_of_every_entry_is_pointed_at(busy: World) -> None:
    lines = exported(busy)
    changes: dict[str, Callable[[Any], object]] = {
        "id": lambda value: value + 1,
        "at": lambda value: value - 1,
        "action": lambda value: value + "x",
        "detail": lambda _value: '{"name":"B"}',
        "previous": lambda value: value[:-1] + ("0" if value[-1] != "0" else "1"),
        "digest": lambda value: value[:-1] + ("0" if value[-1] != "0" else "1"),
    }
    assert set(changes) == set(json.loads(lines[0]))
    for number in range(1, len(lines) - 1):
        for name, change in changes.items():
            wrong = edited(lines, number, **{name: change(json.loads(lines[number - 1])[name])})
            assert found(wrong, busy)[0] == (Change.EDITED, number), (number, name)
        for wrong_line in (b"", b"[]", b"\xff", lines[number - 1] + b" ", b"[" * 5000, b'{"id":1}'):
            wrong = [*lines[: number - 1], wrong_line, *lines[number:]]
            assert found(wrong, busy)[0] == (Change.EDITED, number), wrong_line[:10]


def test_every_removed_moved_or_repeated_entry_is_pointed_at(busy: World) -> None:
    lines = exported(busy)
    last = len(lines) - 2
    for number in range(1, last):
        assert found(lines[: number - 1] + lines[number:], busy) == [(Change.REMOVED, number)]
        swapped = [*lines[: number - 1], lines[number], lines[number - 1], *lines[number + 1 :]]
        assert found(swapped, busy) == [(Change.MOVED, number)]
        repeated = [*lines[:number], lines[number - 1], *lines[number:]]
        assert found(repeated, busy) == [(Change.ADDED, number)]
        assert found(lines[:number] + lines[-2:], busy) == [(Change.CUT, number + 1)]
    assert found(lines[:1] + lines[3:], busy) == [(Change.REMOVED, 2)]
    assert found(lines[-2:], busy) == [(Change.CUT, 1)]


def rechained(lines: Lines, first: int) -> Lines:
    """Entries from `first` on, written anew so that they follow from each other."""
    made = list(lines)
    for index in range(first - 1, len(lines) - 2):
        entry = json.loads(made[index])
        entry["previous"] = json.loads(made[index - 1])["digest"] if index else START
        del entry["digest"]
        made[index] = canonical.encode({**entry, "digest": digest_of(entry)})
    return made


def test_a_chain_mended_after_a_change_is_not_what_was_signed(busy: World) -> None:
    lines = exported(busy)
    last = len(lines) - 2
    mended = rechained(edited(lines, 2, at=1), 2)
    assert found(mended, busy) == [(Change.REWRITTEN, last)]
    # Mended at that entry alone: the next one tells.
    assert found([lines[0], mended[1], *lines[2:]], busy) == [(Change.EDITED, 2)]
    # Continued beyond what was signed.
    more = rechained([*lines[:-2], edited(lines, last, id=last + 1)[last - 1], *lines[-2:]], last + 1)
    assert found(more, busy) == [(Change.ADDED, last + 1)]


def test_a_head_is_signed_by_this_registry_alone(busy: World) -> None:
    lines, stranger = exported(busy), SigningKey.generate()
    head = verify(lines, busy.keys.root_id)
    unsigned = [
        exported(busy, stranger),
        lines[:-1],
        [*lines[:-1], lines[-1].replace(b'"sig":"', b'"sig":"A')],
        [*lines[:-1], sign_head(head, "0" * 64, busy.keys.reply_at(busy.now))],
        [*lines[:-2], lines[-1], lines[-2]],
        [],
    ]
    for number, each in enumerate(unsigned):
        assert (Change.NOT_SIGNED, None) in found(each, busy), number
    with pytest.raises(AuditWrong, match="not signed by this registry"):
        verify(lines, stranger.key_id)
    with busy.database.read() as connection:
        (first, *_rest) = connection.exec_driver_sql("SELECT envelope FROM descriptors ORDER BY version")
    assert found([*lines[:-2], bytes(first[0]), lines[-1]], busy) == [(Change.NOT_SIGNED, None)]


def test_who_kept_a_head_sees_that_a_log_was_cut_or_written_anew_and_signed_again(busy: World) -> None:
    before = kept(busy)
    assert verify(exported(busy), busy.keys.root_id, earlier=before) == before
    busy.platform("B")
    lines = exported(busy)
    assert verify(lines, busy.keys.root_id, earlier=before).entries == before.entries + 1
    assert verify(lines, busy.keys.root_id, earlier=Head(0, START, 0))

    def signed_again(entries: Lines) -> Lines:
        last = json.loads(entries[-1])
        head = Head(last["id"], last["digest"], busy.now)
        return [*entries, lines[-2], sign_head(head, busy.keys.root_id, busy.keys.reply_at(busy.now))]

    cut = signed_again(lines[: before.entries - 1])
    anew = signed_again(rechained(edited(lines, 2, at=1), 2)[:-2])
    for forged, change in ((cut, Change.CUT), (anew, Change.REWRITTEN)):
        if change is Change.REWRITTEN:
            verify(forged, busy.keys.root_id)  # the registry itself signed it: only the kept head can tell
        assert change in {kind for kind, _ in found(forged, busy, before)}


def test_the_command_exports_and_a_third_party_verifies_without_the_registry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, log, early = str(tmp_path / "data"), tmp_path / "audit.jsonl", tmp_path / "head.jsonl"
    assert run(["init", "--data", data, "--json"]) == 0
    root = json.loads(capsys.readouterr().out)["root_key_id"]
    assert run(["audit", "head", "--data", data, "--out", str(early)]) == 0
    assert run(["platform", "add", "A", "--data", data]) == 0
    assert run(["audit", "export", "--data", data, "--out", str(log)]) == 0
    capsys.readouterr()
    assert run(["audit", "export", "--data", data]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(log.read_bytes().splitlines())
    (tmp_path / "data").rename(tmp_path / "elsewhere")

    verifying = ["audit", "verify", str(log), "--registry", f"https://registry.example#{root}"]
    assert run([*verifying, "--earlier", str(early), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["entries"]) == (True, len(log.read_bytes().splitlines()) - 2)

    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(lines[0] + b"".join(lines[2:]))
    assert run([*verifying, "--json"]) == 3
    printed = capsys.readouterr()
    assert json.loads(printed.out)["faults"] == [
        {"change": "removed", "entry": 2, "text": "entry 2 is missing"}
    ]
    assert printed.err == "removed: entry 2 is missing\n"
    assert run([*verifying[:-1], "0" * 64]) == 3
    assert run([*verifying[:-1], "nobody"]) == 1
    assert run(["audit", "verify", str(tmp_path / "nothing"), "--registry", root]) == 1
