"""What a case is told: only what came after it, only what platforms really said, nothing twice."""

from __future__ import annotations

import pytest

from support.world import Page, Person, World, item, pdq
from takedown_registry.accounts import Platform, revoke_platform
from takedown_registry.feedback import Feedback, read_signal, take_hashes
from takedown_registry.keys import DAY

ONE = f"{1:032x}"


def checkpoint(world: World, platform: Platform) -> int:
    page = world.fetch(platform)
    assert not page["hasMoreRecords"]
    return int(page["nextSetTimestamp"])


def records(page: Page) -> dict[str, dict[str, object]]:
    return {record["hashValue"]: record for record in page["hashRecords"]}


def test_collected_means_that_the_platform_asked_past_the_page(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1), pdq(2)))
    assert person.states() == ["not-collected"]
    first = world.fetch(platform, size=1)
    assert person.states() == ["not-collected"], "sent is not collected"
    world.clock.at += 60
    second = world.fetch(platform, size=1, token=first["nextPageToken"])
    assert person.states() == ["not-collected"], "only one of its two hashes is"
    world.fetch(platform, 10)
    assert person.states() == ["not-collected"], "starting again confirms nothing"
    world.clock.at += 60
    world.fetch(platform, second["nextSetTimestamp"])
    (row,) = person.status().items[0].platforms
    assert (row.state.value, row.at) == ("collected", world.now)


def test_an_acknowledgement_confirms_collection_too(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)))
    world.acknowledge(platform, world.fetch(platform))
    assert person.states() == ["collected"]


def test_another_case_with_the_same_hash_changes_nothing_of_what_this_one_sees(world: World) -> None:
    platform, one, two = world.platform("A"), Person(world), Person(world)
    one.submit(item(1, pdq(1)))
    world.fetch(platform, checkpoint(world, platform))
    before = one.status().items
    world.clock.at += 60
    two.submit(item(5, pdq(1)))
    assert one.status().items == before
    world.fetch(platform, checkpoint(world, platform))
    two.withdraw()
    world.acknowledge(platform, world.fetch(platform, checkpoint(world, platform)))
    assert one.status().items == before


def test_what_was_sent_but_moved_before_it_was_confirmed_is_not_called_collected(world: World) -> None:
    platform, one, two = world.platform("A"), Person(world), Person(world)
    one.submit(item(1, pdq(1)))
    page = world.fetch(platform)  # and then this reader dies
    two.submit(item(1, pdq(1)), item(2, pdq(2)))
    world.clock.at += 10
    world.fetch(platform, page["nextSetTimestamp"], size=1)
    assert one.states() == ["not-collected"]


@pytest.mark.parametrize(
    ("said", "state"),
    [("PendingReview", "pending-review"), ("Blocked", "blocked"), ("NotBlocked", "not-blocked")],
)
def test_feedback_is_shown_with_its_source_and_time(world: World, said: str, state: str) -> None:
    platform, person = world.platform("A"), Person(world)
    world.platform("B")
    person.submit(item(1, pdq(1), pdq(2)), item(2, pdq(3)))
    world.clock.at += 60
    assert world.say(platform, pdq(2).upper(), said, "reason") == 1
    first, second = person.status().items
    assert [(row.name, row.state.value, row.at) for row in first.platforms] == [
        ("A", state, world.now),
        ("B", "not-collected", None),
    ]
    assert {row.state.value for row in second.platforms} == {"not-collected"}
    record = records(world.fetch(platform))[pdq(2)]
    assert record["CSPFeedbacks"] == [{"source": "A", "feedbackValue": said, "tags": ["reason"]}]


def test_feedback_from_before_a_case_had_the_hash_is_not_shown_to_it(world: World) -> None:
    platform, early, late = world.platform("A"), Person(world), Person(world)
    early.submit(item(1, pdq(1)))
    world.say(platform, pdq(1), "Blocked")
    since = world.now
    late.submit(item(1, pdq(1)))
    assert (early.states(), late.states()) == (["blocked"], ["not-collected"])
    world.clock.at += 60
    world.say(platform, pdq(1), "Blocked")
    assert early.status().items[0].platforms[0].at == since, "it began when it was first said"
    (row,) = late.status().items[0].platforms
    assert (row.state.value, row.at) == ("blocked", world.now), "its beginning lies before this case"


