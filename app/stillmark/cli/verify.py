"""`stillmark verify`: whether a saved receipt really comes from a registry, offline if it can be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stillmark.cli.output import Exit, Output
from stillmark.domain.errors import WrongUse
from stillmark.services.bundle import Services
from stillmark.services.connect import split_address
from stillmark.services.verify import ProvenReceipt, prove, read_file, read_receipts


def verify(
    services: Services,
    path: Path,
    registry: str | None,
    key: str | None,
    descriptor: Path | None,
    output: Output,
) -> Exit:
    """Prove every receipt in a file; the registry is asked only where nothing kept with a receipt proves it.

    Raises:
        ReceiptInvalid: one is not proven; nothing is printed of those after it.
        WrongUse: neither a registry nor a file with its description was named.
    """
    if registry is None and descriptor is None and key is None:
        raise WrongUse("Name the registry, or the file with its signed description of itself.")
    address, named = split_address(registry) if registry else (None, None)
    if key is not None and named is not None and key.lower() != named:
        raise WrongUse("The address names another root key than --registry-key.")
    key = key.lower() if key else named
    shown = read_file(descriptor) if descriptor else b""
    live = None
    for document, kept in read_receipts(read_file(path)):
        brought = shown or kept
        if address and (not brought or key is None) and live is None:
            live = services.registries.connect(address, key)
        proven = prove(document, brought if key or shown else b"", key, live)
        output.result(_describe(proven), _say(proven))
        if key is None and live is None:
            output.say("No root key was named: compare the key id above with what the registry told you.")
    return Exit.OK


def _describe(proven: ProvenReceipt) -> dict[str, Any]:
    receipt = proven.receipt
    return {
        "verified": True,
        "registry_name": proven.registry_name,
        "root_key_id": proven.root_key_id,
        "kind": proven.kind,
        "case_id": receipt.case_id,
        "message_id": receipt.message_id,
        "payload_sha256": proven.payload_sha256,
        "received_at": receipt.received.isoformat(),
        "whole_case": proven.whole_case,
        "item_ids": list(receipt.item_ids),
        "accepted": receipt.accepted,
        "refused": receipt.refused,
    }


def _say(proven: ProvenReceipt) -> str:
    receipt = proven.receipt
    what = "the take-back of the whole case" if proven.whole_case else f"{len(receipt.item_ids)} items"
    return (
        f"{proven.registry_name} (root key {proven.root_key_id}) confirmed a {proven.kind} of case "
        f"{receipt.case_id} at {receipt.received:%Y-%m-%d %H:00} UTC: {what}, "
        f"{receipt.accepted} fingerprints accepted, {receipt.refused} refused."
    )
