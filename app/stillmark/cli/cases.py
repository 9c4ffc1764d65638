"""`stillmark submit | payload | status | withdraw`: a case from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stillmark.cli.output import Exit, Output
from stillmark.cli.pictures import split
from stillmark.cli.records import describe_case, describe_receipt, say_case
from stillmark.cli.words_file import WordsFile
from stillmark.domain.answers import Eligibility, Kind
from stillmark.domain.case import Receipt
from stillmark.domain.errors import CaseUnknown, StorageFault, WrongUse
from stillmark.domain.kept import KeepState, KeptCase
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
        registry: `URL` or `URL#ROOT_KEY_ID`; may be missing where a kept case knows it.
        registry_key: root key id named apart from the address.
        words_file: where the words are, or are to be written.
        centre_key_file: key of the support centre that vouches, if any.
        case_id: of a kept case.
    """

    registry: str | None
    registry_key: str | None
    words_file: Path | None
    centre_key_file: Path | None = None
    case_id: str | None = None


def centre_key(path: Path, output: Output) -> Exit:
    """Make a support centre's key if the file is missing; print what a registry needs to enrol it."""
    if not path.exists():
        create_private(path, (CentreKey.new().seed + "\n").encode())
        output.say("A new key was written. Whoever has this file can vouch in the centre's name.")
    key = read_centre_key(path)
    output.result(
        {"public_key": key.public_key, "key_id": key.key_id}, f"Public key to enrol: {key.public_key}"
    )
    return Exit.OK


def read_centre_key(path: Path) -> CentreKey:
    """Read the file of a support centre's key.

    Raises:
        StorageFault: it cannot be read, or holds no key.
    """
    try:
        return CentreKey.from_seed(path.read_text("ascii"))
    except (OSError, ValueError) as error:
        raise StorageFault(
            "The centre's key file cannot be read.", next_step="Check the file's name, or restore it."
        ) from error


def kept_case(services: Services, options: CaseOptions) -> KeptCase | None:
    """Return the kept case that is meant; None without a vault, with a words file, or where none is named.

    Raises:
        CaseUnknown: the case that was named is not kept.
    """
    if services.keep.state is not KeepState.OPEN or options.case_id is None:
        return None
    for case in services.keep.cases():
        if case.case_id == options.case_id.strip().upper():
            return case
    raise CaseUnknown


def connect(
    services: Services, options: CaseOptions, output: Output, kept: KeptCase | None = None
) -> ConnectedRegistry:
    """Connect by the named key, else the pinned one, else trust this computer's registry on first use.

    Raises:
        WrongUse: no registry was named, and no kept case knows one.
    """
    known = kept.registry if kept else ""
    wanted = options.registry or known
    if not wanted:
        raise WrongUse("No registry was named.", next_step="Name it with --registry.")
    address, named = split_address(wanted)
    words = WordsFile(options.words_file) if options.words_file else None
    pinned = words.pinned_key(address) if words else None
    if known and split_address(known)[0] == address:
        pinned = split_address(known)[1]
    registry = services.registries.connect(wanted, options.registry_key or named or pinned)
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
    centre = read_centre_key(options.centre_key_file) if options.centre_key_file else None
    kept = kept_case(services, options)
    registry = connect(services, options, output, kept)
    hashed, refused = split(services.fingerprint.outcomes(paths))
    items: list[dict[str, Any]] = [
        {"path": str(file.path), "outcome": "refused", "reason": file.reason.value} for file in refused
    ]
    for file in refused:
        output.say(f"{file.path}: not fingerprinted ({file.reason.value}); the rest goes on")
    sendable = []
    for picture in hashed:
        if services.submit.sendable(picture, registry):
            sendable.append(SubmissionItem(picture, kind))
        else:
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
    elif kept:
        access = services.keep.open_case(kept.case_id)
        words = access.words(WordLanguage.ENGLISH)
    else:
        access = CaseAccess.new()
        words = access.words(WordLanguage.ENGLISH)
        output.result({"recovery_words": words}, f"Recovery words, keep them safe: {words}")
    services.keep.remember(access, registry.info, eligibility=eligibility)

    prepared = services.submit.prepare(registry, access, eligibility, sendable, centre=centre)
    services.keep.name_items(
        access.case_id,
        dict(zip(prepared.item_ids, (item.picture.path.name for item in prepared.items), strict=True)),
    )
    receipts = send(services, prepared, access, output, centre)
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


def send(
    services: Services,
    prepared: PreparedSubmission,
    access: CaseAccess,
    output: Output,
    centre: CentreKey | None = None,
) -> tuple[Receipt, ...]:
    """Do what the registry asks of anonymous submissions, saying so, then send and verify the receipts."""
    if services.submit.asks_too_much(prepared.registry):
        output.say("This registry asks for more computing than any should; the app leaves it out.")
        output.say("Everything is taken all the same, but platforms may be shown it some days later.")

    def on_solved(done: int, total: int) -> None:
        if done < total:
            output.say(f"Preparing message {done + 1} of {total}: about a second of computing.")

    return services.submit.send(prepared, access, centre=centre, on_solved=on_solved)


def payload(
    services: Services,
    paths: Sequence[Path],
    options: CaseOptions,
    eligibility: Eligibility,
    kind: Kind,
    output: Output,
) -> Exit:
    """Print exactly what would be signed and sent, one JSON document a line; send nothing."""
    centre = read_centre_key(options.centre_key_file) if options.centre_key_file else None
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
    access, kept = _existing(services, options)
    registry = connect(services, options, output, kept)
    pin(options, registry)
    case = services.follow.check(registry, access)
    if kept:
        services.keep.note_view(case.case_id, case)
    output.result(describe_case(case), say_case(case))
    return Exit.OK


def withdraw(services: Services, options: CaseOptions, item_ids: Sequence[str], output: Output) -> Exit:
    """Take back the named items, or the whole case."""
    access, kept = _existing(services, options)
    registry = connect(services, options, output, kept)
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


def _existing(services: Services, options: CaseOptions) -> tuple[CaseAccess, KeptCase | None]:
    """Open the case of the words file, else the kept one that is named, else the only one.

    Raises:
        WrongUse: there is no telling which is meant.
    """
    if options.words_file:
        return WordsFile(options.words_file).read(), None
    kept = kept_case(services, options)
    if kept is None:
        cases = services.keep.cases() if services.keep.state is KeepState.OPEN else ()
        if len(cases) != 1:
            raise WrongUse(
                f"Which case is meant? {len(cases)} are kept here.",
                next_step="Name one with --case, or its words with --words-file.",
            )
        kept = cases[0]
    return services.keep.open_case(kept.case_id), kept
