"""`stillmark submit | payload | status | withdraw`: a case from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stillmark.cli.output import Exit, Output
from stillmark.cli.pictures import split
from stillmark.cli.words_file import WordsFile
from stillmark.domain.case import CaseView, Eligibility, Kind, Receipt
from stillmark.domain.errors import StorageFault
from stillmark.services.access import CaseAccess, WordLanguage
from stillmark.services.bundle import Services
from stillmark.services.centre import CentreKey
from stillmark.services.connect import ConnectedRegistry, split_address
from stillmark.services.private_file import create_private
from stillmark.services.submit import PreparedSubmission, SubmissionItem


@dataclass(frozen=True, slots=True)
class CaseOptions:
    """What the case commands have in common.

    Attributes:
        registry: `URL` or `URL#ROOT_KEY_ID`.
        registry_key: root key id named apart from the address.
        words_file: where the words are, or are to be written.
        centre_key_file: key of the support centre that vouches, if any.
    """

    registry: str
    registry_key: str | None
    words_file: Path | None
    centre_key_file: Path | None = None


def centre_key(path: Path, output: Output) -> Exit:
    """Make a support centre's key if the file is missing; print what a registry needs to enrol it."""
    if not path.exists():
        create_private(path, (CentreKey.new().seed + "\n").encode())
        output.say("A new key was written. Whoever has this file can vouch in the centre's name.")
    key = _read_centre_key(path)
    output.result(
        {"public_key": key.public_key, "key_id": key.key_id}, f"Public key to enrol: {key.public_key}"
    )
    return Exit.OK


def _read_centre_key(path: Path) -> CentreKey:
    try:
        return CentreKey.from_seed(path.read_text("ascii"))
    except (OSError, ValueError) as error:
        raise StorageFault(
            "The centre's key file cannot be read.", next_step="Check the file's name, or restore it."
        ) from error


def connect(services: Services, options: CaseOptions, output: Output) -> ConnectedRegistry:
    """Connect by the named key, else the pinned one, else trust this computer's registry on first use."""
    address, named = split_address(options.registry)
    words = WordsFile(options.words_file) if options.words_file else None
    pinned = words.pinned_key(address) if words else None
    registry = services.registries.connect(options.registry, options.registry_key or named or pinned)
    if registry.info.first_seen:
        output.say(f"First contact with this registry. Its root key id is {registry.info.root_key_id}")
        output.say("Compare it with what the registry or your support centre told you.")
    return registry


def pin(options: CaseOptions, registry: ConnectedRegistry) -> None:
    """Keep the registry's key beside the words, once the words are there."""
    if options.words_file:
        WordsFile(options.words_file).pin(registry.info.address, registry.info.root_key_id)


def submit(
    services: Services,
    paths: Sequence[Path],
    options: CaseOptions,
    eligibility: Eligibility,
    kind: Kind,
    output: Output,
) -> Exit:
    """Fingerprint, write the words down, send, verify the receipts."""
    centre = _read_centre_key(options.centre_key_file) if options.centre_key_file else None
    registry = connect(services, options, output)
    hashed, refused = split(services.fingerprint.outcomes(paths))
    items: list[dict[str, Any]] = [
        {"path": str(file.path), "outcome": "refused", "reason": file.reason.value} for file in refused
    ]
    for file in refused:
        output.say(f"{file.path}: not fingerprinted ({file.reason.value}); the rest goes on")
    sendable = [SubmissionItem(picture, kind) for picture in hashed if picture.useful]
    for picture in hashed:
        if not picture.useful:
            items.append({"path": str(picture.path), "outcome": "refused", "reason": "low-quality"})
            output.say(f"{picture.path}: too little detail, platforms would not use its fingerprint")
    if not sendable:
        output.say("There is nothing to send. Nothing was sent.")
        output.result({"case_id": None, "recovery_words": None, "receipts": [], "items": items}, "")
        return Exit.SOME_REFUSED

    if options.words_file:
        access, new = WordsFile(options.words_file).read_or_create()
        if new:
            output.say("The recovery words of this case were written to the words file. Keep it safe.")
        pin(options, registry)
        words = access.words(WordLanguage.ENGLISH)
    else:
        access = CaseAccess.new()
        words = access.words(WordLanguage.ENGLISH)
        output.result({"recovery_words": words}, f"Recovery words, keep them safe: {words}")

    prepared = services.submit.prepare(registry, access, eligibility, sendable, centre=centre)
    receipts = services.submit.send(prepared, access, centre=centre)
    by_file = dict(zip((item.picture.sha256 for item in prepared.items), prepared.item_ids, strict=True))
    items += [
        {
            "path": str(item.picture.path),
            "outcome": "received",
            "item_id": by_file[item.picture.sha256],
            "notes": [note.value for note in item.picture.notes],
        }
        for item in sendable
    ]
    output.result(
        {
            "case_id": prepared.case_id,
            "recovery_words": words,
            "receipts": [describe_receipt(receipt) for receipt in receipts],
            "items": items,
        },
        f"Case {prepared.case_id}: {len(sendable)} pictures received, receipts checked.",
    )
    return Exit.SOME_REFUSED if len(items) > len(sendable) else Exit.OK


