"""`stillmark hash`: fingerprints of files, nothing sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from stillmark.cli.output import Exit, Output
from stillmark.domain.media import Hashed, Outcome, Refused
from stillmark.services.bundle import Services
from stillmark.services.fingerprint import FingerprintEvent, Finished


def describe(outcome: Outcome) -> dict[str, Any]:
    """Return the JSON record of one outcome."""
    if isinstance(outcome, Refused):
        return {"path": str(outcome.path), "outcome": "refused", "reason": outcome.reason.value}
    return {
        "path": str(outcome.path),
        "outcome": "hashed",
        "media": outcome.media.value,
        "width": outcome.width,
        "height": outcome.height,
        "quality": outcome.quality,
        **_present("duration_ms", outcome.duration_ms),
        "notes": [note.value for note in outcome.notes],
        "hashes": [
            {
                "type": fingerprint.type.value,
                "view": fingerprint.view,
                "value": fingerprint.value,
                **_present("quality", fingerprint.quality),
                **_present("frame", fingerprint.frame),
                **_present("time_ms", fingerprint.time_ms),
            }
            for fingerprint in outcome.fingerprints
        ],
    }


def _present(name: str, value: int | None) -> dict[str, int]:
    return {} if value is None else {name: value}


def say_outcome(outcome: Outcome) -> str:
    """Return one line of text about one outcome."""
    if isinstance(outcome, Refused):
        return f"{outcome.path}: not fingerprinted ({outcome.reason.value})"
    return (
        f"{outcome.path}: {len(outcome.fingerprints)} fingerprints, "
        f"{outcome.width}x{outcome.height}, quality {outcome.quality}"
    )


def hash_pictures(services: Services, paths: Sequence[Path], output: Output) -> Exit:
    """Print one record per file as soon as it is done."""
    refused = 0

    def hear(event: FingerprintEvent) -> None:
        nonlocal refused
        if isinstance(event, Finished):
            refused += isinstance(event.outcome, Refused)
            output.result(describe(event.outcome), say_outcome(event.outcome))

    services.fingerprint.run(paths, on_event=hear)
    return Exit.SOME_REFUSED if refused else Exit.OK


def split(outcomes: Iterable[Outcome]) -> tuple[list[Hashed], list[Refused]]:
    """Part outcomes into pictures and refusals, each in the order given."""
    ordered = list(outcomes)
    return (
        [outcome for outcome in ordered if isinstance(outcome, Hashed)],
        [outcome for outcome in ordered if isinstance(outcome, Refused)],
    )
