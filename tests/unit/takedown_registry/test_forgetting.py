"""Of what ended nothing is left but marks, which keep it ended, and after the retention not even those."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from support.fingerprints import pdq
from support.world import Person, World
from support.world import item as item_of
from takedown_protocol.messages import ItemEntry
from takedown_protocol.replies import EndReason
from takedown_registry import decisions
from takedown_registry.feed import TOMBSTONE_DAYS
from takedown_registry.keys import DAY
from takedown_registry.marks import Marks
from takedown_registry.retention import ITEM_DAYS
from takedown_registry.schema import METADATA, cases, items, withdrawn_ids
from takedown_registry.settings import Settings

IDS = 0x6B1F0D5E9C3A47B28D15E0C79AF36B00
"""Not a number that a run of zeros in a file could be taken for."""
ONE, TWO, NEVER_SEEN = (f"{IDS + number:032x}" for number in (0xA1, 0xA2, 0xA9))
OURS = ("platforms", "centres", "descriptors", "audit", "sequence", "flows", "decisions")
"""Tables that have nothing of people in them."""


def item(number: int, *values: str) -> ItemEntry:
    return item_of(IDS + number, *values)


def left(world: World) -> dict[str, list[Any]]:
    """All rows about people, by table."""
    with world.database.read() as connection:
        return {
            name: rows
            for name, table in METADATA.tables.items()
            if name not in OURS and (rows := list(connection.execute(select(table)).all()))
        }


def traces(person: Person, item_ids: Sequence[str] = (ONE, TWO), *values: int) -> list[str]:
    keys = person.keys.case_key.hex()
    return [keys, *item_ids, *(pdq(number) for number in values or (1, 2))]


def pass_days(world: World, days: int) -> None:
    world.clock.at += days * DAY
    world.housekeep()


def accepted(person: Person, *numbers: int) -> list[int]:
    receipt = person.submit(*(item(number, pdq(number % 0xA0)) for number in numbers))
    return [each.accepted for each in receipt.items]


def test_of_a_case_that_was_taken_back_a_mark_is_left_and_then_nothing(make_world: Any) -> None:
    world = make_world(Settings(retention_days=400))
    platform, person = world.platform("A"), Person(world)
    person.submit(item(0xA1, pdq(1)), item(0xA2, pdq(2)))
    world.fetch(platform)
    person.withdraw()
    pass_days(world, TOMBSTONE_DAYS + 1)
    assert person.states() == ["take-back-asked"] * 2, "its person still sees what came of it"
    pass_days(world, ITEM_DAYS - TOMBSTONE_DAYS)
    rows = left(world)
    assert list(rows) == ["cases"]
    (only,) = rows["cases"]
    assert only.case_key.startswith("gone:")
    assert not any(trace in str(rows) for trace in traces(person))
    assert person.status().items == ()
    assert accepted(person, 0xA1, 0xA2, 0xA3) == [0, 0, 0], "taking back is final"
    pass_days(world, 10)
    assert list(left(world)) == ["cases"], "and asking again leaves nothing more"
    pass_days(world, 389)
    assert list(left(world)) == ["cases"]
    pass_days(world, 2)
    assert left(world) == {}


def test_nothing_of_it_is_left_in_the_file_either(tmp_path: Path) -> None:
    world = World(tmp_path / "registry", Settings(retention_days=400))
    platform, person, other = world.platform("A"), Person(world), Person(world)
    person.submit(item(0xA1, pdq(1)), item(0xA2, pdq(2)))
    other.submit(item(0xB1, pdq(3)))
    world.fetch(platform)
    person.withdraw([ONE])
    person.withdraw([TWO, NEVER_SEEN])
    pass_days(world, ITEM_DAYS + 1)
    world.close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "registry").rglob("*") if path.is_file())
    assert other.keys.case_key.hex().encode() in kept
    for trace in traces(person, (ONE, TWO, NEVER_SEEN)):
        assert trace.encode() not in kept


def test_one_picture_is_forgotten_while_the_others_go_on(world: World) -> None:
    world.platform("A")
    person = Person(world)
    person.submit(item(0xA1, pdq(1)), item(0xA2, pdq(2)))
    person.withdraw([ONE, NEVER_SEEN])
    pass_days(world, ITEM_DAYS + 1)
    assert [each.item_id for each in person.status().items] == [TWO]
    assert not any(trace in str(left(world)) for trace in (ONE, NEVER_SEEN, pdq(1)))
    assert accepted(person, 0xA1, 0xA9, 0xA4) == [0, 0, 1]
    assert [each.item_id for each in person.status().items] == [TWO, f"{IDS + 0xA4:032x}"]


def test_who_took_back_every_picture_can_add_others_and_none_of_those(world: World) -> None:
    world.platform("A")
    person = Person(world)
    person.submit(item(0xA1, pdq(1)), item(0xA2, pdq(2)))
    person.withdraw([ONE, TWO])
    pass_days(world, ITEM_DAYS + 1)
    rows = left(world)
    assert {name: len(found) for name, found in rows.items()} == {"cases": 1, "withdrawn_ids": 2}
    assert not any(trace in str(rows) for trace in traces(person))
    assert accepted(person, 0xA2) == [0]
    assert not any(trace in str(left(world)["cases"]) for trace in traces(person))
    assert accepted(person, 0xA1, 0xA3) == [0, 1]
    assert [each.item_id for each in person.status().items] == [f"{IDS + 0xA3:032x}"]
    assert accepted(person, 0xA1, 0xA2) == [0, 0]
    person.withdraw()
    pass_days(world, ITEM_DAYS + 1)
    assert list(left(world)) == ["cases"], "whoever took back the whole needs no single marks"
    assert accepted(person, 0xA4) == [0]


def test_what_was_never_seen_leaves_nothing_but_its_mark_from_the_first_day(make_world: Any) -> None:
    world = make_world(Settings(retention_days=1))
    one, whole = Person(world), Person(world)
    for person, which in ((one, [NEVER_SEEN]), (whole, None)):
        held_back = person.prepare(item(0xA9, pdq(9)))
        person.withdraw(which)
        rows = {name: found for name, found in left(world).items() if name != "messages"}
        assert NEVER_SEEN not in str(rows)
        assert person.keys.case_key.hex() not in str(rows)
        assert person.post(held_back).receipt.items[0].accepted == 0  # type: ignore[union-attr]
    pass_days(world, TOMBSTONE_DAYS - 1)
    one.withdraw([TWO])
    assert accepted(one, 0xA9) == [0], "kept for as long as tombstones, whatever the retention is"
    pass_days(world, 10)
    assert accepted(one, 0xA2) == [0], "and from the last word on"
    pass_days(world, TOMBSTONE_DAYS)
    assert list(left(world)) == []


def test_what_a_decision_ended_is_forgotten_alike_and_stays_ended(world: World) -> None:
    world.platform("A")
    person = Person(world)
    person.submit(item(0xA1, pdq(1)))
    with world.database.write() as connection:
        row = connection.scalars(select(cases.c.id)).one()
        decisions.end_case(connection, row, EndReason.FLOOD, world.now)
    pass_days(world, ITEM_DAYS + 1)
    assert list(left(world)) == ["cases"]
    assert person.keys.case_key.hex() not in str(left(world))
    assert accepted(person, 0xA1, 0xA2) == [0, 0]


def test_ids_that_an_older_version_kept_as_they_are_count_and_become_marks(world: World) -> None:
    person = Person(world)
    person.submit(item(0xA1, pdq(1)))
    with world.database.write() as connection:
        case = connection.scalars(select(items.c.case_id)).one()
        connection.execute(insert(withdrawn_ids).values(case_id=case, item_id=NEVER_SEEN))
    assert accepted(person, 0xA9) == [0]
    person.withdraw([ONE])
    pass_days(world, ITEM_DAYS + 1)
    assert NEVER_SEEN not in str(left(world))
    assert accepted(person, 0xA9, 0xA1) == [0, 0]


def test_marks_are_of_one_registry_and_one_case_alone(tmp_path: Path) -> None:
    with closing(World(tmp_path / "a")) as here, closing(World(tmp_path / "b")) as there:
        one, other = "1" * 64, "2" * 64
        made = [Marks(here.keys, one), Marks(here.keys, other), Marks(there.keys, one)]
        assert len({marks.case for marks in made}) == len({marks.item(ONE) for marks in made}) == 3
        assert Marks(here.keys, one).item(ONE) == made[0].item(ONE) != made[0].item(TWO)
