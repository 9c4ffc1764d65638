"""A wire with a tap: forwards TCP on this computer and keeps every byte that went each way."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Lock, Thread
from urllib.parse import urlsplit


class Recorder:
    """Listens on a port of its own and forwards to `target` (`http://host:port`).

    Attributes:
        url: what to talk to instead of the target.
    """

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._sent = bytearray()
        self._received = bytearray()
        self._lock = Lock()
        self._threads: list[Thread] = []
        self._accepting = Thread(target=self._accept)
        self._accepting.start()

    @property
    def sent(self) -> bytes:
        """Every byte that went towards the target so far."""
        with self._lock:
            return bytes(self._sent)

    @property
    def received(self) -> bytes:
        """Every byte that came back so far."""
        with self._lock:
            return bytes(self._received)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self._target)
            except OSError:
                near.close()
                continue
            pair = [
                Thread(target=self._forward, args=(near, far, self._sent)),
                Thread(target=self._forward, args=(far, near, self._received)),
            ]
            self._threads += pair
            for thread in pair:
                thread.start()
            Thread(target=self._finish, args=(pair, near, far)).start()

    def _forward(self, source: socket.socket, sink: socket.socket, kept: bytearray) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                with self._lock:
                    kept += data
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    @staticmethod
    def _finish(pair: list[Thread], near: socket.socket, far: socket.socket) -> None:
        for thread in pair:
            thread.join()
        near.close()
        far.close()
