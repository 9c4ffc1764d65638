"""Many clients that take for ever, in a process of their own: run with -m, see `SlowClients`.

Three kinds by turns: headers by drips, a body by drips, an answer that is read by drips. Each source address
has a few, as if they came from many computers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import ssl
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

PAUSE = 1.0
"""Seconds between two drips: shorter than any pause that a server could take for an end."""
PER_ADDRESS = 15
_BODY = b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/takedown-sealed\r\n"
STARTS = {
    "headers": b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "body": _BODY + b"Content-Length: 16384\r\n\r\n",
    "reading": b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 2,
}


async def slow(kind: str, number: int, port: int, tls: ssl.SSLContext | None, counts: dict[str, int]) -> None:
    """One client: connects from an address of 127/8, begins, and goes on by drips until it is let go."""
    from_here = f"127.77.{number // PER_ADDRESS // 250}.{number // PER_ADDRESS % 250 + 1}"
    plain = socket.socket()
    plain.setblocking(False)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    plain.bind((from_here, 0))
    await asyncio.get_running_loop().sock_connect(plain, ("127.0.0.1", port))
    named = {"ssl": tls, "server_hostname": "127.0.0.1"} if tls else {}
    reader, writer = await asyncio.open_connection(sock=plain, limit=2, **named)  # type: ignore[arg-type]
    writer.write(STARTS[kind])
    counts[kind] += 1
    with suppress(OSError, asyncio.IncompleteReadError):
        while not writer.is_closing():
            if kind == "reading":
                await asyncio.sleep(PAUSE)
                if not await reader.read(1):
                    break
            else:
                writer.write(b"x")
                await writer.drain()
                with suppress(TimeoutError):
                    # An answer, or the end of the connection, means: let go.
                    await asyncio.wait_for(reader.read(1), PAUSE)
                    break
    counts[kind] -= 1
    writer.close()


async def crowd(count: int, port: int, tls: ssl.SSLContext | None) -> None:
    """Start them all; then say every half second how many of each kind are still there."""
    counts = dict.fromkeys(STARTS, 0)
    kinds = list(STARTS)
    clients = []
    for number in range(count):
        one = slow(kinds[number % len(kinds)], number, port, tls, counts)
        clients.append(asyncio.create_task(one))
        if number % 50 == 49:
            await asyncio.sleep(0.02)
    while True:
        broken = [each for each in clients if each.done() and each.exception()]
        print(json.dumps({**counts, "broken": len(broken)}), flush=True)
        await asyncio.sleep(0.5)


class SlowClients:
    """The process that runs them."""

    def __init__(self, count: int, port: int, authority: Path | None) -> None:
        command = [sys.executable, "-m", "support.slow_clients", "--count", str(count), "--port", str(port)]
        self._process = subprocess.Popen(
            [*command, *(["--authority", str(authority)] if authority else [])],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            stdout=subprocess.PIPE,
            text=True,
        )

    def counts(self) -> dict[str, int]:
        """How many are there now, by kind."""
        assert self._process.stdout
        return dict(json.loads(self._process.stdout.readline()))

    def until(self, seen: int) -> dict[str, int]:
        """Wait until that many are there at once."""
        while True:
            now = self.counts()
            if sum(now.values()) - now["broken"] >= seen:
                return now

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--authority", type=Path)
    chosen = parser.parse_args()
    tls = ssl.create_default_context(cafile=str(chosen.authority)) if chosen.authority else None
    asyncio.run(crowd(chosen.count, chosen.port, tls))


if __name__ == "__main__":
    main()
