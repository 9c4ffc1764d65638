"""Checks an exported audit log with nothing but the file and the registry's root key id: no database.

An export is lines of RFC 8785 JSON: every entry in its order, then the registry's signed description of
itself, then the *head*, which says how many entries there are and the digest of the last, signed by a reply
key that the description names. A *checkpoint* is the last two lines alone: whoever keeps one can tell later
whether the log of that day continues it, also against a registry that signs another past.

Each entry names the digest of the one before (a hash chain, as in RFC 5848), so a change can be pointed at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from takedown_protocol import canonical
from takedown_protocol.descriptor import Descriptor, verify_descriptor
from takedown_protocol.errors import Malformed, ProtocolError
from takedown_protocol.schema import Fields
from takedown_protocol.signing import PayloadType, SigningKey, key_id_of, parse_envelope, sign_envelope

START: Final = "0" * 64
"""What the first entry names as the digest before it."""
DESCRIPTOR_SIGNED: Final = "descriptor-signed"
"""The action whose detail `sha256` names a signed description of the registry."""
TAIL: Final = 2
"""Lines after the entries: description and head."""


class Change(StrEnum):
    """What was done to a log, as far as it shows."""

    EDITED = "edited"
    REMOVED = "removed"
    MOVED = "moved"
    ADDED = "added"
    CUT = "cut"
    REWRITTEN = "rewritten"
    NOT_SIGNED = "not-signed"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold.

    Attributes:
        change: of what kind.
        entry: the number of the entry it is about, or None.
        text: the same in words.
    """

    change: Change
    entry: int | None
    text: str


class AuditWrong(Exception):
    """A log or a checkpoint that does not hold.

    Attributes:
        faults: what does not hold, at least one.
    """

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.text for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Head:
    """How long a log is, the digest of its last entry, and when that was signed (Unix seconds)."""

    entries: int
    digest: str
    at: int


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    previous: str
    digest: str
    names_descriptor: str | None


def digest_of(entry: dict[str, Any]) -> str:
    """Return the digest of an entry without its field `digest`, 64 hexadecimal digits."""
    return hashlib.sha256(canonical.encode(entry)).hexdigest()


def sign_head(head: Head, root_key_id: str, signer: SigningKey) -> bytes:
    """Return the signed head, an envelope."""
    payload = {
        "v": 1,
        "registry": root_key_id,
        "at": head.at,
        "entries": head.entries,
        "digest": head.digest,
    }
    return sign_envelope(canonical.encode(payload), PayloadType.AUDIT_HEAD, signer)


def verify_checkpoint(untrusted_lines: Sequence[bytes], root_key_id: str) -> Head:
    """Check the last two lines of a checkpoint or an export; returns the head.

    Raises:
        AuditWrong: it is not signed by a key that this registry's root key vouches for.
    """
    return _verify_tail(untrusted_lines, root_key_id)[0]


def verify(untrusted_lines: Iterable[bytes], root_key_id: str, *, earlier: Head | None = None) -> Head:
    """Check an exported log from its first entry to its head.

    Args:
        untrusted_lines: the file's lines without their ends.
        root_key_id: the registry's identity, 64 hexadecimal digits.
        earlier: a head that was kept, from `verify_checkpoint`; this log has to continue it.

    Raises:
        AuditWrong: it does not hold; each fault says where.
    """
    lines = list(untrusted_lines)
    walk = _Walk()
    for line in lines[:-TAIL]:
        walk.read(line)
    try:
        head, descriptor_digest = _verify_tail(lines, root_key_id)
    except AuditWrong as wrong:
        raise AuditWrong(*walk.faults, *walk.gaps(None), *wrong.faults) from None
    faults = [*walk.faults, *walk.gaps(head.entries)]
    if not faults:
        faults += walk.against(head, descriptor_digest)
    if earlier is not None:
        faults += walk.since(earlier, head)
    if faults:
        raise AuditWrong(*faults)
    return head


