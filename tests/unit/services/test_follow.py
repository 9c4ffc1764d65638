"""Following a case: what the registry ended by itself, and registries that are older than this app."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from stillmark.cli.records import describe_case, say_case
from stillmark.domain.case import CaseView, Ended, EndReason
from stillmark.domain.errors import RegistryRefused
from stillmark.services.access import CaseAccess
from stillmark.services.follow import FollowService
from stillmark.vault.records import decode_view, encode_view
from support.counterpart import Counterpart
from takedown_hashing.vocabulary import Media
from takedown_protocol.app_side import PreparedMessage
from takedown_protocol.messages import ENDED, ItemKind, StatusRequest
from takedown_protocol.replies import Ended as ProtocolEnded
from takedown_protocol.replies import EndReason as ProtocolReason
from takedown_protocol.replies import StatusItem, StatusReply

HOUR = 1_800_000_000


@dataclass
class Carrier:
    """Answers as a registry would; an older one refuses what it does not know."""

    older: bool = False
    refuse: str = ""
    asked: list[tuple[str | None, tuple[str, ...]]] = field(default_factory=list)

    def carry(self, prepared: PreparedMessage, *_: Any) -> StatusReply:
        request = prepared.message
        assert isinstance(request, StatusRequest)
        self.asked.append((request.after, request.knows))
        if self.refuse or (self.older and request.knows):
            raise RegistryRefused(self.refuse or "malformed")
        ended = ProtocolEnded(HOUR, ProtocolReason.TOO_COMMON, whole=True) if ENDED in request.knows else None
        first = request.after is None
        item = StatusItem(f"{int(first):032x}", ItemKind.INTIMATE, Media.IMAGE, HOUR, HOUR, (), ended)
        return StatusReply(
            prepared.message_id, "0" * 64, "0000-0000-0000-0000", (item,), "more" if first else None, HOUR
        )


def followed(carrier: Carrier) -> CaseView:
    service = FollowService(carrier, lambda: HOUR)  # type: ignore[arg-type]
    return service.check(Counterpart(HOUR).connected(), CaseAccess.new())


def test_what_the_registry_ended_is_told_kept_and_printed() -> None:
    carrier = Carrier()
    view = followed(carrier)
    ended = Ended(datetime.fromtimestamp(HOUR, UTC), EndReason.TOO_COMMON, whole=True)
    assert [(item.ended, item.taken_out) for item in view.items] == [(ended, True)] * 2
    assert carrier.asked == [(None, (ENDED,)), ("more", (ENDED,))]
    assert decode_view(view.case_id, encode_view(view)) == view
    printed = describe_case(view)["items"][0]["ended_by_registry"]
    assert printed == {"at": "2027-01-15T08:00:00+00:00", "reason": "too-common", "whole": True}
    assert "taken out by the registry 2027-01-15 08:00 UTC: too-common" in say_case(view)
    assert "taken back" not in say_case(view)


def test_an_older_registry_is_asked_what_it_understands_and_only_once_what_it_does_not() -> None:
    carrier = Carrier(older=True)
    view = followed(carrier)
    assert carrier.asked == [(None, (ENDED,)), (None, ()), ("more", ())]
    assert [(item.ended, item.taken_back is None) for item in view.items] == [(None, False)] * 2
    assert decode_view(view.case_id, encode_view(view).replace(',"ended":null', "")) == view


@pytest.mark.parametrize(("reason", "times"), [("malformed", 2), ("not-served", 1)])
def test_a_refusal_for_another_reason_stays_one(reason: str, times: int) -> None:
    carrier = Carrier(refuse=reason)
    with pytest.raises(RegistryRefused):
        followed(carrier)
    assert len(carrier.asked) == times
