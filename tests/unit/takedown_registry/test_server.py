"""How the registry listens."""

from __future__ import annotations

import socket
from contextlib import closing

from takedown_registry.server import listen


def test_an_answer_does_not_wait_for_the_acknowledgement_of_its_head() -> None:
    with closing(listen("127.0.0.1", 0)) as listening:
        with closing(socket.create_connection(listening.getsockname())):
            accepted, _ = listening.accept()
        with closing(accepted):
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
