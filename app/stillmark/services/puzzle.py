"""What a registry asks of anonymous submissions before they leave: a second of computing for each message.

It keeps floods of false reports slow. Messages that a support centre vouches for, withdrawals and questions
need none. It is done before anything is written down or sent, so that whoever stops it leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stillmark.domain.errors import Stopped
from stillmark.services.connect import ConnectedRegistry
from takedown_protocol import puzzle
from takedown_protocol.app_side import PreparedMessage
from takedown_protocol.messages import MessageKind

OnSolved = Callable[[int, int], None]
"""Hears (messages done, messages in all), from (0, all) to (all, all), after which they leave; (0, 0) if
nothing was asked for. It may raise, and then nothing leaves."""


def too_hard(registry: ConnectedRegistry) -> bool:
    """Whether a registry asks for more work than any should; then none is done, and it may publish later."""
    return registry.descriptor.puzzle_bits > puzzle.MAX_BITS


class Puzzles:
    """Solves puzzles once for each message and keeps what was found until the message has its receipt."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def solve(
        self,
        messages: Sequence[PreparedMessage],
        registry: ConnectedRegistry,
        *,
        stopped: Callable[[], bool] = lambda: False,
        on_solved: OnSolved | None = None,
    ) -> None:
        """Solve what is asked for these messages: nothing, where that is too much.

        Raises:
            Stopped: `stopped` said so.
        """
        asked = [message for message in messages if _bits(message, registry)]
        for done, message in enumerate(asked):
            if on_solved:
                on_solved(done, len(asked))
            self._solve(message, registry, stopped)
            if stopped():
                raise Stopped
        if on_solved:
            on_solved(len(asked), len(asked))

    def header(self, message: PreparedMessage, registry: ConnectedRegistry) -> str:
        """Return what goes out with a message, solved now if it was not before."""
        self._solve(message, registry, lambda: False)
        return self._found.get(message.payload_sha256) or puzzle.blank()

    def forget(self, message: PreparedMessage) -> None:
        """Drop what was found for a message that was answered."""
        self._found.pop(message.payload_sha256, None)

    def _solve(
        self, message: PreparedMessage, registry: ConnectedRegistry, stopped: Callable[[], bool]
    ) -> None:
        bits, digest = _bits(message, registry), message.payload_sha256
        if bits and digest not in self._found:
            number = puzzle.solve(digest, bits, stopped=stopped)
            if number is not None:
                self._found[digest] = number


def _bits(message: PreparedMessage, registry: ConnectedRegistry) -> int:
    anonymous = message.kind is MessageKind.SUBMISSION and message.message.header.vouch is None
    return registry.descriptor.puzzle_bits if anonymous and not too_hard(registry) else 0
