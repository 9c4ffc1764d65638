"""The log of what the operator did: complete, chained, signed, and checked by whoever likes to."""

from __future__ import annotations

import json

import pytest

from support.world import Person, World, item, pdq
from takedown_protocol.signing import SigningKey
from takedown_registry.accounts import add_centre, revoke_centre, revoke_platform
from takedown_registry.audit import START, AuditWrong, Head, export, verify


def exported(world: World, signer: SigningKey | None = None) -> list[str]:
    with world.database.read() as connection:
        return list(export(connection, world.keys.root_id, signer or world.keys.reply, world.now))


@pytest.fixture
def busy(world: World) -> World:
    key = SigningKey.generate()
    world.platform("A")
    with world.database.write() as connection:
        add_centre(connection, "Centre", key.public, world.now)
    person = Person(world)
    person.submit(item(1, pdq(1)))
    person.withdraw()
    with world.database.write() as connection:
        revoke_centre(connection, "Centre", world.now)
        revoke_platform(connection, "A", world.now)
    world.envelope()
    return world


def test_the_log_names_what_was_done_and_no_case_or_fingerprint(busy: World) -> None:
    lines = exported(busy)
    actions = [json.loads(line)["action"] for line in lines[:-1]]
    assert {"platform-added", "centre-added", "centre-revoked", "platform-revoked"} <= set(actions)
    assert actions.count("descriptor-signed") >= 2
    assert pdq(1) not in "".join(lines)
    assert verify(lines, busy.descriptor()).entries == len(actions)


def test_an_earlier_head_is_continued(busy: World) -> None:
    before = verify(exported(busy), busy.descriptor())
    busy.platform("B")
    assert verify(exported(busy), busy.descriptor(), earlier=before).entries > before.entries
    assert verify(exported(busy), busy.descriptor(), earlier=Head(0, START))
    with pytest.raises(AuditWrong, match="earlier"):
        verify(exported(busy), busy.descriptor(), earlier=Head(before.entries, "0" * 64))


def test_nothing_can_be_changed_left_out_or_moved(busy: World) -> None:
    lines, descriptor = exported(busy), busy.descriptor()
    changed = json.loads(lines[1])
    changed["at"] += 1
    wrong = [
        [lines[0], json.dumps(changed), *lines[2:]],
        lines[:1] + lines[2:],
        lines[1:],
        lines[:-2] + lines[-1:],
        [lines[1], lines[0], *lines[2:]],
        lines[:-1],
        [*lines[:-1], lines[-1].replace('"sig":"', '"sig":"A')],
        ["[]", *lines[1:]],
        [],
        exported(busy, SigningKey.generate()),
    ]
    for number, each in enumerate(wrong):
        with pytest.raises(AuditWrong):
            verify(each, descriptor)
            pytest.fail(f"case {number} was believed")
