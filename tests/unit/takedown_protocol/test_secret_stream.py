"""A stream under a passphrase comes back whole, or not at all."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator

import pytest

from takedown_protocol import secret_stream
from takedown_protocol.errors import Malformed, NotVerified
from takedown_protocol.secret_stream import CHUNK, MARK, decrypt, encrypt


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One guess in earnest takes a second; `test_backup` takes it once."""
    monkeypatch.setattr(secret_stream, "_WRITTEN", (64, 1, 1))
    return None


def opened(raw: bytes, passphrase: bytes = b"right") -> bytes:
    return b"".join(decrypt(io.BytesIO(raw), passphrase))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_every_size_comes_back(size: int) -> None:
    plain = secrets.token_bytes(size)
    for parts in ([plain], [plain[:7], b"", plain[7:]]):
        raw = b"".join(encrypt(parts, b"right"))
        assert opened(raw) == plain
        assert plain[:16] not in raw or size < 16
    assert raw != b"".join(encrypt([plain], b"right"))


def test_no_change_goes_unnoticed() -> None:
    raw = b"".join(encrypt([bytes(2 * CHUNK + 9)], b"right"))
    head, one = len(MARK) + 12 + 16, CHUNK + 16
    chunks = [raw[head : head + one], raw[head + one : head + 2 * one], raw[head + 2 * one :]]
    for order in ([0, 1], [0, 2], [1, 0, 2], [0, 1, 1, 2], [0, 0, 2], [2], []):
        with pytest.raises(NotVerified):
            opened(raw[:head] + b"".join(chunks[n] for n in order))
    for at in (len(MARK) + 3, len(MARK) + 15, head, head + one - 1, len(raw) - 1):
        changed = bytearray(raw)
        changed[at] ^= 1
        with pytest.raises((NotVerified, Malformed)):
            opened(bytes(changed))
    for cut in (head + 5, len(raw) - 1):
        with pytest.raises(NotVerified):
            opened(raw[:cut])
    with pytest.raises(NotVerified):
        opened(raw, b"wrong")
    for other in (b"", raw[: head - 1], b"x" + raw):
        with pytest.raises(Malformed):
            opened(other)


def test_a_file_cannot_ask_for_endless_work() -> None:
    raw = b"".join(encrypt([b"x"], b"right"))
    dear = raw[: len(MARK)] + (2**31).to_bytes(4, "big") + raw[len(MARK) + 4 :]
    with pytest.raises(Malformed):
        opened(dear)
