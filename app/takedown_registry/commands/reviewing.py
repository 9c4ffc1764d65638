"""`review`: look at what platforms said, take out what is false, give it back if that was a mistake."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection

from takedown_protocol.replies import EndReason
from takedown_registry import decisions, review
from takedown_registry.accounts import Platform, list_platforms
from takedown_registry.commands.common import Commands, group, opened_registry, show, with_data
from takedown_registry.decisions import REASONS, DecisionWrong, Outcome
from takedown_registry.http import Registry
from takedown_registry.status import FEEDBACK_STATES

_HASH: Final = re.compile(r"[0-9a-f]{64}|[0-9a-f]{32}")
_NUMBER: Final = re.compile(r"[0-9a-f]{32}")


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    actions = group(commands, "review", "look at false cases, take them out, give them back")

    told = actions.add_parser("told", help="the cases of which platforms say a word most")
    told.add_argument("--word", choices=sorted(FEEDBACK_STATES), default="NotBlocked")
    told.add_argument("--most", type=int, default=20, metavar="N", help="entries; 20")
    with_data(told, _told)

    case = actions.add_parser("case", help="what is known of a case that a platform names")
    _naming_case(case, required=True)
    with_data(case, _case)

    one = actions.add_parser("hash", help="what is known of one fingerprint")
    one.add_argument("value", metavar="HASH", help="- : from standard input, where no history keeps it")
    with_data(one, _hash)

    out = actions.add_parser(
        "take-out",
        help="end a case, or one fingerprint",
        description="Ends matching as taking back does. With --case all of it, with --hash this fingerprint "
        "wherever it is now, with both this one in that case.",
    )
    _naming_case(out, required=False)
    out.add_argument("--hash", metavar="HASH", help="- : from standard input")
    out.add_argument("--reason", required=True, choices=[each.value for each in REASONS])
    out.add_argument("--vouched", action="store_true", help="also what a support centre vouches for")
    with_data(out, _take_out)

    back = actions.add_parser("undo", help="give back what a decision took out, within 90 days")
    back.add_argument("decision", type=int, metavar="NUMBER")
    with_data(back, _undo)

    with_data(actions.add_parser("decisions", help="list them, the newest first"), _decisions)


def _naming_case(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--case", required=required, metavar="NUMBER", help="as a platform knows it")
    parser.add_argument("--platform", required=required, metavar="NAME", help="which platform that is")


def _told(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry, registry.database.read() as connection:
        for each in review.most_told(connection, registry.keys, chosen.word, most=chosen.most):
            fields = {"platform": each.platform, "case": each.number, chosen.word: each.said}
            show(chosen, {**fields, "fingerprints": each.fingerprints, "vouched": each.vouched})


def _case(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry, registry.database.read() as connection:
        _show_seen(chosen, review.look_at_case(connection, _case_row(connection, registry, chosen)))


def _hash(chosen: argparse.Namespace) -> None:
    value = _value(chosen.value)
    with opened_registry(chosen) as registry, registry.database.read() as connection:
        _show_seen(chosen, review.look_at_hash(connection, value))


def _show_seen(chosen: argparse.Namespace, seen: review.Seen) -> None:
    said: Any = seen.said
    if not chosen.json:
        said = "; ".join(
            f"{name}: {', '.join(f'{word} {count}' for word, count in words.items())}"
            for name, words in seen.said.items()
        )
    show(
        chosen,
        {
            "cases": seen.cases,
            "pictures": seen.pictures,
            "first": _time(seen.first),
            "last": _time(seen.last),
            "fingerprints": seen.fingerprints,
            "in_other_cases_too": seen.elsewhere,
            "taken_out": seen.taken_out,
            "vouched_by": list(seen.vouched_by) if chosen.json else ", ".join(seen.vouched_by),
            "platforms_say": said,
        },
    )


def _take_out(chosen: argparse.Namespace) -> None:
    if (chosen.case is None) != (chosen.platform is None):
        raise DecisionWrong("--case and --platform go together")
    if chosen.case is None and chosen.hash is None:
        raise DecisionWrong("name a --case, a --hash, or both")
    value = None if chosen.hash is None else _value(chosen.hash)
    reason = EndReason(chosen.reason)
    with opened_registry(chosen) as registry:
        case = None
        if chosen.case is not None:
            with registry.database.read() as connection:  # this takes long, and others write meanwhile
                case = _case_row(connection, registry, chosen)
        with registry.database.write() as connection:
            if value is not None:
                outcome = decisions.end_hash(
                    connection, value, reason, registry.now, case=case, vouched=chosen.vouched
                )
            elif case is not None:
                outcome = decisions.end_case(connection, case, reason, registry.now, vouched=chosen.vouched)
    _show_outcome(chosen, outcome)


def _undo(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry, registry.database.write() as connection:
        outcome = decisions.undo(connection, chosen.decision, registry.now)
    _show_outcome(chosen, outcome)


def _show_outcome(chosen: argparse.Namespace, outcome: Outcome) -> None:
    show(
        chosen,
        {
            "decision": outcome.decision if chosen.json or outcome.decision else "none: nothing to change",
            "cases": outcome.cases,
            "pictures": outcome.pictures,
            "fingerprints": outcome.fingerprints,
            "left_as_vouched": outcome.vouched,
        },
    )


def _decisions(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry, registry.database.read() as connection:
        for row in decisions.list_decisions(connection):
            fields = {"decision": row.id, "at": _time(row.at), "reason": row.reason}
            show(chosen, {**fields, "undone": _time(row.undone_at)})


def _case_row(connection: Connection, registry: Registry, chosen: argparse.Namespace) -> int:
    platform = _platform(connection, chosen.platform)
    number = chosen.case.lower()
    row = None
    if _NUMBER.fullmatch(number):
        row = review.find_case(connection, registry.keys, platform, number)
    if row is None:
        raise DecisionWrong(f"{platform.name} knows no case by this number")
    return row


def _platform(connection: Connection, name: str) -> Platform:
    for each in list_platforms(connection):
        if each.name == name:
            return each
    raise DecisionWrong("no platform of this name takes part")


def _value(given: str) -> str:
    value = (sys.stdin.readline() if given == "-" else given).strip().lower()
    if not _HASH.fullmatch(value):
        raise DecisionWrong("a fingerprint has 64 hexadecimal digits, that of a video file 32")
    return value


def _time(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")
