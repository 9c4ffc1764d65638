"""Figure 7 of the safety page, at the door of a real registry process: what was tampered with, cut, expired,
meant for another registry, or signed again under a known number is refused, all of it, and changes nothing.

A plain run brings about 1,600 messages, `STILLMARK_FULL=1` every bit and every length of a 16 KiB one (some
150,000). `tests/unit/takedown_protocol/test_every_bit.py` does every bit without a network in every run.
"""

from __future__ import annotations

import base64
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import requests

from support.person import SEALED, NetworkPerson
from support.registry import Platform, RegistryProcess
from support.world import item, pdq
from takedown_protocol import app_side, canonical
from takedown_protocol.identity import CaseSecret
from takedown_protocol.messages import Eligibility, Submission, encode_message
from takedown_protocol.replies import Refusal
from takedown_protocol.sealing import LARGE, SMALL, SealingKeyPair, seal_request
from takedown_protocol.signing import PayloadType, SigningKey, sign_envelope

FULL = os.environ.get("STILLMARK_FULL") == "1"
HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Attempt:
    """One hostile body.

    Attributes:
        family: what was done to it.
        body: as posted.
        prepared: whose reply key a refusal would be sealed to; None where nobody could read one.
        reason: of the signed refusal; None where the one uniform problem is the answer.
    """

    family: str
    body: bytes
    prepared: app_side.PreparedMessage | None = None
    reason: str | None = None


def flipped(body: bytes, bits: Iterator[int] | range | list[int]) -> Iterator[bytes]:
    changed = bytearray(body)
    for bit in bits:
        changed[bit >> 3] ^= 1 << (bit & 7)
        yield bytes(changed)
        changed[bit >> 3] ^= 1 << (bit & 7)


def from_outside(person: NetworkPerson, known: app_side.PreparedMessage) -> Iterator[Attempt]:
    """By somebody on the way, who has no key."""
    chance = random.Random(7)
    small = person.sealed(known)
    large = person.sealed(person.prepare(*(item(n, *(pdq(n * 99 + k) for k in range(24))) for n in range(9))))
    assert (len(small), len(large)) == (SMALL, LARGE)
    bits = range(SMALL * 8) if FULL else chance.sample(range(SMALL * 8), 500)
    for body in flipped(small, bits):
        yield Attempt("bit of 16 KiB", body)
    for body in flipped(large, chance.sample(range(LARGE * 8), 2000 if FULL else 200)):
        yield Attempt("bit of 256 KiB", body)
    for length in range(SMALL) if FULL else [*range(64), *chance.sample(range(SMALL), 100), SMALL - 1]:
        yield Attempt("cut short", small[:length])
    for extra in (b"\0", bytes(100), bytes(LARGE - SMALL), small, bytes(LARGE)):
        yield Attempt("made longer", small + extra)
    yield Attempt("made longer", large + b"\0")
    for step in range(1, 200, 4):
        at = step * 80
        yield Attempt(
            "parts exchanged", small[:at] + small[at + 40 : at + 80] + small[at : at + 40] + small[at + 80 :]
        )
    for _ in range(100):
        yield Attempt("noise", chance.randbytes(SMALL))


def from_inside(person: NetworkPerson, known: app_side.PreparedMessage) -> Iterator[Attempt]:
    """By somebody who seals to the registry's public key: an envelope that was seen, changed."""
    root, key = person.descriptor.root_key_id, person.descriptor.sealing_keys[0].public
    chance = random.Random(8)
    bits = len(known.envelope) * 8
    for envelope in flipped(known.envelope, range(bits) if FULL else chance.sample(range(bits), 300)):
        yield Attempt("bit of the envelope", seal_request(envelope, key, root))
    stranger = SigningKey.generate()
    for length in chance.sample(range(len(known.envelope)), 60):
        yield Attempt("envelope cut short", seal_request(known.envelope[:length], key, root))
    for other in PayloadType:
        if other is not PayloadType.MESSAGE:
            raw = sign_envelope(known.payload, other, person.keys.signer)
            yield Attempt("another type", seal_request(raw, key, root))
    yield Attempt(
        "another's signature",
        seal_request(sign_envelope(known.payload, PayloadType.MESSAGE, stranger), key, root),
    )
    envelope = json.loads(known.envelope)
    envelope["signatures"][0]["sig"] = base64.b64encode(bytes(64)).decode()
    yield Attempt("no signature", seal_request(canonical.encode(envelope), key, root))
    envelope["signatures"] = []
    yield Attempt("no signature", seal_request(canonical.encode(envelope), key, root))
    for name in ("0" * 64, stranger.key_id, root[::-1], ""):
        yield Attempt("sealed for another registry", seal_request(known.envelope, key, name))
    yield Attempt(
        "sealed to another key", seal_request(known.envelope, SealingKeyPair.generate().public, root)
    )


