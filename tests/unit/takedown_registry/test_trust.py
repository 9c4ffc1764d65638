"""Who is shown to platforms when: quotas and puzzles delay, centres do not wait, nobody is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from support.fingerprints import number_of
from support.world import Person, World, item, pdq, receipt_of
from takedown_protocol import app_side, puzzle
from takedown_protocol.errors import NotSolved
from takedown_protocol.signing import SigningKey
from takedown_registry import quotas
from takedown_registry.accounts import add_centre, revoke_centre
from takedown_registry.keys import DAY
from takedown_registry.quotas import Quotas
from takedown_registry.schema import flows, hashes
from takedown_registry.settings import Settings, SettingsWrong

MakeWorld = Callable[..., World]
LATE = Quotas(solved_per_hour=1, solved_burst=0)
HOUR = 3600


def shown(world: World) -> set[str]:
    """What a platform that starts now is shown."""
    name = f"reader {len(world.descriptor().platforms)}"
    return {record["hashValue"] for record in world.fetch(world.platform(name))["hashRecords"]}


def enrol(world: World, name: str) -> SigningKey:
    key = SigningKey.generate()
    with world.database.write() as connection:
        add_centre(connection, name, key.public, world.now)
    return key


def post(person: Person, prepared: app_side.PreparedMessage, number: str | None) -> app_side.Answer:
    world = person.world
    body = app_side.seal(prepared, world.descriptor(), world.now)
    return app_side.open_answer(
        prepared, world.descriptor(), world.intake.answer(body, world.now, untrusted_puzzle=number)
    )


def test_a_flow_beyond_its_quota_is_published_later_in_its_order_and_never_refused(
    make_world: MakeWorld,
) -> None:
    world = make_world(Settings(quotas=Quotas(solved_per_hour=2, solved_burst=2)))
    for number in range(1, 7):
        receipt = Person(world).submit(item(number, pdq(number)))
        assert receipt.items[0].accepted == 1
        assert receipt.received_at == world.now - world.now % HOUR, "a receipt does not tell"
    seen = [shown(world)]
    for _ in range(4):
        world.clock.at += HOUR // 2
        seen.append(shown(world))
    everybody = [pdq(number) for number in range(1, 7)]
    assert seen == [set(everybody[: 2 + step]) for step in range(5)]


def test_however_long_the_queue_nobody_waits_longer_than_was_said(make_world: MakeWorld) -> None:
    world = make_world(Settings(quotas=Quotas(solved_per_hour=1, solved_burst=0, longest_days=2)))
    for number in range(60):
        Person(world).submit(item(number, pdq(number + 1)))
    assert len(shown(world)) < 5
    world.clock.at += 2 * DAY
    assert len(shown(world)) == 60
    # And the flood of then, though it would take twelve hours more, holds up nobody who comes after it.
    Person(world).submit(item(1, pdq(1000)))
    assert pdq(1000) in shown(world)


def test_of_more_than_one_step_can_show_those_due_first_are_shown_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "CHUNK", 1)
    with closing(World(tmp_path / "registry", Settings(quotas=LATE))) as world:
        with world.database.write() as connection:
            connection.execute(insert(flows).values(name="solved:few", free_at_ms=(world.now + DAY) * 1000))
        for number in (1, 2, 3):
            Person(world).submit(item(number, pdq(number)))
        world.clock.at += 2 * DAY
        active = select(hashes.c.value).where(hashes.c.active)
        for most in ({pdq(1)}, {pdq(1), pdq(2)}):
            with world.database.write() as connection:
                assert quotas.publish_due(connection, world.now), "there is more to do"
                assert set(connection.scalars(active)) == most


def test_flows_do_not_delay_each_other(make_world: MakeWorld) -> None:
    quotas = Quotas(solved_per_hour=1, solved_burst=1, centre_per_hour=1, centre_burst=1)
    world = make_world(Settings(quotas=quotas))
    one, two = enrol(world, "One"), enrol(world, "Two")
    for number in range(1, 4):
        Person(world).submit(item(number, pdq(number)))
        Person(world).submit(item(number, pdq(10 + number)), centre=one)
    Person(world).submit(item(1, pdq(21)), centre=two)
    assert shown(world) == {pdq(1), pdq(11), pdq(21)}


def test_who_hands_in_few_pictures_does_not_wait_behind_many(make_world: MakeWorld) -> None:
    world = make_world(Settings(quotas=LATE))
    for first, size in ((100, 13), (200, 13), (300, 12), (400, 4), (500, 3), (600, 1)):
        Person(world).submit(*(item(number, pdq(number)) for number in range(first, first + size)))
    assert {number_of(value) // 100 for value in shown(world)} == {1, 3, 5}, "the first of each size"


def test_vouching_lifts_a_delay(make_world: MakeWorld) -> None:
    world = make_world(Settings(quotas=LATE))
    centre, person = enrol(world, "Centre"), Person(world)
    Person(world).submit(item(1, pdq(1)), item(2, pdq(2)))
    person.submit(item(1, pdq(3)))
    assert shown(world) == {pdq(1), pdq(2)}
    person.submit(item(1, pdq(3)), centre=centre)
    assert pdq(3) in shown(world)


def test_sending_again_does_not_lift_a_delay(make_world: MakeWorld) -> None:
    world = make_world(Settings(quotas=LATE))
    person = Person(world)
    Person(world).submit(item(1, pdq(1)), item(2, pdq(2)))
    person.submit(item(1, pdq(3)))
    world.clock.at += HOUR
    person.submit(item(1, pdq(3)))
    assert pdq(3) not in shown(world)
    world.clock.at += HOUR
    assert pdq(3) in shown(world)


def test_what_is_put_off_can_be_taken_back_unseen(make_world: MakeWorld) -> None:
    world = make_world(Settings(quotas=LATE))
    platform, person, other = world.platform("A"), Person(world), Person(world)
    other.submit(item(1, pdq(1)), item(2, pdq(2)))
    person.submit(item(1, pdq(3)), item(2, pdq(1)))
    assert world.say(platform, pdq(3), "Blocked") == 0, "a platform cannot find out what is not published"
    assert person.states() == ["not-collected", "not-collected"]
    person.withdraw()
    world.clock.at += 10 * DAY
    page = world.fetch(platform)
    assert {record["hashValue"]: len(record["caseNumbers"]) for record in page["hashRecords"]} == {
        pdq(1): 1,
        pdq(2): 1,
    }


def test_a_hash_whose_only_seen_holder_leaves_is_a_tombstone_until_the_next_is_due(
    make_world: MakeWorld,
) -> None:
    world = make_world(Settings(quotas=Quotas(solved_per_hour=1, solved_burst=1)))
    platform, first, second = world.platform("A"), Person(world), Person(world)
    first.submit(item(1, pdq(1)))
    start = world.fetch(platform)["nextSetTimestamp"]
    second.submit(item(1, pdq(1)))
    first.withdraw()
    (record,) = world.fetch(platform, start)["hashRecords"]
    assert (record["hashStatus"], len(record["caseNumbers"])) == ("Withdrawn", 1)
    world.clock.at += HOUR
    (record,) = world.fetch(platform, start)["hashRecords"]
    assert (record["hashStatus"], len(record["caseNumbers"])) == ("Active", 2)


def test_revoking_a_centre_sends_what_it_vouched_for_again(world: World) -> None:
    centre, platform, person = enrol(world, "Centre"), world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)), centre=centre)
    Person(world).submit(item(1, pdq(2)))
    start = world.fetch(platform)["nextSetTimestamp"]
    world.clock.at += 60
    with world.database.write() as connection:
        revoke_centre(connection, "Centre", world.now)
    (record,) = world.fetch(platform, start + 1)["hashRecords"]
    assert (record["hashValue"], record["CSPFeedbacks"], record["hashStatus"]) == (pdq(1), [], "Active")


def test_without_a_solved_puzzle_an_anonymous_submission_is_taken_but_shown_later(
    make_world: MakeWorld,
) -> None:
    world = make_world(Settings(puzzle_bits=6))
    assert world.descriptor().puzzle_bits == 6
    centre, person = enrol(world, "Centre"), Person(world)
    for number, header in enumerate((None, "", "zz", "0" * 15, puzzle.blank() + "0"), start=1):
        prepared = person.prepare(item(number, pdq(number)))
        assert receipt_of(post(person, prepared, header)).items[0].accepted == 1
    solved = person.prepare(item(20, pdq(20)))
    number = puzzle.solve(solved.payload_sha256, 6)
    receipt_of(post(person, solved, number))
    receipt_of(post(person, person.prepare(item(21, pdq(21)), centre=centre), None))
    assert shown(world) == {pdq(20), pdq(21)}
    world.clock.at += 24 * HOUR + 10 * HOUR
    assert shown(world) == {pdq(20), pdq(21), *(pdq(each) for each in range(1, 6))}


def test_what_comes_without_a_solution_waits_in_a_slow_flow_of_its_own(make_world: MakeWorld) -> None:
    world = make_world(Settings(puzzle_bits=6, quotas=Quotas(unsolved_per_hour=1, unsolved_hours=1)))
    for number in range(1, 5):
        person = Person(world)
        receipt_of(post(person, person.prepare(item(number, pdq(number))), None))
    seen = []
    for _ in range(5):
        seen.append(len(shown(world)))
        world.clock.at += HOUR
    assert seen == [0, 1, 2, 3, 4], "however many wait for the first hour to pass, none comes with another"


def test_a_solution_is_for_one_message(make_world: MakeWorld) -> None:
    world = make_world(Settings(puzzle_bits=3))
    person = Person(world)
    one, other = person.prepare(item(1, pdq(1))), person.prepare(item(2, pdq(2)))
    number = solution(one, other, 3)
    post(person, other, number)
    assert shown(world) == set()
    post(person, one, number)
    assert shown(world) == {pdq(1)}
    post(person, other, number)
    assert shown(world) == {pdq(1)}, "the same again brings nothing forward"


def solution(one: app_side.PreparedMessage, other: app_side.PreparedMessage, bits: int) -> str:
    """A solution of one message's puzzle that is not by chance the other's too."""
    while True:
        number = puzzle.solve(one.payload_sha256, bits)
        assert number
        try:
            puzzle.check(other.payload_sha256, bits, number)
        except NotSolved:
            return number


@pytest.mark.parametrize(
    "wrong", [{"solved_per_hour": -1}, {"longest_days": 0}, {"unsolved_hours": 1000}, {"centre_burst": "x"}]
)
def test_quotas_that_cannot_be_kept_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Quotas(**wrong)
    with pytest.raises(SettingsWrong):
        replace(Settings(), puzzle_bits=60)
