"""The feed loses nothing, tells nothing too early, and never brings back what was taken back."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from support.world import Page, Person, World, item, pdq
from takedown_registry.accounts import Platform
from takedown_registry.keys import DAY
from takedown_registry.quotas import Quotas
from takedown_registry.settings import Settings
from takedown_registry.tokens import TokenWrong

MakeWorld = Callable[..., World]


def values(page: Page) -> list[str]:
    return [record["hashValue"] for record in page["hashRecords"]]


def sync(world: World, platform: Platform, start: int = 10, size: int = 800) -> list[Page]:
    pages = [world.fetch(platform, start, size=size)]
    while pages[-1]["hasMoreRecords"]:
        pages.append(world.fetch(platform, start, size=size, token=pages[-1]["nextPageToken"]))
    return pages


def records(pages: list[Page]) -> dict[str, str]:
    return {each["hashValue"]: each["hashStatus"] for page in pages for each in page["hashRecords"]}


def test_an_empty_feed_leaves_the_reader_where_it_was(world: World) -> None:
    platform = world.platform("A")
    for start in (0, 10, 11, 1_700_000_000, world.now + 10**6):
        page = world.fetch(platform, start)
        assert (page["count"], page["hashRecords"], page["hasMoreRecords"]) == (0, [], False)
        assert page["nextSetTimestamp"] == start
        assert page["nextPageToken"] is None


def test_rows_of_one_stamp_are_paged_without_loss_and_the_checkpoint_is_never_now(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, *map(pdq, range(1, 8))))
    world.clock.at += 1000
    pages = sync(world, platform, size=3)
    assert [page["count"] for page in pages] == [3, 3, 1]
    assert [value for page in pages for value in values(page)] == [pdq(n) for n in range(1, 8)]
    stamps = {record["lastModtimestamp"] for page in pages for record in page["hashRecords"]}
    assert len(stamps) == 1
    world.clock.at += 1000
    again = sync(world, platform, size=3)
    assert {page["nextSetTimestamp"] for page in pages + again} == stamps
    # Whoever stopped in the middle starts again with that checkpoint and gets the rest: it is inclusive.
    assert len(records(sync(world, platform, pages[0]["nextSetTimestamp"], size=3))) == 7


def test_stamps_rise_even_if_the_clock_steps_back(make_world: MakeWorld) -> None:
    # A quota that was counted by the later clock would put the second submission off.
    world = make_world(Settings(quotas=Quotas(solved_per_hour=0)))
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)))
    first = world.fetch(platform)["nextSetTimestamp"]
    world.clock.at -= 3 * 3600
    person.submit(item(2, pdq(2)))
    page = world.fetch(platform, first + 1)
    assert values(page) == [pdq(2)]
    assert page["nextSetTimestamp"] == first + 1


def test_many_writes_in_one_second_do_not_push_stamps_ahead_of_the_clock(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    for number in range(1, 31):
        person.submit(item(number, pdq(number)))
    assert world.fetch(platform)["nextSetTimestamp"] == world.now


def test_a_row_that_changes_while_somebody_pages_is_sent_again_at_the_end(world: World) -> None:
    platform, person, other = world.platform("A"), Person(world), Person(world)
    person.submit(item(1, *map(pdq, range(1, 6))))
    start = world.fetch(platform)["nextSetTimestamp"]
    first = world.fetch(platform, start, size=2)
    assert values(first) == [pdq(1), pdq(2)]
    other.submit(item(9, pdq(1), pdq(4)))
    rest = world.fetch(platform, start, size=10, token=first["nextPageToken"])
    assert values(rest) == [pdq(3), pdq(5), pdq(1), pdq(4)]
    assert rest["nextSetTimestamp"] > first["nextSetTimestamp"]
    assert all(len(record["caseNumbers"]) == 2 for record in rest["hashRecords"][2:])


def test_withdrawn_while_a_fresh_sync_runs_still_reaches_its_reader(world: World) -> None:
    """The trap: the fresh sync must leave tombstones out, yet this reader already holds the hash."""
    platform, person = world.platform("A"), Person(world)
    for number in range(1, 5):
        person.submit(item(number, pdq(number)))
    first = world.fetch(platform, size=2)
    world.clock.at += 5
    person.withdraw([f"{1:032x}"])
    world.fetch(world.platform("B"), 11)  # another reader's request gives the tombstone a stamp of its own
    world.clock.at += 5
    person.submit(item(7, pdq(7)))
    last = world.fetch(platform, size=10, token=first["nextPageToken"])
    assert "Withdrawn" not in records([last]).values()
    assert not last["hasMoreRecords"]
    following = records([world.fetch(platform, last["nextSetTimestamp"])])
    assert following[pdq(1)] == "Withdrawn"
    assert following[pdq(7)] == "Active"


def test_after_a_fresh_sync_no_tombstone_comes_for_what_it_never_brought(world: World) -> None:
    """The stock client would turn such a tombstone into a live record."""
    early, late, person = world.platform("A"), world.platform("B"), Person(world)
    person.submit(item(1, pdq(1)))
    person.submit(item(2, pdq(2)))
    sync(world, early)
    world.clock.at += 5
    person.withdraw([f"{2:032x}"])
    pages = sync(world, late)
    assert records(pages) == {pdq(1): "Active"}
    newest = pages[-1]["hashRecords"][-1]["lastModtimestamp"]
    assert pages[-1]["nextSetTimestamp"] == newest
    assert records(sync(world, late, newest)) == {pdq(1): "Active"}


def test_what_was_sent_to_nobody_leaves_without_a_trace(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)))
    person.withdraw()
    assert records(sync(world, platform, 11)) == {}
    assert person.states() == ["not-collected"]


def test_an_incremental_fetch_carries_tombstones_for_90_days_and_then_the_hash_is_gone(world: World) -> None:
    platform, person = world.platform("A"), Person(world)
    person.submit(item(1, pdq(1)))
    start = world.fetch(platform)["nextSetTimestamp"]
    person.withdraw()
    assert records(sync(world, platform, start)) == {pdq(1): "Withdrawn"}
    assert records(sync(world, platform)) == {}
    world.clock.at += 89 * DAY
    world.housekeep()
    assert records(sync(world, platform, start)) == {pdq(1): "Withdrawn"}
    world.acknowledge(platform, world.fetch(platform, start))
    world.clock.at += 2 * DAY
    assert records(sync(world, platform, start)) == {}
    world.housekeep()
    with world.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM hashes").scalar() == 0
    assert person.states() == ["taken-back"], "what became of it stays known without the hash"


def test_a_hash_of_two_cases_is_withdrawn_only_with_the_last(world: World) -> None:
    platform, one, two = world.platform("A"), Person(world), Person(world)
    one.submit(item(1, pdq(1)))
    two.submit(item(1, pdq(1)))
    (both,) = world.fetch(platform)["hashRecords"]
    assert sorted(both["caseNumbers"].values()) == ["Active", "Active"]
    one.withdraw()
    (left,) = world.fetch(platform, both["lastModtimestamp"])["hashRecords"]
    assert left["hashStatus"] == "Active"
    assert sorted(left["caseNumbers"].values()) == ["Active", "Withdrawn"]
    assert set(left["caseNumbers"]) == set(both["caseNumbers"])
    two.withdraw()
    (gone,) = world.fetch(platform, left["lastModtimestamp"])["hashRecords"]
    assert gone["hashStatus"] == "Withdrawn"


def test_case_numbers_cannot_be_compared_between_platforms(world: World) -> None:
    a, b, person = world.platform("A"), world.platform("B"), Person(world)
    person.submit(item(1, pdq(1)), item(2, pdq(2)))
    seen = [
        {number for record in world.fetch(each)["hashRecords"] for number in record["caseNumbers"]}
        for each in (a, b)
    ]
    assert [len(numbers) for numbers in seen] == [1, 1]
    assert seen[0].isdisjoint(seen[1])
    assert person.keys.case_key.hex()[:8] not in "".join(seen[0] | seen[1])


def test_tokens_are_of_one_platform_and_one_kind(world: World) -> None:
    a, b, person = world.platform("A"), world.platform("B"), Person(world)
    person.submit(item(1, pdq(1), pdq(2)))
    page = world.fetch(a, size=1)
    token = page["nextPageToken"]
    changed = ("A" if token[0] != "A" else "B") + token[1:]
    for platform, wrong in ((b, token), (a, changed), (a, page["ackToken"]), (a, "é"), (a, "AAAA"), (a, "=")):
        with pytest.raises(TokenWrong):
            world.fetch(platform, token=wrong)


@pytest.mark.parametrize("seed", range(6))
def test_every_reader_ends_up_with_exactly_what_is_active(world: World, seed: int) -> None:
    """Readers of several kinds page, stop in the middle, start again; people add and withdraw meanwhile."""
    chance = random.Random(seed)
    people = [Person(world) for _ in range(3)]
    readers = [Reader(world, f"P{number}", chance) for number in range(3)]
    held: dict[tuple[int, str], str] = {}
    gone: set[tuple[int, str]] = set()
    for step in range(60):
        world.clock.at += chance.choice([0, 0, 1, -2])
        who = chance.randrange(3)
        match chance.randrange(4):
            case 0:
                number = chance.randrange(12)
                entry = item(number, pdq(chance.randrange(9)))
                key = (who, entry.item_id)
                receipt = people[who].submit(entry)
                if key not in gone:
                    held[(who, f"{entry.item_id}{entry.hashes[0].value}")] = entry.hashes[0].value
                    assert receipt.items[0].accepted == 1
                else:
                    assert receipt.items[0].accepted == 0
            case 1 if step > 20:
                item_id = f"{chance.randrange(12):032x}"
                people[who].withdraw([item_id])
                gone.add((who, item_id))
                for each in [each for each in held if each[0] == who and each[1].startswith(item_id)]:
                    del held[each]
            case 2:
                world.say(readers[who].platform, pdq(chance.randrange(9)), "Blocked")
            case _:
                readers[who].step()
    for reader in readers:
        reader.finish()
        assert reader.bank == set(held.values())


class Reader:
    """A platform that honours withdrawals; may lose its pages, or all it has, at any moment."""

    def __init__(self, world: World, name: str, chance: random.Random) -> None:
        self.world, self.platform, self.chance = world, world.platform(name), chance
        self.bank: set[str] = set()
        self.checkpoint = 10
        self.start, self.token = 10, None

    def step(self) -> None:
        match self.chance.randrange(10):
            case 0:
                self.bank, self.checkpoint = set(), 10  # lost everything: from the start
                self.start, self.token = 10, None
            case 1:
                self.start, self.token = self.checkpoint, None  # lost its place within a sync
            case _:
                self.page(self.chance.choice([1, 2, 3, 800]))

    def page(self, size: int) -> bool:
        page = self.world.fetch(self.platform, self.start, size=size, token=self.token)
        for record in page["hashRecords"]:
            if record["hashStatus"] == "Active":
                self.bank.add(record["hashValue"])
            else:
                self.bank.discard(record["hashValue"])
        assert page["nextSetTimestamp"] >= self.checkpoint, "a rewind makes HMA stop"
        self.checkpoint = page["nextSetTimestamp"]
        self.token = page["nextPageToken"]
        if self.token is None:
            self.start = self.checkpoint
        return bool(page["hasMoreRecords"])

    def finish(self) -> None:
        for _ in range(2):  # the sync under way, and one more
            while self.page(2):
                pass