def from_the_case(person: NetworkPerson, known: app_side.PreparedMessage) -> Iterator[Attempt]:
    """By whoever has the words, or a thief of them: properly signed, and yet refused."""
    message = known.message
    assert isinstance(message, Submission)
    now = int(time.time())
    hour = now - now % HOUR

    def signed(payload: bytes) -> app_side.PreparedMessage:
        envelope = sign_envelope(payload, PayloadType.MESSAGE, person.keys.signer)
        return replace(
            known, payload=payload, envelope=envelope, message_id=json.loads(payload)["message_id"]
        )

    def attempt(family: str, prepared: app_side.PreparedMessage, reason: str) -> Attempt:
        body = seal_request(
            prepared.envelope, person.descriptor.sealing_keys[0].public, person.descriptor.root_key_id
        )
        return Attempt(family, body, prepared, reason)

    for number in range(100):
        again = replace(message, items=(item(1, pdq(9000 + number)), item(2, pdq(number))))
        yield attempt("signed again under a known id", signed(encode_message(again)), "message-id-reused")
    for changed in (
        replace(message, header=replace(message.header, issued_at=hour - HOUR)),
        replace(message, header=replace(message.header, reply_key=SealingKeyPair.generate().public)),
        replace(message, items=(item(3, pdq(3)),)),
    ):
        if changed.header.reply_key == message.header.reply_key:
            yield attempt(
                "signed again under a known id", signed(encode_message(changed)), "message-id-reused"
            )
    fields = json.loads(known.payload)
    whole_case = {name: value for name, value in fields.items() if name not in ("eligibility", "items")}
    for other in (
        {**whole_case, "kind": "withdrawal", "whole_case": True},
        {**whole_case, "kind": "withdrawal", "item_ids": [f"{1:032x}"]},
    ):
        yield attempt("withdrawal under a known id", signed(canonical.encode(other)), "message-id-reused")
    for number in range(60):
        ago = 7 * DAY + 2 * HOUR + number * (number + 1) * DAY
        header = replace(message.header, message_id=f"{number:032x}", issued_at=hour - ago)
        yield attempt("expired", signed(encode_message(replace(message, header=header))), "clock")
        header = replace(
            message.header, message_id=f"{number:032x}", issued_at=hour + 26 * HOUR + number * DAY
        )
        yield attempt("from the future", signed(encode_message(replace(message, header=header))), "clock")
    for number in range(60):
        header = replace(message.header, message_id=f"{number:032x}", registry=f"{number:064x}")
        yield attempt(
            "for another registry", signed(encode_message(replace(message, header=header))), "wrong-registry"
        )
    for name, value in (
        ("x", 1),
        ("language", "ko"),
        ("name", "a"),
        ("vouch", None),
        ("items", []),
        ("eligibility", "x"),
    ):
        spoiled = canonical.encode({**fields, "message_id": "e" * 32, name: value})
        family = "another schema"
        # A vouch that is none spoils the header, before which nobody is answered.
        if name == "vouch":
            yield Attempt(family, attempt(family, signed(spoiled), "").body)
        else:
            yield attempt(family, signed(spoiled), "malformed")
    loose = json.dumps(fields).encode()
    yield attempt("not canonical", signed(loose), "malformed")


def snapshot(person: NetworkPerson, platform: Platform) -> tuple[object, ...]:
    status = person.status()
    records = [
        (record.hashValue, record.lastModtimestamp, str(record.hashStatus), sorted(record.caseNumbers))
        for page in platform.api.fetch_hashes_iter()
        for record in page.hashRecords
    ]
    return ([each.item_id for each in status.items], records)


@pytest.mark.slow
def test_everything_that_was_tampered_with_is_refused_and_changes_nothing(
    registry: RegistryProcess, person: NetworkPerson
) -> None:
    platform = registry.add_platform("Watcher")
    known = person.prepare(item(1, pdq(1)), item(2, pdq(2)))
    body = person.sealed(known)
    other = NetworkPerson(registry.url, registry.root_key_id)
    other.submit(item(5, pdq(5)))
    counts: Counter[str] = Counter()
    accepted: list[str] = []

    def post(sent: bytes) -> requests.Response:
        return requests.post(
            f"{registry.url}/v1/messages", data=sent, headers={"Content-Type": SEALED}, timeout=30
        )

    first = app_side.open_answer(known, person.descriptor, post(body).content)
    uniform = post(b"").content
    platform.api.fetch_hashes(start_timestamp=10)
    before = snapshot(person, platform)
    for attempts in (from_outside, from_inside, from_the_case):
        for attempt in attempts(person, known):
            counts[attempt.family] += 1
            answer = post(attempt.body)
            if attempt.prepared is None:
                refused = (answer.status_code, answer.content) == (400, uniform)
            else:
                said = app_side.open_answer(attempt.prepared, person.descriptor, answer.content)
                refused = isinstance(said, Refusal) and said.reason == attempt.reason
            if not refused:
                accepted.append(attempt.family)
    for _ in range(20):
        counts["repeat, same receipt"] += 1
        assert app_side.open_answer(known, person.descriptor, post(body).content) == first
    # Sealed anew, as after a change of keys: still the same message.
    assert app_side.open_answer(known, person.descriptor, post(person.sealed(known)).content) == first
    after = snapshot(person, platform)
    for family, count in counts.items():
        print(f"{count:7} {family}")
    tried = sum(counts.values()) - counts["repeat, same receipt"]
    refused_all = tried - len(accepted)
    print(f"{refused_all} of {tried} hostile messages refused ({100 * refused_all / tried:.2f} %)")
    assert accepted == []
    assert tried > 1400
    assert after == before


def test_a_known_id_of_another_case_is_another_message(
    registry: RegistryProcess, person: NetworkPerson
) -> None:
    """Ids belong to their case: a thief of an id can neither block a message nor learn that it is known."""
    known = person.prepare(item(1, pdq(1)))
    thief = NetworkPerson(registry.url, registry.root_key_id)
    message = known.message
    assert isinstance(message, Submission)
    reply = SealingKeyPair.generate()
    keys = CaseSecret.generate().keys()
    header = replace(message.header, case_key=keys.case_key, reply_key=reply.public)
    payload = encode_message(replace(message, header=header, eligibility=Eligibility.ADULT))
    stolen = replace(
        known,
        payload=payload,
        envelope=sign_envelope(payload, PayloadType.MESSAGE, keys.signer),
        reply_private=reply.private,
    )
    first = thief.send(stolen)
    assert isinstance(first, app_side.VerifiedReceipt)
    assert isinstance(person.send(known), app_side.VerifiedReceipt)
