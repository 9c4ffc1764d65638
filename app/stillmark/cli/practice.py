"""`stillmark practice --no-window`: the whole job on bundled pictures, with a real registry."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from stillmark.cli.cases import send
from stillmark.cli.output import Exit, Output
from stillmark.cli.pictures import split
from stillmark.cli.records import describe_receipt
from stillmark.domain.answers import Eligibility, Kind
from stillmark.domain.case import CaseView, PlatformState
from stillmark.services.access import CaseAccess, WordLanguage
from stillmark.services.bundle import Services
from stillmark.services.submit import SubmissionItem

PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.5


def practise(services: Services, address: str, pictures: Sequence[Path], output: Output) -> Exit:
    """Submit, wait until the practice platform blocked a copy, take everything back, wait until it confirmed.

    Succeeds only if every picture was received, an edited copy of at least one was reported blocked, and the
    platform confirmed that everything was taken back.
    """
    began = time.monotonic()
    output.say("Practice mode: nothing is sent. A registry and a platform run on this computer.")
    registry = services.registries.connect(address)
    hashed, refused = split(services.fingerprint.outcomes(pictures))
    for file in refused:
        output.say(f"{file.path}: not fingerprinted ({file.reason.value})")
    output.say(f"{len(hashed)} pictures fingerprinted in the isolated worker.")
    access = CaseAccess.new()
    word_count = len(access.words(WordLanguage.ENGLISH).split())
    prepared = services.submit.prepare(
        registry, access, Eligibility.ADULT, [SubmissionItem(picture, Kind.INTIMATE) for picture in hashed]
    )
    for item in prepared.left_out:
        output.say(f"{item.picture.path}: too little detail, platforms would not use its fingerprint")
    receipts = send(services, prepared, access, output)
    output.say(f"Case {prepared.case_id} received: {len(receipts)} receipt(s) verified.")

    def follow(enough: Callable[[CaseView], bool]) -> CaseView:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            case = services.follow.check(registry, access)
            if enough(case) or time.monotonic() > deadline:
                return case
            time.sleep(POLL_SECONDS)

    blocked = in_state(
        follow(lambda case: in_state(case, PlatformState.BLOCKED) == set(prepared.item_ids)),
        PlatformState.BLOCKED,
    )
    output.say(f"The practice platform reports that it blocked edited copies of {len(blocked)} picture(s).")
    withdrawals = services.withdraw.withdraw(registry, access)
    confirmed = in_state(
        follow(lambda case: in_state(case, PlatformState.TAKEN_BACK) == set(prepared.item_ids)),
        PlatformState.TAKEN_BACK,
    )
    output.say(f"Everything was taken back; the platform confirmed it for {len(confirmed)} picture(s).")
    received = {item_id for receipt in receipts for item_id in receipt.item_ids}
    passed = bool(blocked) and received == confirmed == set(prepared.item_ids)
    output.result(
        {
            "passed": passed,
            "practice": True,
            "pictures": len(pictures),
            "fingerprinted": len(hashed),
            "refused": [{"path": str(file.path), "reason": file.reason.value} for file in refused],
            "left_out": [str(item.picture.path) for item in prepared.left_out],
            "fingerprints": prepared.fingerprint_count,
            "recovery_words": word_count,
            "case_id": prepared.case_id,
            "receipts": [describe_receipt(receipt) for receipt in receipts],
            "blocked": sorted(blocked),
            "withdrawal_receipts": [describe_receipt(receipt) for receipt in withdrawals],
            "withdrawal_confirmed": sorted(confirmed),
            "seconds": round(time.monotonic() - began, 1),
        },
        "Practice passed." if passed else "Practice did not pass.",
    )
    return Exit.OK if passed else Exit.SOME_REFUSED


def in_state(case: CaseView, state: PlatformState) -> set[str]:
    """Return the ids of items which at least one platform reports in `state`."""
    return {
        item.item_id for item in case.items if any(platform.state is state for platform in item.platforms)
    }