def test_a_hash_added_later_to_a_known_item_brings_no_older_feedback_with_it(world: World) -> None:
    platform, other, person = world.platform("A"), Person(world), Person(world)
    other.submit(item(1, pdq(1)))
    person.submit(item(1, pdq(2)))
    world.say(platform, pdq(1), "Blocked")
    person.submit(item(1, pdq(1)))
    assert person.states() == ["not-collected"]


def test_the_latest_feedback_on_a_hash_counts_and_none_only_tags(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)))
    world.say(platform, pdq(1), "Blocked")
    world.say(platform, pdq(1), "None", "appealed")
    assert person.states() == ["blocked"]
    (feedback,) = records(world.fetch(platform))[pdq(1)]["CSPFeedbacks"]
    assert feedback == {"source": "A", "feedbackValue": "Blocked", "tags": ["appealed"]}
    world.say(platform, pdq(1), "NotBlocked")
    assert person.states() == ["not-blocked"]


def test_repeated_feedback_does_not_send_the_record_again(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)))
    world.say(platform, pdq(1), "Blocked")
    start = checkpoint(world, platform)
    world.clock.at += 60
    world.say(platform, pdq(1), "Blocked")
    assert world.fetch(platform, start + 1)["count"] == 0


def test_taken_back_only_after_the_platform_confirms_what_it_was_told(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1), pdq(2)), item(2, pdq(3)))
    before = world.fetch(platform)
    start = before["nextSetTimestamp"]
    world.clock.at += 60
    person.withdraw([ONE])
    assert person.states() == ["take-back-asked", "not-collected"]
    world.acknowledge(platform, before)
    assert person.states()[0] == "take-back-asked", "a token from before the withdrawal"
    half = world.fetch(platform, start + 1, size=1)
    world.acknowledge(platform, half)
    assert person.states()[0] == "take-back-asked", "half of its hashes"
    rest = world.fetch(platform, start + 1, token=half["nextPageToken"])
    assert person.states()[0] == "take-back-asked", "told is not done"
    assert world.acknowledge(platform, rest) == 1
    assert world.acknowledge(platform, rest) == 0
    first = person.status().items[0]
    assert (first.platforms[0].state.value, first.platforms[0].at) == ("taken-back", world.now)
    assert first.withdrawn_at == world.now - world.now % 3600


@pytest.mark.parametrize("said", ["Withdrawn", "Deleted"])
def test_taken_back_after_feedback_that_says_so(world: World, said: str) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1), pdq(2)))
    world.fetch(platform)
    world.say(platform, pdq(1), said)
    assert person.states() == ["not-collected"], "not withdrawn yet, so nothing is taken back"
    person.withdraw()
    assert person.states() == ["take-back-asked"]
    world.say(platform, pdq(1), "Blocked")
    assert person.states() == ["take-back-asked"]
    world.say(platform, pdq(1), said)
    assert person.states() == ["take-back-asked"], "its other hash still matches: nothing was said of that"
    world.say(platform, pdq(2), said)
    assert person.states() == ["taken-back"]


def test_the_acknowledgement_of_a_fresh_sync_covers_what_it_left_out(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)))
    world.fetch(platform)
    person.withdraw()
    world.acknowledge(platform, world.fetch(platform))
    assert person.states() == ["taken-back"]