class _Walk:
    """Reads entries one after another and remembers what does not fit."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._numbers: set[int] = set()
        self._digests: dict[int, str] = {}
        self._last = 0
        self._named: str | None = None

    def read(self, untrusted_line: bytes) -> None:
        """Take the next line."""
        try:
            entry, own = _read_entry(untrusted_line)
        except Malformed:
            self._fault(Change.EDITED, self._last + 1, "cannot be read")
            self._seen(self._last + 1)
            return
        if entry.digest != own:
            # Its own number may be what was changed.
            number = entry.number if entry.number == self._last + 1 else self._last + 1
            self._fault(Change.EDITED, number, "was changed: it has another digest than it names")
            self._seen(number)
            return
        if entry.number in self._numbers:
            self._fault(Change.ADDED, entry.number, "is there twice")
            return
        if entry.number < self._last:
            self._fault(Change.MOVED, entry.number, "stands in another place")
        before = START if entry.number == 1 else self._digests.get(entry.number - 1)
        if before is not None and before != entry.previous:
            number = max(1, entry.number - 1)
            self._fault(Change.EDITED, number, f"is not the one that entry {entry.number} was written after")
        self._digests[entry.number] = entry.digest
        self._named = entry.names_descriptor or self._named
        self._seen(entry.number)

    def _fault(self, change: Change, number: int, what: str) -> None:
        self.faults.append(Fault(change, number, f"entry {number} {what}"))

    def _seen(self, number: int) -> None:
        self._numbers.add(number)
        self._last = max(self._last, number)

    def gaps(self, signed: int | None) -> list[Fault]:
        """Name the entries that are not there, and those beyond the `signed` number of them."""
        found = [
            Fault(Change.REMOVED, first, f"{_range(first, last)} missing")
            for first, last in _runs(number for number in range(1, self._last) if number not in self._numbers)
        ]
        if signed is not None and self._last < signed:
            missing = _range(self._last + 1, signed)
            found.append(Fault(Change.CUT, self._last + 1, f"the end was cut off: {missing} missing"))
        if signed is not None and self._last > signed:
            added = _range(signed + 1, self._last)
            found.append(Fault(Change.ADDED, signed + 1, f"{added} not covered by what was signed"))
        return found

    def against(self, head: Head, descriptor_digest: str) -> list[Fault]:
        """Hold a log that is whole in itself against what was signed."""
        if self._digests.get(head.entries, START) != head.digest:
            text = f"entry {head.entries} is not the last one that was signed"
            return [Fault(Change.REWRITTEN, head.entries, text)]
        if self._named is not None and self._named != descriptor_digest:
            text = "the registry's description is not the newest that the log names"
            return [Fault(Change.NOT_SIGNED, None, text)]
        return []

    def since(self, earlier: Head, head: Head) -> list[Fault]:
        """Hold the log against an earlier head."""
        if head.entries < earlier.entries:
            text = (
                f"the log was cut: it has {head.entries} entries, and had {earlier.entries} at the checkpoint"
            )
            return [Fault(Change.CUT, head.entries + 1, text)]
        if self._digests.get(earlier.entries, START) != earlier.digest:
            text = f"the log was written anew: entry {earlier.entries} is not that of the checkpoint"
            return [Fault(Change.REWRITTEN, earlier.entries, text)]
        return []


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _range(first: int, last: int) -> str:
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"


def _read_entry(untrusted_line: bytes) -> tuple[_Entry, str]:
    """Return an entry and the digest that it should name.

    Raises:
        Malformed: it is none.
    """
    parsed = canonical.parse_canonical(untrusted_line)
    fields = Fields(parsed, "entry")
    number = fields.integer("id", 1)
    fields.integer("at")
    action = fields.text("action", 1, 40)
    detail = fields.take("detail")
    entry = _Entry(
        number,
        fields.hexadecimal("previous", 64),
        fields.hexadecimal("digest", 64),
        _named_descriptor(detail) if action == DESCRIPTOR_SIGNED else None,
    )
    fields.done()
    content = dict(parsed) if isinstance(parsed, dict) else {}
    del content["digest"]
    return entry, digest_of(content)


def _named_descriptor(untrusted_detail: object) -> str | None:
    if type(untrusted_detail) is not str:
        return None
    return Fields(canonical.parse(untrusted_detail.encode()), "detail").hexadecimal("sha256", 64)


def _verify_tail(untrusted_lines: Sequence[bytes], root_key_id: str) -> tuple[Head, str]:
    """Return the head and the SHA-256 of the description that vouches for its key."""
    if len(untrusted_lines) < TAIL:
        raise AuditWrong(Fault(Change.NOT_SIGNED, None, "there is no signed head"))
    raw_descriptor, raw_head = untrusted_lines[-TAIL:]
    try:
        # Whether it has expired meanwhile says nothing about a log.
        descriptor = verify_descriptor(raw_descriptor, root_key_id=root_key_id, lowest_version=1, now=0)
        return _read_head(raw_head, descriptor), hashlib.sha256(raw_descriptor).hexdigest()
    except ProtocolError:
        text = "the head is not signed by this registry"
        raise AuditWrong(Fault(Change.NOT_SIGNED, None, text)) from None


def _read_head(untrusted_line: bytes, descriptor: Descriptor) -> Head:
    envelope = parse_envelope(untrusted_line)
    signer = next((key for key in descriptor.reply_keys if (key_id_of(key),) == envelope.key_ids), None)
    if signer is None:
        raise Malformed("signed by nobody the description names")
    envelope.verify_only(signer, PayloadType.AUDIT_HEAD)
    fields = Fields(canonical.parse_canonical(envelope.payload), "head")
    fields.version()
    if fields.hexadecimal("registry", 64) != descriptor.root_key_id:
        raise Malformed("another registry's")
    head = Head(fields.integer("entries"), fields.hexadecimal("digest", 64), fields.integer("at"))
    fields.done()
    return head
