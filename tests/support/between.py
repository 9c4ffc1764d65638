"""A small HTTP proxy on this computer that can break what goes through it, at a chosen request."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

LOCK = threading.Lock()


class Between:
    """Hands requests on to `target`.

    Attributes:
        url: its own address.
        seen: method and path with query of every request, in order; several proxies may share one list.
        before, after: called with the number of the request (from 1), before it is handed on and before its
            answer is handed back; returning False breaks the connection off.
    """

    def __init__(self, target: str, seen: list[str] | None = None) -> None:
        self.target = target
        self.seen: list[str] = [] if seen is None else seen
        self.before: Callable[[int], bool] = lambda _: True
        self.after: Callable[[int], bool] = lambda _: True
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet: two would wait for a delayed acknowledgement

            def _handle(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with LOCK:
                    outer.seen.append(f"{self.command} {self.path}")
                    number = len(outer.seen)
                if not outer.before(number):
                    self._break_off()
                    return
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
                answer = requests.request(
                    self.command, outer.target + self.path, data=body, headers=headers, timeout=60
                )
                if not outer.after(number):
                    self._break_off()
                    return
                self.send_response(answer.status_code)
                self.send_header("Content-Type", answer.headers.get("Content-Type", "text/plain"))
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            def _break_off(self) -> None:
                self.close_connection = True
                self.connection.close()

            do_GET = do_POST = do_DELETE = _handle

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                pass  # the other side is gone, on purpose

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
