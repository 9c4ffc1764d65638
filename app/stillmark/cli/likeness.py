"""`stillmark check | compare | find`: how well a picture is protected, and which files show the same one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stillmark.cli.output import Exit, Output
from stillmark.domain.errors import WrongUse
from stillmark.domain.media import Outcome, Refused
from stillmark.services.bundle import Services
from stillmark.services.lookalike import Likeness


def check(services: Services, paths: Sequence[Path], output: Output) -> Exit:
    """Try everyday edits on each picture and print which copies a platform would recognise."""
    refused = 0
    for path in paths:
        tried = services.lookalike.self_test(path)
        if isinstance(tried, Refused):
            refused += 1
            output.result(
                {"path": str(path), "outcome": "refused", "reason": tried.reason.value},
                f"{path}: not tried ({tried.reason.value})",
            )
            continue
        edits = [
            {
                "edit": one.edit.value,
                "distance": one.distance,
                "quality": one.quality,
                "recognised": one.recognised,
            }
            for one in tried.outcomes
        ]
        known = sum(one.recognised for one in tried.outcomes)
        lines = [
            f"  {one.edit.value}: {'recognised' if one.recognised else 'not recognised'} ({one.distance})"
            for one in tried.outcomes
        ]
        output.result(
            {"path": str(path), "outcome": "tried", "recognised": known, "of": len(edits), "edits": edits},
            "\n".join([f"{path}: {known} of {len(edits)} everyday edits recognised", *lines]),
        )
    return Exit.SOME_REFUSED if refused else Exit.OK


def compare(services: Services, paths: Sequence[Path], output: Output) -> Exit:
    """Print how near each pair of files is, and which are copies of one another."""
    found = services.lookalike.compare(paths)
    for one in found.refused:
        output.say(f"{one.path}: not compared ({one.reason.value})")
    for likeness in found.likenesses:
        output.result(describe(likeness), say(likeness))
    output.result(
        {
            "groups": [[str(path) for path in group] for group in found.groups],
            "refused": [{"path": str(one.path), "reason": one.reason.value} for one in found.refused],
        },
        f"{len(found.groups)} different picture(s)",
    )
    return Exit.SOME_REFUSED if found.refused else Exit.OK


def find(services: Services, wanted: Sequence[Path], folder: Path, output: Output) -> Exit:
    """Print each file of a folder that is a copy of one of the wanted pictures.

    Raises:
        WrongUse: the folder is missing, or none of the wanted pictures can be fingerprinted.
    """
    if not folder.exists():
        raise WrongUse(f"{folder} is not there.", next_step="Check the name of the folder.")
    counts = {"matched": 0, "refused": 0}

    def hear(outcome: Outcome, copies: tuple[Likeness, ...]) -> None:
        counts["refused"] += isinstance(outcome, Refused)
        if copies:
            counts["matched"] += 1
            output.result(
                {
                    "path": str(outcome.path),
                    "matches": [
                        {"like": str(one.second), "distance": one.distance, "view": one.view}
                        for one in copies
                    ],
                },
                f"{outcome.path}: like {copies[0].second} ({copies[0].distance})",
            )

    try:
        summary = services.lookalike.find(wanted, [folder], on_file=hear)
    except LookupError as error:
        raise WrongUse(
            "None of the pictures to look for has a usable fingerprint.",
            next_step="Choose pictures that show more detail.",
        ) from error
    output.result(
        {"searched": summary.done, **counts},
        f"{counts['matched']} of {summary.done} files match; {counts['refused']} could not be read.",
    )
    return Exit.SOME_REFUSED if counts["refused"] else Exit.OK


def describe(likeness: Likeness) -> dict[str, object]:
    """Return the JSON record of one pair."""
    return {
        "a": str(likeness.first),
        "b": str(likeness.second),
        "distance": likeness.distance,
        "view": likeness.view,
        "same": likeness.same,
    }


def say(likeness: Likeness) -> str:
    """Return one line of text about one pair."""
    verdict = "the same picture" if likeness.same else "different"
    return f"{likeness.first} and {likeness.second}: {verdict} ({likeness.distance})"