def payload(
    services: Services,
    paths: Sequence[Path],
    options: CaseOptions,
    eligibility: Eligibility,
    kind: Kind,
    output: Output,
) -> Exit:
    """Print exactly what would be signed and sent, one JSON document a line; send nothing."""
    centre = _read_centre_key(options.centre_key_file) if options.centre_key_file else None
    registry = connect(services, options, output)
    hashed, refused = split(services.fingerprint.outcomes(paths))
    for file in refused:
        output.say(f"{file.path}: not fingerprinted ({file.reason.value})")
    if options.words_file and options.words_file.exists():
        access = WordsFile(options.words_file).read()
    else:
        access = CaseAccess.new()
        output.say("No words file yet: the case number below is an example and is forgotten again.")
    prepared: PreparedSubmission = services.submit.prepare(
        registry,
        access,
        eligibility,
        [SubmissionItem(picture, kind) for picture in hashed],
        centre=centre,
    )
    for left_out in prepared.left_out:
        output.say(f"{left_out.picture.path}: too little detail, platforms would not use its fingerprint")
    for document in prepared.documents:
        output.stdout.write(document.decode("utf-8") + "\n")
    output.say("Nothing was sent.")
    return Exit.SOME_REFUSED if refused or prepared.left_out else Exit.OK


def status(services: Services, options: CaseOptions, output: Output) -> Exit:
    """Print what the registry received and what each platform did with it."""
    access = _existing(options)
    registry = connect(services, options, output)
    pin(options, registry)
    case = services.follow.check(registry, access)
    output.result(describe_case(case), say_case(case))
    return Exit.OK


def withdraw(services: Services, options: CaseOptions, item_ids: Sequence[str], output: Output) -> Exit:
    """Take back the named items, or the whole case."""
    access = _existing(options)
    registry = connect(services, options, output)
    pin(options, registry)
    receipts = services.withdraw.withdraw(registry, access, item_ids or None)
    output.result(
        {
            "case_id": access.case_id,
            "withdrawn": list(item_ids) or "all",
            "receipts": [describe_receipt(receipt) for receipt in receipts],
        },
        f"Case {access.case_id}: take-back received, receipt checked.",
    )
    return Exit.OK


def _existing(options: CaseOptions) -> CaseAccess:
    # argparse demands the words file for these commands.
    return WordsFile(options.words_file or Path()).read()


def describe_receipt(receipt: Receipt) -> dict[str, Any]:
    """Return the JSON record of a verified receipt."""
    return {
        "message_id": receipt.message_id,
        "received_at": receipt.received.isoformat(),
        "item_ids": list(receipt.item_ids),
        "accepted": receipt.accepted,
        "refused": receipt.refused,
        "document": receipt.document.decode("utf-8"),
    }


def describe_case(case: CaseView) -> dict[str, Any]:
    """Return the JSON record of a case."""
    return {
        "case_id": case.case_id,
        "checked_at": case.checked.isoformat(timespec="seconds"),
        "items": [
            {
                "item_id": item.item_id,
                "kind": item.kind.value,
                "media": item.media.value,
                "added_at": item.added.isoformat(),
                "taken_back_at": item.taken_back.isoformat() if item.taken_back else None,
                "platforms": [
                    {
                        "name": platform.name,
                        "state": platform.state.value,
                        "at": platform.at.isoformat() if platform.at else None,
                    }
                    for platform in item.platforms
                ],
            }
            for item in case.items
        ],
    }


def say_case(case: CaseView) -> str:
    """Return a few lines of text about a case."""
    lines = [f"Case {case.case_id}: {len(case.items)} items"]
    for item in case.items:
        lines.append(f"  {item.item_id} added {item.added:%Y-%m-%d %H:00} UTC")
        if item.taken_back:
            lines.append(f"    taken back {item.taken_back:%Y-%m-%d %H:00} UTC")
        for platform in item.platforms:
            when = f" {platform.at:%Y-%m-%d}" if platform.at else ""
            lines.append(f"    {platform.name}: {platform.state.value}{when}")
    return "\n".join(lines)
