"""Receipts in a file, and whether somebody else can believe them later.

A receipt is an envelope signed by one of the registry's reply keys; its descriptor, signed by the root key,
says which keys those were. Both together and the root key id, which everybody knows, prove the receipt, even
when the registry has changed its keys or is gone. What it proves is that the holder of that reply key signed
it: a reply key that was stolen later could have signed an earlier hour.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from stillmark.domain.case import Receipt
from stillmark.domain.errors import ReceiptInvalid, StorageFault
from stillmark.services.connect import ConnectedRegistry
from stillmark.services.exchange import as_receipt
from takedown_protocol import canonical
from takedown_protocol.app_side import verify_receipt
from takedown_protocol.descriptor import Descriptor, decode_descriptor, verify_descriptor
from takedown_protocol.errors import ProtocolError
from takedown_protocol.signing import parse_envelope

FORMAT: Final = "takedown-receipts"
VERSION: Final = 1
MAX_FILE_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProvenReceipt:
    """A receipt that was proven to come from a registry.

    Attributes:
        receipt: what it says.
        kind: `submission` or `withdrawal`.
        whole_case: the whole case was taken back.
        payload_sha256: of the message it answers, 64 hexadecimal digits.
        registry_name: as the registry described itself at that time.
        root_key_id: whose it is.
    """

    receipt: Receipt
    kind: str
    whole_case: bool
    payload_sha256: str
    registry_name: str
    root_key_id: str


def receipts_file(receipts: Sequence[Receipt]) -> bytes:
    """Return what "save receipts" writes: each receipt with the descriptor that proves it, readable JSON."""
    descriptors = list(dict.fromkeys(receipt.descriptor for receipt in receipts if receipt.descriptor))
    record = {
        "format": FORMAT,
        "version": VERSION,
        "descriptors": [json.loads(descriptor) for descriptor in descriptors],
        "receipts": [
            {
                "document": json.loads(receipt.document),
                "descriptor": descriptors.index(receipt.descriptor) if receipt.descriptor else None,
            }
            for receipt in receipts
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n"


def read_file(path: Path) -> bytes:
    """Return a file's content, untrusted, cut a byte beyond `MAX_FILE_BYTES`.

    Raises:
        StorageFault: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise StorageFault(
            f"{path.name} cannot be read: {error.strerror}.", next_step="Check the name of the file."
        ) from error


def read_receipts(untrusted: bytes) -> tuple[tuple[bytes, bytes], ...]:
    """Return (document, descriptor) of every receipt in a file; the descriptor is empty where there is none.

    Reads what `receipts_file` writes, an envelope, a list of envelopes, and what the command line prints.

    Raises:
        ReceiptInvalid: it holds no receipt.
    """
    found: list[tuple[bytes, bytes]] = []
    try:
        if len(untrusted) > MAX_FILE_BYTES:
            raise ValueError("too long")
        try:
            parts = [json.loads(untrusted)]
        except ValueError:
            parts = [json.loads(line) for line in untrusted.splitlines() if line.strip()]
        for part in parts:
            found += _receipts_in(part)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, ProtocolError):
        found.clear()
    if not found:
        raise ReceiptInvalid("This file holds no receipt of a registry.")
    return tuple(found)


def _receipts_in(part: Any) -> Iterator[tuple[bytes, bytes]]:
    if isinstance(part, list):
        for one in part:
            yield from _receipts_in(one)
    elif isinstance(part, dict) and part.get("format") == FORMAT:
        if part["version"] != VERSION:
            raise ValueError("another version")
        for one in part["receipts"]:
            number = one["descriptor"]
            descriptor = b"" if number is None else _document(part["descriptors"][number])
            yield _document(one["document"]), descriptor
    elif isinstance(part, dict) and "payloadType" in part:
        yield _document(part), b""
    elif isinstance(part, dict) and "document" in part:
        kept = part.get("descriptor")
        yield _document(part["document"]), _document(kept) if kept else b""
    elif isinstance(part, dict) and "receipts" in part:
        yield from _receipts_in(part["receipts"])


def _document(part: object) -> bytes:
    """Envelopes are canonical JSON, so those that were laid out differently have lost nothing."""
    if isinstance(part, str):
        return part.encode("utf-8")
    if not isinstance(part, dict):
        raise ValueError("no envelope")
    return canonical.encode(part)


def prove(
    document: bytes, descriptor: bytes, root_key_id: str | None, registry: ConnectedRegistry | None = None
) -> ProvenReceipt:
    """Prove one receipt by the descriptor kept with it, or by what the registry says of itself today.

    Args:
        document, descriptor: untrusted.
        root_key_id: whose it must be; None takes the key that the descriptor brings, and the caller tells.
        registry: connected, where nothing (of use) was kept with the receipt.

    Raises:
        ReceiptInvalid: neither proves it.
    """
    try:
        if descriptor:
            return _proven(document, descriptor, _kept(document, descriptor, root_key_id))
    except ProtocolError as error:
        if registry is None:
            raise ReceiptInvalid from error
    if registry is None:
        raise ReceiptInvalid(
            "Nothing was kept with this receipt that proves it.",
            next_step="Name the registry with its address, or the file with its description of itself.",
        )
    try:
        return _proven(document, registry.descriptor_document, registry.descriptor)
    except ProtocolError as error:
        raise ReceiptInvalid from error


def _kept(document: bytes, descriptor: bytes, root_key_id: str | None) -> Descriptor:
    """Verify the descriptor for the hour that the receipt names: it had to be valid then, not today."""
    untrusted = decode_descriptor(parse_envelope(descriptor).payload)
    said = verify_receipt(document, untrusted)
    return verify_descriptor(descriptor, root_key_id=root_key_id, lowest_version=0, now=said.received_at)


def _proven(document: bytes, descriptor_document: bytes, descriptor: Descriptor) -> ProvenReceipt:
    receipt = verify_receipt(document, descriptor)
    return ProvenReceipt(
        receipt=as_receipt(receipt, document, descriptor_document),
        kind=receipt.kind.value,
        whole_case=receipt.whole_case,
        payload_sha256=receipt.payload_sha256,
        registry_name=descriptor.name,
        root_key_id=descriptor.root_key_id,
    )
