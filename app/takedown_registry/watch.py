"""The operator's own address: /metrics, /healthz, /readyz and a page with the figures.

Apart from the address that people and platforms use, on this computer unless told otherwise. It tells counts
and states: nothing about any case, hash or address.
"""

from __future__ import annotations

import html
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from takedown_registry.health import HELP, Health, State, StateCollector
from takedown_registry.metrics import counts

_JSON: Final = "application/json"


class Watch:
    """Answers the operator, in threads of its own, until stopped."""

    def __init__(self, address: tuple[str, int], health: Health, folder: str | None) -> None:
        """Bind; connections queue up from here on.

        Args:
            address: host and port.
            health: what is told.
            folder: where workers count, None where this process answers itself.

        Raises:
            OSError: the address cannot be used.
        """
        handler = type("Handler", (_Handler,), {"health": health, "folder": folder})
        kind = type("Server", (_Server,), {"address_family": _family(address[0])})
        self._server: ThreadingHTTPServer = kind(address, handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="watch", daemon=True)
        self.socket = self._server.socket

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is being answered is cut off with the process."""
        self._server.shutdown()
        self._server.server_close()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the library would write down who asked."""


class _Handler(BaseHTTPRequestHandler):
    health: ClassVar[Health]
    folder: ClassVar[str | None]
    timeout = 10

    def do_GET(self) -> None:
        match self.path:
            case "/metrics":
                states = CollectorRegistry()
                states.register(StateCollector(self.health.look()))
                self._send(200, CONTENT_TYPE_LATEST, generate_latest(states) + counts(self.folder))
            case "/healthz":
                self._send(200, _JSON, b'{"status": "ok"}')
            case "/readyz":
                state = self.health.look()
                told = {"ready": state.ready, "faults": state.faults, "warnings": state.warnings}
                self._send(200 if state.ready else 503, _JSON, json.dumps(told).encode())
            case "/":
                self._send(200, "text/html; charset=utf-8", _page(self.health.look()).encode())
            case _:
                self._send(404, _JSON, b"{}")

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing down."""


def _page(state: State) -> str:
    def rows(pairs: list[tuple[str, str]]) -> str:
        cells = (f"<tr><th>{html.escape(a)}<td>{html.escape(b)}" for a, b in pairs)
        return f"<table>{''.join(cells)}</table>"

    title = "Ready" if state.ready else "Not ready"
    return (
        "<!doctype html><meta charset=utf-8><title>Takedown registry</title>"
        "<style>body{font:1rem sans-serif;margin:2rem}th{text-align:left;padding-right:2rem}</style>"
        f"<h1>{title}</h1>"
        + rows([(name, fault or "in order") for name, fault in state.faults.items()])
        + "".join(f"<p>{html.escape(each)}" for each in state.warnings)
        + rows([(HELP[name], f"{value:,.0f}") for name, value in state.figures.items()])
    )
