"""A log of what those who run the registry did, which a third party can check.

Each entry names the digest of the one before, so none can be changed, left out or put in between without
every later digest changing (a hash chain, as in RFC 5848). A *head* says how many entries there are and the
digest of the last, signed by a reply key, which the descriptor and so the root key vouch for. Whoever kept an
old head can tell whether today's log is its continuation.

It names accounts, keys and versions; never a case, a fingerprint or an address.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from takedown_protocol import canonical
from takedown_protocol.descriptor import Descriptor
from takedown_protocol.errors import ProtocolError
from takedown_protocol.signing import PayloadType, SigningKey, key_id_of, parse_envelope, sign_envelope
from takedown_registry.schema import audit

START: Final = "0" * 64
"""What the first entry names as the digest before it."""


class AuditWrong(Exception):
    """A log or head that does not hold; the text says where."""


@dataclass(frozen=True, slots=True)
class Head:
    """How long a log is, and the digest of its last entry."""

    entries: int
    digest: str


def record(connection: Connection, action: str, detail: dict[str, str | int], now: int) -> None:
    """Write one entry, in the writing transaction of what it tells about."""
    last = connection.execute(select(audit.c.id, audit.c.digest).order_by(audit.c.id.desc()).limit(1))
    row = last.one_or_none()
    entry: dict[str, Any] = {
        "id": row.id + 1 if row else 1,
        "at": now,
        "action": action,
        "detail": canonical.encode(detail).decode(),
        "previous": row.digest if row else START,
    }
    connection.execute(insert(audit).values(**entry, digest=_digest(entry)))


def _digest(entry: dict[str, Any]) -> str:
    return hashlib.sha256(canonical.encode(entry)).hexdigest()


def head_of(connection: Connection) -> Head:
    """Return the present head."""
    row = connection.execute(select(audit.c.id, audit.c.digest).order_by(audit.c.id.desc()).limit(1))
    last = row.one_or_none()
    return Head(last.id, last.digest) if last else Head(0, START)


def export(connection: Connection, root_key_id: str, signer: SigningKey, now: int) -> Iterable[str]:
    """Yield the log as lines of JSON, the last of them its signed head."""
    for row in connection.execute(select(audit).order_by(audit.c.id)):
        yield json.dumps(dict(row._mapping), sort_keys=True)
    head = head_of(connection)
    payload = {"v": 1, "registry": root_key_id, "at": now, "entries": head.entries, "digest": head.digest}
    yield sign_envelope(canonical.encode(payload), PayloadType.AUDIT_HEAD, signer).decode()


def verify(untrusted_lines: Sequence[str], descriptor: Descriptor, *, earlier: Head | None = None) -> Head:
    """Check an exported log against the registry's verified descriptor; returns its head.

    Args:
        untrusted_lines: as `export` gave them.
        descriptor: verified; names the keys that may sign.
        earlier: a head seen before, which this log has to continue.

    Raises:
        AuditWrong: it does not hold; the text says where.
    """
    if not untrusted_lines:
        raise AuditWrong("the log is empty")
    claimed = _verify_head(untrusted_lines[-1], descriptor)
    found = Head(0, START)
    seen_earlier = earlier is None or earlier == found
    for line in untrusted_lines[:-1]:
        found = _next(line, found)
        seen_earlier = seen_earlier or found == earlier
    if found != claimed:
        raise AuditWrong("the entries are not those that were signed")
    if not seen_earlier:
        raise AuditWrong("the log does not continue the earlier one")
    return found


def _next(untrusted_line: str, before: Head) -> Head:
    where = f"entry {before.entries + 1}"
    try:
        entry = json.loads(untrusted_line)
        digest = entry.pop("digest")
        right = entry["id"] == before.entries + 1 and entry["previous"] == before.digest
        matches = digest == _digest(entry)
    except (ValueError, KeyError, TypeError, AttributeError, ProtocolError):
        raise AuditWrong(f"{where} cannot be read") from None
    if not (right and matches):
        raise AuditWrong(f"{where} does not follow from the one before")
    return Head(before.entries + 1, str(digest))


def _verify_head(untrusted_line: str, descriptor: Descriptor) -> Head:
    try:
        envelope = parse_envelope(untrusted_line.strip().encode())
        signer = next(key for key in descriptor.reply_keys if (key_id_of(key),) == envelope.key_ids)
        envelope.verify_only(signer, PayloadType.AUDIT_HEAD)
        fields = json.loads(envelope.payload)
        if fields["registry"] != descriptor.root_key_id:
            raise AuditWrong("the head is another registry's")
        return Head(int(fields["entries"]), str(fields["digest"]))
    except (ProtocolError, StopIteration, ValueError, KeyError, TypeError):
        raise AuditWrong("the head is not signed by this registry") from None
