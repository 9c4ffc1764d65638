"""The people's door: what is taken, what is refused and how, repeats, and finality."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from sqlalchemy import event

from support.fingerprints import DEGENERATE
from support.world import Person, World, item, pdq, receipt_of, refusal_of
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol import app_side
from takedown_protocol.messages import Eligibility, HashEntry, ItemEntry, ItemKind, encode_message
from takedown_protocol.registry_side import UniformProblem
from takedown_protocol.replies import HashRefusal, RefusalReason
from takedown_protocol.signing import PayloadType, SigningKey, sign_envelope
from takedown_registry.accounts import AccountWrong, add_centre, revoke_centre
from takedown_registry.database import DatabaseUnavailable
from takedown_registry.keys import DAY
from takedown_registry.settings import Settings

MakeWorld = Callable[..., World]


def feed_values(world: World) -> list[str]:
    name = f"reader {world.now} {len(world.descriptor().platforms)}"
    return [record["hashValue"] for record in world.fetch(world.platform(name))["hashRecords"]]


def of_type(
    hash_type: HashType, digits: int, *, media: Media = Media.IMAGE, quality: int | None = None
) -> ItemEntry:
    value = pdq(0) if digits == 64 else "a" * digits
    entry = HashEntry(hash_type, value, "whole", quality)
    return ItemEntry(f"{1:032x}", ItemKind.INTIMATE, media, (entry,))


def unchecked(person: Person, entry: ItemEntry) -> app_side.PreparedMessage:
    """Prepare what an app that ignores the descriptor would send."""
    anything = dataclasses.replace(
        person.world.descriptor(), hash_types=tuple(HashType), serves=tuple(Eligibility)
    )
    (prepared,) = app_side.prepare_submission(
        person.keys, anything, now=person.world.now, eligibility=Eligibility.ADULT, items=[entry]
    )
    return prepared


def test_a_repeat_changes_nothing_and_says_the_same_even_after_it_expired(world: World) -> None:
    person, platform = Person(world), world.platform("A")
    prepared = person.prepare(item(1, pdq(1), pdq(2)))
    first = receipt_of(person.post(prepared))
    start = world.fetch(platform)["nextSetTimestamp"]
    for days in (0, 1, 7):
        world.clock.at += days * DAY
        world.housekeep()
        assert receipt_of(person.post(prepared)) == first
    assert world.fetch(platform, start + 1)["count"] == 0
    world.clock.at += DAY
    world.housekeep()
    refusal = refusal_of(person.post(prepared))
    assert (refusal.reason, refusal.registry_time) == (RefusalReason.CLOCK, world.now)


def test_a_message_from_a_wrong_clock_is_told_the_time_and_taken_when_signed_again(world: World) -> None:
    person = Person(world)
    for wrong in (-8 * DAY, 2 * DAY):
        (prepared,) = app_side.prepare_submission(
            person.keys,
            world.descriptor(),
            now=world.now + wrong,
            eligibility=Eligibility.ADULT,
            items=[item(1, pdq(1))],
        )
        refusal = refusal_of(person.post(prepared))
        assert refusal.reason is RefusalReason.CLOCK
        offset = app_side.clock_offset(refusal, world.now + wrong)
        again = app_side.renew(
            prepared, person.keys, world.descriptor(), now=world.now + wrong, clock_offset=offset
        )
        assert receipt_of(person.post(again)).items[0].accepted == 1
    assert feed_values(world) == [pdq(1)]


@pytest.mark.parametrize("value", DEGENERATE[:6])
def test_what_shows_nothing_is_refused_as_of_low_quality_whatever_is_claimed(
    sqlite_world: World, value: str
) -> None:
    world, person = sqlite_world, Person(sqlite_world)
    receipt = receipt_of(person.post(unchecked(person, item(1, value, pdq(1)))))
    (said,) = receipt.items
    assert (said.accepted, [(each.value, each.reason) for each in said.refused]) == (
        1,
        [(value, HashRefusal.LOW_QUALITY)],
    )
    assert feed_values(world) == [pdq(1)]


def test_the_same_id_with_another_payload_is_refused_and_nothing_of_it_kept(world: World) -> None:
    person = Person(world)
    first = person.prepare(item(1, pdq(1)))
    person.post(first)
    message = person.prepare(item(2, pdq(2))).message
    reused = dataclasses.replace(message, header=dataclasses.replace(first.message.header))
    payload = encode_message(reused)
    envelope = sign_envelope(payload, PayloadType.MESSAGE, person.keys.signer)
    forged = dataclasses.replace(first, payload=payload, envelope=envelope)
    assert refusal_of(person.post(forged)).reason is RefusalReason.MESSAGE_ID_REUSED
    assert feed_values(world) == [pdq(1)]
    # Ids belong to a case: another case may use the same.
    assert receipt_of(person.post(first)).message_id == first.message_id


def test_hashes_are_refused_one_by_one_with_a_reason(make_world: MakeWorld) -> None:
    world = make_world(Settings(max_hashes_per_item=2))
    person = Person(world)
    good = item(1, *map(pdq, range(1, 5)))
    low = HashEntry(HashType.PDQ, pdq(9), "mirror", quality=49)
    sha = HashEntry(HashType.SHA256, "b" * 64, "file")
    entry = dataclasses.replace(good, hashes=(sha, low, *good.hashes))
    receipt = receipt_of(person.post(unchecked(person, entry))).items[0]
    assert receipt.accepted == 2
    assert {(each.value, each.reason) for each in receipt.refused} == {
        ("b" * 64, HashRefusal.TYPE_NOT_SERVED),
        (pdq(9), HashRefusal.LOW_QUALITY),
        (pdq(3), HashRefusal.OVER_BUDGET),
        (pdq(4), HashRefusal.OVER_BUDGET),
    }
    assert feed_values(world) == [pdq(1), pdq(2)]


@pytest.mark.parametrize(
    ("entry", "signal"),
    [
        (of_type(HashType.VPDQ, 64, media=Media.VIDEO, quality=80), "ImagePDQ"),
        (of_type(HashType.MD5, 32, media=Media.VIDEO), "VideoMD5"),
        (of_type(HashType.MD5, 32, media=Media.IMAGE), None),
        (of_type(HashType.PHASH, 16), None),
    ],
)
def test_what_is_accepted_is_served_and_what_is_not_served_is_refused(
    world: World, entry: ItemEntry, signal: str | None
) -> None:
    person, platform = Person(world), world.platform("A")
    receipt = receipt_of(person.post(unchecked(person, entry))).items[0]
    served = [record["signalType"] for record in world.fetch(platform)["hashRecords"]]
    if signal is None:
        assert (receipt.accepted, [each.reason for each in receipt.refused]) == (
            0,
            [HashRefusal.TYPE_NOT_SERVED],
        )
        assert served == []
    else:
        assert (receipt.accepted, receipt.refused, served) == (1, (), [signal])


def test_an_age_that_is_not_served_is_refused_by_the_registry_too(make_world: MakeWorld) -> None:
    world = make_world(Settings(serves=(Eligibility.MINOR,)))
    person = Person(world)
    assert refusal_of(person.post(unchecked(person, item(1, pdq(1))))).reason is RefusalReason.NOT_SERVED
    assert feed_values(world) == []


def test_a_known_item_unites_its_hashes(world: World) -> None:
    person = Person(world)
    person.submit(item(1, pdq(1)))
    assert person.submit(item(1, pdq(1), pdq(2))).items[0].accepted == 2
    assert [entry.item_id for entry in person.status().items] == [f"{1:032x}"]
    assert sorted(feed_values(world)) == [pdq(1), pdq(2)]


def test_withdrawal_is_final_for_items_seen_and_unseen_and_for_the_whole_case(world: World) -> None:
    person, other = Person(world), Person(world)
    held_back = person.prepare(item(2, pdq(2)))
    person.submit(item(1, pdq(1)))
    receipt = person.withdraw([f"{1:032x}", f"{2:032x}"])
    assert [(each.item_id, each.accepted) for each in receipt.items] == [(f"{1:032x}", 0), (f"{2:032x}", 0)]
    late = receipt_of(person.post(held_back)).items[0]
    assert (late.accepted, {each.reason for each in late.refused}) == (0, {HashRefusal.WITHDRAWN})
    assert person.submit(item(1, pdq(1))).items[0].accepted == 0
    assert person.submit(item(3, pdq(3))).items[0].accepted == 1, "the case goes on"
    other.submit(item(2, pdq(2)))
    assert sorted(feed_values(world)) == [pdq(2), pdq(3)], "another case's item of that id is another item"
    assert person.withdraw().whole_case
    assert person.submit(item(4, pdq(4))).items[0].accepted == 0
    assert person.withdraw().whole_case, "taking back twice is harmless"
    assert feed_values(world) == [pdq(2)]


def test_a_case_never_seen_can_be_withdrawn_and_stays_so(world: World) -> None:
    person = Person(world)
    assert person.withdraw().whole_case
    assert person.submit(item(1, pdq(1))).items[0].accepted == 0
    assert feed_values(world) == []
    assert person.status().items == ()


def test_a_receipt_does_not_tell_whether_another_case_has_the_hash(world: World) -> None:
    first, second = Person(world), Person(world)
    one, two = first.submit(item(1, pdq(1))), second.submit(item(1, pdq(1)))
    assert one.items == two.items
    assert [entry.platforms for entry in first.status().items] == [
        entry.platforms for entry in second.status().items
    ]


def test_a_centre_vouches_and_only_an_enrolled_one(world: World) -> None:
    person, platform, centre = Person(world), world.platform("A"), SigningKey.generate()
    prepared = person.prepare(item(1, pdq(1)), centre=centre)
    assert refusal_of(person.post(prepared)).reason is RefusalReason.UNKNOWN_CENTRE
    with world.database.write() as connection:
        assert add_centre(connection, "Centre", centre.public, world.now) == centre.key_id
        with pytest.raises(AccountWrong):
            add_centre(connection, "Other", centre.public, world.now)
    person.submit(item(1, pdq(1)))
    (record,) = world.fetch(platform)["hashRecords"]
    assert record["CSPFeedbacks"] == []
    person.submit(item(1, pdq(1)), centre=centre)
    (record,) = world.fetch(platform, record["lastModtimestamp"])["hashRecords"]
    vouched = {"source": "Centre", "feedbackValue": "None", "tags": ["vouched"]}
    assert record["CSPFeedbacks"] == [vouched], "vouching later counts, and is sent again"
    with world.database.write() as connection:
        revoke_centre(connection, "Centre", world.now)
    (record,) = world.fetch(platform, record["lastModtimestamp"])["hashRecords"]
    assert record["CSPFeedbacks"] == []
    again = person.prepare(item(2, pdq(2)), centre=centre)
    assert refusal_of(person.post(again)).reason is RefusalReason.UNKNOWN_CENTRE


def test_messages_sealed_before_a_key_change_are_read_for_nine_days_after_it_ended(world: World) -> None:
    person, old = Person(world), world.descriptor()
    world.clock.at += 76 * DAY
    world.housekeep()
    new = world.descriptor()
    assert new.version > old.version
    assert new.current_sealing_key(world.now).public != old.sealing_keys[0].public
    assert old.sealing_keys[0] in new.sealing_keys, "still valid, so apps with an older descriptor go on"
    for days, readable in ((15, True), (7, True), (2, False)):
        world.clock.at += days * DAY
        world.housekeep()
        prepared = person.prepare(item(1, pdq(1)))
        body = app_side.seal(prepared, old, old.sealing_keys[0].not_before)
        if readable:
            receipt_of(app_side.open_answer(prepared, old, world.intake.answer(body, world.now)))
        else:
            with pytest.raises(UniformProblem):
                world.intake.answer(body, world.now)
            files = [path.read_text() for path in (world.data / "keys").iterdir()]
            assert len([text for text in files if "not_after" in text]) == 1, "destroyed"


def test_the_descriptor_rises_when_it_changes_and_is_renewed_before_it_ends(world: World) -> None:
    first = world.descriptor()
    assert world.envelope() == world.envelope()
    world.platform("New platform")
    second = world.descriptor()
    assert (second.version, second.platforms) == (first.version + 1, ("New platform",))
    world.clock.at += 6 * DAY
    assert world.descriptor() == second
    world.clock.at += 2 * DAY
    third = world.descriptor()
    assert third.version == second.version + 1
    assert third.expires_at > second.expires_at


def test_with_the_root_key_offline_the_last_descriptor_is_served(world: World) -> None:
    first = world.envelope()
    (world.data / "keys" / "root.json").unlink()
    offline = World(world.data, world.registry.settings)
    offline.platform("Another")
    assert offline.keys.root is None
    assert offline.envelope() == first
    offline.close()


def test_fifty_pictures_take_as_few_statements_as_one(world: World) -> None:
    descriptor, statements = world.descriptor(), []
    event.listen(
        world.database.engine, "before_cursor_execute", lambda *about: statements.append(about[2].split()[0])
    )
    for pictures in (1, 50):
        entries = [
            item(n, *(pdq(pictures * 10_000 + n * 100 + k) for k in range(4))) for n in range(pictures)
        ]
        body = app_side.seal(Person(world).prepare(*entries), descriptor, world.now)
        statements.clear()
        world.intake.answer(body, world.now)
        # The transaction; the message, the case, the items, the hashes, the holdings; the event; the flow.
        assert statements.count("INSERT") == 6
        assert statements.count("UPDATE") == 1
        assert len(statements) == 8, statements


def test_a_full_disk_keeps_nothing_of_a_message_and_a_repeat_succeeds_later(sqlite_world: World) -> None:
    world = sqlite_world
    person = Person(world)
    prepared = person.prepare(*(item(n, *(pdq(n * 100 + k) for k in range(24))) for n in range(50)))
    with world.database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # as full as it is now
    with pytest.raises(DatabaseUnavailable):
        person.post(prepared)
    with world.database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert person.status().items == ()
    assert feed_values(world) == []
    assert len(receipt_of(person.post(prepared)).items) == 50
    assert len(person.status().items) == 50
