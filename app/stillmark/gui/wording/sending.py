"""What is said while messages are prepared and sent."""

from __future__ import annotations

from stillmark.gui.presenters.send import SendState
from stillmark.gui.wording.base import translate


def step(state: SendState) -> str:
    """Say which message is being prepared or sent, of how many."""
    text = (
        translate("Send", "Preparing message {number} of {total}…")
        if state.preparing
        else translate("Send", "Sending message {number} of {total}")
    )
    return text.format(number=min(state.done + 1, max(1, state.total)), total=max(1, state.total))
