"""What whoever runs a registry takes out ends as if it were taken back, and comes back only by their word."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from support.fingerprints import pdq
from support.world import Page, Person, World, item
from takedown_protocol import app_side
from takedown_protocol.replies import EndReason, StatusReply
from takedown_protocol.signing import SigningKey
from takedown_registry import decisions, review
from takedown_registry.accounts import Platform, add_centre
from takedown_registry.decisions import DecisionWrong, Outcome
from takedown_registry.feedback import take_hashes
from takedown_registry.keys import DAY
from takedown_registry.quotas import Quotas
from takedown_registry.schema import audit, cases, hashes, holdings
from takedown_registry.settings import Settings

ONE = f"{1:032x}"


def number_of(world: World, platform: Platform, page: Page, value: str) -> str:
    """The number of the one case that has this fingerprint."""
    (record,) = [each for each in page["hashRecords"] if each["hashValue"] == value]
    (number,) = record["caseNumbers"]
    return str(number)


def row_of(world: World, person: Person) -> int:
    with world.database.read() as connection:
        key = person.keys.case_key.hex()
        return int(connection.scalars(select(cases.c.id).where(cases.c.case_key == key)).one())


def take_out(world: World, about: Person | str, *, case: Person | None = None, **more: Any) -> Outcome:
    reason = more.pop("reason", EndReason.NOT_INTIMATE)
    if isinstance(about, Person):
        row = row_of(world, about)
        with world.database.write() as connection:
            return decisions.end_case(connection, row, reason, world.now, **more)
    inside = None if case is None else row_of(world, case)
    with world.database.write() as connection:
        return decisions.end_hash(connection, about, reason, world.now, case=inside, **more)


def undo(world: World, done: Outcome) -> Outcome:
    assert done.decision is not None
    with world.database.write() as connection:
        return decisions.undo(connection, done.decision, world.now)


def ended(person: Person) -> list[tuple[str, bool] | None]:
    told = [each.ended for each in person.status().items]
    return [None if each is None else (each.reason.value, each.whole) for each in told]


def statuses(page: Page) -> dict[str, str]:
    return {record["hashValue"]: record["hashStatus"] for record in page["hashRecords"]}


def test_a_case_is_found_by_the_number_that_a_platform_quotes_and_by_no_other(world: World) -> None:
    a, b, person, other = world.platform("A"), world.platform("B"), Person(world), Person(world)
    person.submit(item(1, pdq(1), pdq(2)), item(2, pdq(3)))
    other.submit(item(1, pdq(3)))
    number = number_of(world, a, world.fetch(a), pdq(1))
    world.say(a, pdq(1), "NotBlocked")
    world.say(b, pdq(3), "Blocked")
    with world.database.read() as connection:
        row = review.find_case(connection, world.keys, a, number)
        assert row == row_of(world, person)
        assert review.find_case(connection, world.keys, b, number) is None
        seen = review.look_at_case(connection, row)
        alike = review.look_at_hash(connection, pdq(3))
        assert review.look_at_hash(connection, pdq(9)).cases == 0
        (told,) = review.most_told(connection, world.keys, "NotBlocked", most=5)
    hour = world.now - world.now % 3600
    assert (seen.cases, seen.pictures, seen.fingerprints, seen.elsewhere, seen.taken_out) == (1, 2, 3, 1, 0)
    assert (seen.first, seen.last, seen.vouched_by) == (hour, hour, ())
    assert seen.said == {"A": {"NotBlocked": 1}, "B": {"Blocked": 1}}
    assert (alike.cases, alike.pictures, alike.fingerprints, alike.elsewhere) == (2, 2, 2, 0)
    assert (told.platform, told.number, told.said, told.fingerprints) == ("A", number, 1, 3)


def test_a_case_that_is_taken_out_ends_as_if_it_were_taken_back_and_is_told_why(world: World) -> None:
    platform, person, other = world.platform("A"), Person(world), Person(world)
    person.submit(item(1, pdq(1), pdq(2)), item(2, pdq(3)))
    other.submit(item(1, pdq(3)))
    start = world.fetch(platform)["nextSetTimestamp"]
    world.fetch(platform, start)
    before = other.status().items
    world.clock.at += 60
    done = take_out(world, person)
    assert (done.cases, done.pictures, done.fingerprints) == (1, 2, 3)
    assert person.states() == ["take-back-asked", "take-back-asked"]
    assert ended(person) == [("not-intimate", True)] * 2
    page = world.fetch(platform, start + 1)
    assert statuses(page) == {pdq(1): "Withdrawn", pdq(2): "Withdrawn", pdq(3): "Active"}
    assert world.acknowledge(platform, page) == 3
    assert person.states() == ["taken-back", "taken-back"]
    assert other.status().items == before, "another case sees nothing of it"
    assert statuses(world.fetch(world.platform("new"))) == {pdq(3): "Active"}
    again = take_out(world, person, reason=EndReason.FLOOD)
    assert again == Outcome(None, 0, 0, 0)
    assert ended(person) == [("not-intimate", True)] * 2
    assert person.submit(item(1, pdq(1)), item(7, pdq(7))).items[0].accepted == 0
    assert statuses(world.fetch(world.platform("newer"))) == {pdq(3): "Active"}, "it takes nothing more"


def test_one_fingerprint_ends_in_every_case_that_has_it_and_in_none_that_comes_later(world: World) -> None:
    platform, one, two, late = world.platform("A"), Person(world), Person(world), Person(world)
    one.submit(item(1, pdq(1), pdq(2)))
    two.submit(item(1, pdq(1)))
    start = world.fetch(platform)["nextSetTimestamp"]
    world.clock.at += 60
    done = take_out(world, pdq(1), reason=EndReason.TOO_COMMON)
    assert (done.cases, done.pictures, done.fingerprints) == (0, 1, 2)
    assert (one.states(), ended(one)) == (["not-collected"], [("too-common", False)])
    assert (two.states(), ended(two)) == (["take-back-asked"], [("too-common", True)])
    assert statuses(world.fetch(platform, start + 1)) == {pdq(1): "Withdrawn"}
    world.fetch(platform, world.fetch(platform)["nextSetTimestamp"])
    assert one.states() == ["collected"], "the rest goes on"
    # Sent again by the same person it stays out; another case does not learn of what was before it.
    one.submit(item(1, pdq(1)))
    late.submit(item(1, pdq(1)))
    assert (late.states(), ended(late)) == (["not-collected"], [None])
    page = world.fetch(platform, start + 1)
    assert statuses(page)[pdq(1)] == "Active"
    record = next(each for each in page["hashRecords"] if each["hashValue"] == pdq(1))
    assert sorted(record["caseNumbers"].values()) == ["Active", "Withdrawn", "Withdrawn"]
    assert take_out(world, pdq(1)).fingerprints == 1, "that one needs a decision of its own"
    assert take_out(world, pdq(1)) == Outcome(None, 0, 0, 0)


def test_one_fingerprint_of_one_case(world: World) -> None:
    world.platform("A")
    one, two = Person(world), Person(world)
    for person in (one, two):
        person.submit(item(1, pdq(1), pdq(2)))
    assert take_out(world, pdq(1), case=one).fingerprints == 1
    assert (ended(one), ended(two)) == ([("not-intimate", False)], [None])


def test_what_no_platform_was_sent_is_never_shown_to_one(make_world: Any) -> None:
    world = make_world(Settings(quotas=Quotas(solved_per_hour=1, solved_burst=0)))
    platform, first, person = world.platform("A"), Person(world), Person(world)
    first.submit(item(1, pdq(1)), item(2, pdq(2)))
    start = world.fetch(platform)["nextSetTimestamp"]
    person.submit(item(1, pdq(3)), item(2, pdq(1)))
    done = take_out(world, person)
    world.clock.at += 30 * DAY
    world.housekeep()
    assert statuses(world.fetch(platform, start)) == {pdq(1): "Active", pdq(2): "Active"}, "no tombstone"
    assert (person.states(), ended(person)) == (["not-collected"] * 2, [("not-intimate", True)] * 2)
    undo(world, done)
    assert statuses(world.fetch(platform, start))[pdq(3)] == "Active"
    assert (person.states(), ended(person)) == (["not-collected"] * 2, [None, None])


def test_undoing_gives_everything_back_and_platforms_collect_it_again(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)), item(2, pdq(2)))
    start = world.fetch(platform)["nextSetTimestamp"]
    world.fetch(platform, start)
    assert person.states() == ["collected"] * 2
    done = take_out(world, person)
    world.clock.at += 60
    page = world.fetch(platform, start + 1)
    world.acknowledge(platform, page)
    assert person.states() == ["taken-back"] * 2
    given = undo(world, done)
    assert (given.cases, given.pictures, given.fingerprints) == (1, 2, 2)
    assert undo(world, done) == Outcome(None, 0, 0, 0)
    assert (person.states(), ended(person)) == (["not-collected"] * 2, [None, None])
    page = world.fetch(platform, page["nextSetTimestamp"] + 1)
    assert statuses(page) == {pdq(1): "Active", pdq(2): "Active"}
    world.acknowledge(platform, page)
    assert person.states() == ["collected"] * 2
    person.submit(item(3, pdq(3)))
    person.withdraw()
    assert person.states()[:2] == ["take-back-asked"] * 2
    page = world.fetch(platform, page["nextSetTimestamp"] + 1)
    assert statuses(page) == {pdq(1): "Withdrawn", pdq(2): "Withdrawn"}
    world.acknowledge(platform, page)
    assert person.states()[:2] == ["taken-back"] * 2


def test_who_was_told_of_an_end_that_was_undone_is_told_of_the_next_one(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)))
    start = world.fetch(platform)["nextSetTimestamp"]
    done = take_out(world, person)
    world.clock.at += 60
    told = world.fetch(platform, start + 1)["nextSetTimestamp"]  # and does not carry it out
    undo(world, done)
    person.withdraw()
    assert person.states() == ["take-back-asked"]
    assert statuses(world.fetch(platform, told + 1)) == {pdq(1): "Withdrawn"}


@pytest.mark.parametrize("which", [None, [ONE, f"{9:032x}"]])
def test_what_a_person_takes_back_no_undoing_brings_back(world: World, which: list[str] | None) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1), pdq(4)))
    world.fetch(platform)
    part = take_out(world, pdq(4))
    person.submit(item(1, pdq(5)))
    whole = take_out(world, person)
    person.withdraw(which)
    assert ended(person) == [None], "it is their own word now"
    assert undo(world, whole).fingerprints == 0
    assert undo(world, part).fingerprints == 0
    assert person.states() == ["take-back-asked"]
    assert set(statuses(world.fetch(platform, 11)).values()) == {"Withdrawn"}
    assert [each.accepted for each in person.submit(item(1, pdq(1)), item(9, pdq(9))).items] == [0, 0]


def test_two_decisions_about_the_same_are_undone_each_for_itself(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1), pdq(2)), item(2, pdq(3)))
    world.fetch(platform)
    one, two, all_of_it = (take_out(world, about) for about in (pdq(1), pdq(2), person))
    assert ended(person) == [("not-intimate", True)] * 2
    assert undo(world, one).fingerprints == 0, "the case is out all the same"
    assert ended(person) == [("not-intimate", True)] * 2
    assert undo(world, all_of_it).fingerprints == 2
    assert ended(person) == [("not-intimate", False), None], "the second fingerprint still is"
    assert undo(world, two).fingerprints == 1
    assert ended(person) == [None, None]
    active = {value for value, status in statuses(world.fetch(platform)).items() if status == "Active"}
    assert active == {pdq(1), pdq(2), pdq(3)}


def test_an_emptied_picture_goes_on_with_the_first_fingerprint_that_is_given_back(world: World) -> None:
    world.platform("A")
    person = Person(world)
    person.submit(item(1, pdq(1), pdq(2)))
    one, two = take_out(world, pdq(1)), take_out(world, pdq(2))
    assert ended(person) == [("not-intimate", True)]
    undo(world, one)
    assert ended(person) == [("not-intimate", False)]
    undo(world, two)
    assert ended(person) == [None]


def test_what_a_centre_vouches_for_stays_unless_that_is_asked_for(world: World) -> None:
    world.platform("A")
    key, known, other = SigningKey.generate(), Person(world), Person(world)
    with world.database.write() as connection:
        add_centre(connection, "Centre", key.public, world.now)
    known.submit(item(1, pdq(1)), centre=key)
    other.submit(item(1, pdq(1)))
    done = take_out(world, pdq(1))
    assert (done.fingerprints, done.vouched, ended(known)) == (1, 1, [None])
    with pytest.raises(DecisionWrong, match="a centre vouches"):
        take_out(world, known)
    assert take_out(world, known, vouched=True).fingerprints == 1


def test_what_a_platform_contributed_is_not_taken_out(world: World) -> None:
    platform = world.platform("A")
    with world.database.write() as connection:
        take_hashes(connection, platform, [(("ImagePDQ", pdq(1)), None)], world.now)
    assert take_out(world, pdq(1)) == Outcome(None, 0, 0, 0)
    with world.database.write() as connection:
        own = connection.scalars(select(cases.c.id)).one()
        with pytest.raises(DecisionWrong, match="a platform contributed this"):
            decisions.end_case(connection, own, EndReason.FLOOD, world.now)


def test_after_ninety_days_its_fingerprints_are_gone_and_nothing_can_be_undone(world: World) -> None:
    platform, person, unseen = world.platform("A"), Person(world), Person(world)
    person.submit(item(1, pdq(1)))
    world.fetch(platform)
    unseen.submit(item(1, pdq(2)))
    done, hidden = take_out(world, person), take_out(world, unseen)
    world.clock.at += 89 * DAY
    world.housekeep()
    assert undo(world, hidden).fingerprints == 1
    hidden = take_out(world, unseen)
    world.clock.at += 1 * DAY + 1
    world.housekeep()
    with pytest.raises(DecisionWrong, match="deleted"):
        undo(world, done)
    with world.database.read() as connection:
        left = set(connection.scalars(select(hashes.c.value)))
    assert left == {pdq(2)}
    world.clock.at += 90 * DAY
    world.housekeep()
    with world.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(hashes)) == 0
        assert connection.scalar(select(func.count()).select_from(holdings)) == 0
    assert (ended(person), ended(unseen)) == ([], [("not-intimate", True)])


def test_the_log_has_number_reason_and_counts_and_neither_case_nor_fingerprint(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)))
    number = number_of(world, platform, world.fetch(platform), pdq(1))
    done = take_out(world, person, reason=EndReason.ORDERED)
    undo(world, done)
    with world.database.read() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.detail).order_by(audit.c.id)).all()
        assert decisions.list_decisions(connection)[0].undone_at == world.now
    detail = '{"cases":1,"decision":1,"fingerprints":1,"pictures":1,"reason":"ordered"}'
    assert [tuple(row) for row in rows[-2:]] == [("taken-out", detail), ("taken-out-undone", detail)]
    text = str(rows)
    assert not any(secret in text for secret in (number, pdq(1), person.keys.case_key.hex(), ONE))


def test_who_does_not_know_of_decisions_is_told_that_it_was_taken_back(world: World) -> None:
    world.platform("A")
    person = Person(world)
    person.submit(item(1, pdq(1)))
    take_out(world, person)
    older = app_side.prepare_status_request(person.keys, world.descriptor(), now=world.now, knows=())
    told = person.post(older)
    assert isinstance(told, StatusReply)
    assert (told.items[0].ended, told.items[0].withdrawn_at) == (None, world.now - world.now % 3600)
    later = app_side.prepare_status_request(
        person.keys, world.descriptor(), now=world.now, knows=("ended", "what-comes-later")
    )
    told = person.post(later)
    assert isinstance(told, StatusReply)
    assert told.items[0].ended is not None


def test_a_reason_is_one_of_a_closed_list_and_a_decision_one_that_was_made(world: World) -> None:
    person = Person(world)
    person.submit(item(1, pdq(1)))
    with pytest.raises(DecisionWrong, match="a reason is one of"):
        take_out(world, person, reason=EndReason.OTHER)
    with pytest.raises(DecisionWrong, match="no decision of this number"):
        undo(world, Outcome(7, 0, 0, 0))
    assert ended(person) == [None]