def test_a_platform_whose_access_ended_is_no_longer_listed(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    world.platform("B")
    person.submit(item(1, pdq(1)))
    world.say(platform, pdq(1), "Blocked")
    with world.database.write() as connection:
        revoke_platform(connection, "A", world.now)
    assert [row.name for row in person.status().items[0].platforms] == ["B"]
    b = next(p for p in [Platform(2, "B")])
    assert records(world.fetch(b))[pdq(1)]["CSPFeedbacks"] == []


def test_status_has_100_items_a_page_in_order_and_nothing_for_strangers(world: World) -> None:
    world.platform("A")
    person, stranger = Person(world), Person(world)
    for start in (0, 50, 100):
        person.submit(*(item(number, pdq(number)) for number in range(start, start + 50)))
    first = person.status()
    assert [entry.item_id for entry in first.items] == [f"{number:032x}" for number in range(100)]
    assert first.next is not None
    second = person.status(first.next)
    assert [entry.item_id for entry in second.items] == [f"{number:032x}" for number in range(100, 150)]
    assert second.next is None
    assert stranger.status().items == ()
    assert stranger.status(first.next).items == ()


def test_a_page_of_status_fits_the_wire_whatever_the_platforms_are_called(world: World) -> None:
    for number in range(60):
        world.platform(f"{number:02d} " + "한" * 60)
    person = Person(world)
    for start in (0, 50):
        person.submit(*(item(number, pdq(number)) for number in range(start, start + 50)))
    seen, after = [], None
    while True:
        page = person.status(after)
        seen += [entry.item_id for entry in page.items]
        after = page.next
        if after is None:
            break
    assert seen == [f"{number:032x}" for number in range(100)]


def test_retention_takes_back_by_itself(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)))
    start = checkpoint(world, platform)
    world.clock.at += (world.registry.settings.retention_days - 1) * DAY
    world.housekeep()
    assert person.states() == ["not-collected"]
    world.clock.at += 2 * DAY
    world.housekeep()
    assert person.states() == ["take-back-asked"]
    assert records(world.fetch(platform, start))[pdq(1)]["hashStatus"] == "Withdrawn"


def test_a_platform_contributes_hashes_of_its_own_and_takes_them_back(world: World) -> None:
    a, b, person = world.platform("A"), world.platform("B"), Person(world)
    signal = read_signal("StopNCIISignalType.ImagePDQ", pdq(1).upper())
    assert signal == ("ImagePDQ", pdq(1))
    with world.database.write() as connection:
        take_hashes(connection, a, [(signal, Feedback("Blocked", ("own",)))], world.now)
    page = world.fetch(b)
    (record,) = page["hashRecords"]
    assert record["hashStatus"] == "Active"
    assert list(record["caseNumbers"].values()) == ["Active"]
    assert record["CSPFeedbacks"] == [{"source": "A", "feedbackValue": "Blocked", "tags": ["own"]}]
    person.submit(item(1, pdq(1)))
    assert person.states() == ["not-collected"], "what was said before is not for this case"
    world.say(a, pdq(1), "Withdrawn")
    (record,) = world.fetch(b, page["nextSetTimestamp"])["hashRecords"]
    assert record["hashStatus"] == "Active", "the person's case goes on"
    assert sorted(record["caseNumbers"].values()) == ["Active", "Withdrawn"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("ImagePDQ", "ab"),
        ("ImagePDQ", "g" * 64),
        ("ImagePDQ", "0f" * 32),
        ("VideoMD5", "a" * 64),
        ("VideoTMK", "a" * 64),
        ("Text", "x"),
        ("", ""),
        ("StopNCIISignalType.StopNCIISignalType.ImagePDQ", "a" * 64),
    ],
)
def test_signals_that_the_feed_does_not_carry(kind: str, value: str) -> None:
    assert read_signal(kind, value) is None


def test_the_second_half_of_a_stamp_is_not_collected_by_who_stopped_after_the_first(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)), item(2, pdq(2)))
    world.fetch(world.platform("B"))
    world.clock.at += 5
    person.submit(item(3, pdq(3)))
    first = world.fetch(platform, size=1)
    world.fetch(platform, size=2, token=first["nextPageToken"])  # and then this reader dies
    world.fetch(platform, first["nextSetTimestamp"], size=1)
    assert person.states() == ["collected", "not-collected", "not-collected"]


def test_who_skips_ahead_confirms_no_withdrawal_it_was_not_told(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)))
    world.fetch(platform)
    person.withdraw()
    assert world.acknowledge(platform, world.fetch(platform, world.now + 10**6)) == 0
    assert person.states() == ["take-back-asked"]
