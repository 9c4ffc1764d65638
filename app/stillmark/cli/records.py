"""JSON records and lines of text about receipts and cases."""

from __future__ import annotations

from typing import Any

from stillmark.domain.case import CaseView, Receipt


def describe_receipt(receipt: Receipt) -> dict[str, Any]:
    """Return the JSON record of a verified receipt."""
    return {
        "message_id": receipt.message_id,
        "received_at": receipt.received.isoformat(),
        "item_ids": list(receipt.item_ids),
        "accepted": receipt.accepted,
        "refused": receipt.refused,
        "document": receipt.document.decode("utf-8"),
        "descriptor": receipt.descriptor.decode("utf-8"),
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
                "ended_by_registry": None
                if item.ended is None
                else {
                    "at": item.ended.at.isoformat(),
                    "reason": item.ended.reason.value,
                    "whole": item.ended.whole,
                },
            }
            for item in case.items
        ],
    }


def say_case(case: CaseView) -> str:
    """Return a few lines of text about a case."""
    lines = [f"Case {case.case_id}: {len(case.items)} items"]
    for item in case.items:
        lines.append(f"  {item.item_id} added {item.added:%Y-%m-%d %H:00} UTC")
        if item.ended:
            what = "taken out" if item.ended.whole else "some fingerprints taken out"
            lines.append(
                f"    {what} by the registry {item.ended.at:%Y-%m-%d %H:00} UTC: {item.ended.reason.value}"
            )
        elif item.taken_back:
            lines.append(f"    taken back {item.taken_back:%Y-%m-%d %H:00} UTC")
        for platform in item.platforms:
            when = f" {platform.at:%Y-%m-%d}" if platform.at else ""
            lines.append(f"    {platform.name}: {platform.state.value}{when}")
    return "\n".join(lines)
