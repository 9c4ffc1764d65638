"""Keys change while people are on the way: what was sealed, signed or kept under the old ones goes on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from support.world import Person, World, item, pdq
from takedown_protocol import app_side
from takedown_protocol.descriptor import Descriptor, sign_descriptor
from takedown_protocol.errors import DescriptorExpired, NotVerified, RootMismatch, VersionRolledBack
from takedown_protocol.messages import Eligibility
from takedown_protocol.registry_side import UniformProblem
from takedown_protocol.signing import SigningKey
from takedown_registry.descriptor import NotCurrent, install, propose, published, unexpired_until
from takedown_registry.keys import DAY, KeyRing, KeysMissing


class Offline:
    """A registry whose root key was taken away."""

    def __init__(self, world: World) -> None:
        world.envelope()
        assert world.keys.root
        self.world, self.root = world, world.keys.root
        world.keys.root = None

    def rotate(self) -> None:
        with self.world.database.read() as connection:
            until = unexpired_until(connection, self.world.now)
        self.world.keys.renew_sealing(self.world.now, until)
        self.world.keys.renew_reply()

    def proposed(self, days: int = 60) -> Descriptor:
        with self.world.database.read() as connection:
            return propose(connection, self.world.registry.settings, self.world.keys, self.world.now, days)

    def install(self, envelope: bytes) -> None:
        world = self.world
        install(world.database, world.registry.settings, world.keys, envelope, world.now)

    def sign(self) -> None:
        self.install(sign_descriptor(self.proposed(), self.root))


@pytest.fixture
def offline(sqlite_world: World) -> Offline:
    return Offline(sqlite_world)


def prepared_by(person: Person, descriptor: Descriptor, number: int) -> app_side.PreparedMessage:
    (prepared,) = app_side.prepare_submission(
        person.keys,
        descriptor,
        now=person.world.now,
        eligibility=Eligibility.ADULT,
        items=[item(number, pdq(number))],
    )
    return prepared


def test_old_and_new_keys_overlap_and_then_do_not(offline: Offline) -> None:
    world = offline.world
    old, person = world.descriptor(), Person(world)

    def send(number: int, descriptor: Descriptor) -> app_side.VerifiedReceipt:
        prepared = prepared_by(person, descriptor, number)
        body = app_side.seal(prepared, descriptor, world.now)
        answer = app_side.open_answer(prepared, descriptor, world.intake.answer(body, world.now))
        assert isinstance(answer, app_side.VerifiedReceipt)
        return answer

    first = send(1, old)
    offline.rotate()
    assert world.envelope() and world.descriptor() == old, "nothing changes until the root key has signed"
    offline.sign()
    new = world.descriptor()
    assert (new.version, len(new.reply_keys), len(new.sealing_keys)) == (2, 2, 2)
    assert new.current_sealing_key(world.now).public != old.current_sealing_key(world.now).public

    # The overlap: whoever has either description can send and check the answer.
    for days in (0, 13):
        world.clock.at += days * DAY
        world.housekeep()
        for number, descriptor in enumerate((old, new)):
            kept = send(10 * days + number + 2, descriptor)
            for known in (old, new):
                assert app_side.verify_receipt(kept.document, known)
    late = prepared_by(person, old, 99)
    sealed_late = app_side.seal(late, old, world.now)
    world.clock.at += 1 * DAY  # the old description is over, and so is its sealing key; not yet destroyed
    world.housekeep()
    with pytest.raises(DescriptorExpired, match="fetch it again"):
        send(30, old)
    fresh = send(31, new)
    with pytest.raises(NotVerified):
        app_side.verify_receipt(fresh.document, old)
    assert app_side.verify_receipt(fresh.document, new) and app_side.verify_receipt(first.document, new)
    assert isinstance(
        app_side.open_answer(late, new, world.intake.answer(sealed_late, world.now)), app_side.VerifiedReceipt
    ), "what was on the way is opened"

    world.clock.at += 10 * DAY
    world.housekeep()
    assert len(world.keys.sealing) == 1
    with pytest.raises(UniformProblem):
        world.intake.answer(sealed_late, world.now)
    assert [reply.signer is None for reply in world.keys.replies] == [True, False]
    assert app_side.verify_receipt(first.document, world.descriptor()), "the public half stays"
    with world.database.read() as connection:
        shown = published(connection, world.registry.settings, world.keys, world.now)
    assert shown and shown.current, "keys that end by themselves need no new signature"


def test_what_the_root_key_did_not_sign_is_not_published(offline: Offline) -> None:
    world, before = offline.world, offline.world.envelope()
    offline.rotate()
    proposed = offline.proposed()
    other = SigningKey.generate()
    foreign = sign_descriptor(replace(proposed, root_key=other.public), other)
    earlier = sign_descriptor(replace(proposed, version=1), offline.root)
    untrue = sign_descriptor(replace(proposed, retention_days=1), offline.root)
    stale = sign_descriptor(proposed, offline.root)
    cases: list[tuple[bytes, type[Exception]]] = [
        (foreign, RootMismatch),
        (earlier, VersionRolledBack),
        (untrue, NotCurrent),
        (stale[:-9] + stale[-8:], Exception),
    ]
    for envelope, error in cases:
        with pytest.raises(error):
            offline.install(envelope)
        assert world.envelope() == before
    assert [key.use_from for key in world.keys.replies] == [0, None]
    world.keys.renew_reply()
    with pytest.raises(NotCurrent):
        offline.install(stale)


def test_a_description_does_not_outlive_its_last_sealing_key(offline: Offline) -> None:
    last = offline.world.keys.sealing[-1].not_after
    assert offline.proposed(days=400).expires_at == last
    assert offline.proposed(days=5).expires_at == offline.world.now + 5 * DAY


@pytest.mark.parametrize("which", ["sealing", "reply"])
def test_a_revoked_key_is_gone_at_once_and_replaced(sqlite_world: World, which: str) -> None:
    world = sqlite_world
    old, person = world.descriptor(), Person(world)
    prepared = prepared_by(person, old, 1)
    body = app_side.seal(prepared, old, world.now)
    first = app_side.open_answer(prepared, old, world.intake.answer(body, world.now))
    assert isinstance(first, app_side.VerifiedReceipt)
    key = world.keys.sealing[0].pair.public if which == "sealing" else world.keys.replies[0].public
    with pytest.raises(KeysMissing):
        world.keys.revoke("0" * 16, world.now)
    world.keys.revoke(key.hex()[:16], world.now)
    assert not list(world.data.rglob(f"*{key.hex()[:16]}*"))
    new = world.descriptor()
    assert key not in new.reply_keys and key not in {each.public for each in new.sealing_keys}
    if which == "sealing":
        with pytest.raises(UniformProblem):
            world.intake.answer(body, world.now)
    else:
        with pytest.raises(NotVerified):
            app_side.verify_receipt(first.document, new)
    # What was written down is sealed anew, under the new description.
    again = world.intake.answer(app_side.seal(prepared, new, world.now), world.now)
    repeated = app_side.open_answer(prepared, new, again)
    assert isinstance(repeated, app_side.VerifiedReceipt) and repeated.receipt == first.receipt


def test_keys_of_an_earlier_version_are_taken_over(sqlite_world: World) -> None:
    keys = sqlite_world.data / "keys"
    (file,) = keys.glob("reply-*.json")
    fields = json.loads(file.read_text())
    (keys / "reply.json").write_text(json.dumps({"seed": fields["seed"]}))
    file.unlink()
    assert KeyRing(sqlite_world.data).reply_at(sqlite_world.now).public.hex() == fields["public"]
    assert [path.name for path in keys.glob("reply*")] == [file.name]
    assert KeyRing(sqlite_world.data).reply_at(0).public.hex() == fields["public"]
