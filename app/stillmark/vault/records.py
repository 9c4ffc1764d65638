"""How a case's last report is written in the store, and read back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from stillmark.domain.answers import Kind
from stillmark.domain.case import CaseItem, CaseView, Ended, EndReason, PlatformRow, PlatformState
from stillmark.domain.errors import VaultDamaged
from takedown_hashing.vocabulary import Media


def seconds(moment: datetime) -> int:
    """Return Unix seconds."""
    return int(moment.timestamp())


def moment(unix_seconds: int) -> datetime:
    """Return an aware UTC datetime."""
    return datetime.fromtimestamp(unix_seconds, tz=UTC)


def encode_view(view: CaseView) -> str:
    """Return a report as JSON; times are Unix seconds."""
    return json.dumps(
        {
            "checked": seconds(view.checked),
            "items": [
                {
                    "item_id": item.item_id,
                    "kind": item.kind.value,
                    "media": item.media.value,
                    "added": seconds(item.added),
                    "taken_back": None if item.taken_back is None else seconds(item.taken_back),
                    "platforms": [
                        [row.name, row.state.value, None if row.at is None else seconds(row.at)]
                        for row in item.platforms
                    ],
                    "ended": None
                    if item.ended is None
                    else [seconds(item.ended.at), item.ended.reason.value, item.ended.whole],
                }
                for item in view.items
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def decode_view(case_id: str, text: str) -> CaseView:
    """Read a report back.

    Raises:
        VaultDamaged: this app did not write it.
    """
    try:
        fields = json.loads(text)
        return CaseView(case_id, tuple(_item(item) for item in fields["items"]), moment(fields["checked"]))
    except (ValueError, KeyError, TypeError) as error:
        raise VaultDamaged from error


def _item(fields: dict[str, Any]) -> CaseItem:
    return CaseItem(
        item_id=fields["item_id"],
        kind=Kind(fields["kind"]),
        media=Media(fields["media"]),
        added=moment(fields["added"]),
        taken_back=None if fields["taken_back"] is None else moment(fields["taken_back"]),
        platforms=tuple(
            PlatformRow(name, PlatformState(state), None if at is None else moment(at))
            for name, state, at in fields["platforms"]
        ),
        ended=_ended(fields.get("ended")),
    )


def _ended(fields: list[Any] | None) -> Ended | None:
    if fields is None:  # also where an older version wrote it
        return None
    at, reason, whole = fields
    return Ended(moment(at), EndReason(reason), bool(whole))
