"""A stand-in for Hasher-Matcher-Actioner that speaks its bank API, and tools to look into a real one.

The suite in `tests/contract/test_platform_hma.py` passes against this and against the real thing
(`STILLMARK_HMA=URL`), which is what shows that this is like it.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PDQ = re.compile("[0-9a-f]{64}")


class HmaStandIn:
    """Banks in memory. Like HMA, it goes by the content's id alone when it shows or deletes one."""

    def __init__(self, *, exact: bool = False) -> None:
        """Begin to serve; with `exact`, lookups find equal hashes alone, in no time."""
        self._exact = exact
        self._by_value: dict[str, set[int]] = {}
        self.banks: set[str] = set()
        self.contents: dict[int, tuple[str, str]] = {}
        self._next = 1
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet: two would wait for a delayed acknowledgement

            def _handle(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with outer._lock:
                    status, answer = outer.answer(self.command, self.path, json.loads(body or b"null"))
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_DELETE = _handle

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                pass  # somebody hung up, on purpose

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, address: str, body: Any) -> tuple[int, Any]:
        parts = urlsplit(address)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        path = parts.path.strip("/").split("/")
        match method, path:
            case "POST", ["c", "banks"]:
                if not re.fullmatch("[A-Z0-9_]+", body["name"]):
                    return 400, {"message": "Bank names must be UPPER_WITH_UNDERSCORE"}
                if body["name"] in self.banks:
                    return 403, {"message": "Bank already exists"}
                self.banks.add(body["name"])
                return 201, {"matching_enabled_ratio": 1.0, "name": body["name"]}
            case "GET", ["m", "raw_lookup"]:
                return 200, {"matches": self._matches(query)}
            case _, ["c", "bank", bank, *_] if bank not in self.banks:
                return 404, {"message": f"bank '{bank}' not found"}
            case "GET", ["c", "bank", bank]:
                return 200, {"matching_enabled_ratio": 1.0, "name": bank}
            case "DELETE", ["c", "bank", bank]:
                self.banks.discard(bank)
                self.contents = {k: v for k, v in self.contents.items() if v[0] != bank}
                return 200, {"message": "Done"}
            case "POST", ["c", "bank", bank, "signal"]:
                return self._add(bank, body)
            case "GET", ["c", "bank", _, "content", number]:
                if int(number) not in self.contents:
                    return 404, {"message": f"content '{number}' not found"}
                return 200, self._shown(int(number), signals=query.get("include_signals") == "true")
            case "DELETE", ["c", "bank", _, "content", number]:
                return 200, {"deleted": int(self.contents.pop(int(number), None) is not None)}
        return 404, {"message": "Not Found"}

    def _add(self, bank: str, body: Any) -> tuple[int, Any]:
        for name, value in body.items():
            if name != "pdq":
                return 400, {"message": f"No such signal type {name}"}
            if not PDQ.fullmatch(value):
                return 400, {"message": "Invalid pdq signal: invalid PDQ hash"}
            number, self._next = self._next, self._next + 1
            self.contents[number] = (bank, value)
            self._by_value.setdefault(value, set()).add(number)
            return 200, {"id": number, "signals": {"pdq": value}}
        return 400, {"message": "No signals given"}

    def _shown(self, number: int, *, signals: bool) -> Any:
        bank, value = self.contents[number]
        shown: dict[str, Any] = {
            "bank": {"matching_enabled_ratio": 1.0, "name": bank},
            "disable_until_ts": 1,
            "id": number,
            "original_media_uri": None,
        }
        return {**shown, "signals": {"pdq": value}} if signals else shown

    def _matches(self, query: dict[str, str]) -> list[Any]:
        asked = int(query["signal"], 16)
        numbers = self._by_value.get(query["signal"], set()) & self.contents.keys()
        near = [
            (number, (asked ^ int(self.contents[number][1], 16)).bit_count())
            for number in (sorted(numbers) if self._exact else self.contents)
            if self.contents[number][0] in query.get("banks", self.contents[number][0]).split(",")
        ]
        if query.get("include_distance") != "true":
            return [number for number, distance in near if distance <= 31]
        return [{"bank_content_id": n, "distance": str(d)} for n, d in near if d <= 31]


if __name__ == "__main__":
    # In a process of its own, for measurements: prints its address and serves until its input ends.
    sys.stdout.write(HmaStandIn(exact=True).url + "\n")
    sys.stdout.flush()
    sys.stdin.read()
