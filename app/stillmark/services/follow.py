"""Follow a case: what the registry received and what each platform is known to have done with it."""

from __future__ import annotations

import time

from stillmark.domain.answers import Kind
from stillmark.domain.case import CaseItem, CaseView, Ended, EndReason, PlatformRow, PlatformState
from stillmark.domain.errors import RegistryRefused, ReplyNotVerified
from stillmark.services.access import CaseAccess
from stillmark.services.connect import Clock, ConnectedRegistry
from stillmark.services.exchange import Exchange, as_datetime
from takedown_protocol.app_side import PreparedMessage, prepare_status_request
from takedown_protocol.messages import ENDED
from takedown_protocol.replies import Ended as ProtocolEnded
from takedown_protocol.replies import RefusalReason, StatusItem, StatusReply

MAX_PAGES = 1_000
"""A registry that never stops paging is not followed further (100 items a page)."""


class FollowService:
    """Asks for the state of a case; asking changes nothing at the registry."""

    def __init__(self, exchange: Exchange, clock: Clock = time.time) -> None:
        self._exchange = exchange
        self._clock = clock

    def check(self, registry: ConnectedRegistry, access: CaseAccess) -> CaseView:
        """Return the whole case as the registry reports it now; a case it does not know has no items.

        Raises:
            RegistryUnreachable, ReplyNotVerified, RegistryRefused: see `Exchange.carry`.
        """
        items: list[CaseItem] = []
        after: str | None = None
        knows: tuple[str, ...] = (ENDED,)
        for _ in range(MAX_PAGES):
            try:
                page = self._page(registry, access, after, knows)
            except RegistryRefused as refused:
                if refused.reason != RefusalReason.MALFORMED or not knows:
                    raise
                # An older registry, which does not know the question.
                knows = ()
                page = self._page(registry, access, after, knows)
            items.extend(_case_item(item) for item in page.items)
            if page.next is None:
                return CaseView(access.case_id, tuple(items), as_datetime(int(self._clock())))
            after = page.next
        raise ReplyNotVerified("The registry's list of this case does not end.")

    def _page(
        self, registry: ConnectedRegistry, access: CaseAccess, after: str | None, knows: tuple[str, ...]
    ) -> StatusReply:
        def sign(offset: int = 0) -> PreparedMessage:
            return prepare_status_request(
                access.keys,
                registry.descriptor,
                now=int(self._clock()),
                after=after,
                clock_offset=offset,
                knows=knows,
            )

        answer = self._exchange.carry(sign(), registry, sign)
        if not isinstance(answer, StatusReply):
            raise ReplyNotVerified
        return answer


def _case_item(item: StatusItem) -> CaseItem:
    return CaseItem(
        item_id=item.item_id,
        kind=Kind(item.kind.value),
        media=item.media,
        added=as_datetime(item.added_at),
        taken_back=None if item.withdrawn_at is None else as_datetime(item.withdrawn_at),
        platforms=tuple(
            PlatformRow(
                name=platform.name,
                state=PlatformState(platform.state.value),
                at=None if platform.at is None else as_datetime(platform.at),
            )
            for platform in item.platforms
        ),
        ended=None if item.ended is None else _ended(item.ended),
    )


def _ended(ended: ProtocolEnded) -> Ended:
    return Ended(as_datetime(ended.at), EndReason(ended.reason.value), ended.whole)
