"""The puzzle of anonymous submissions by its definition, apart from the code that is tested."""

from __future__ import annotations

import hashlib


def zeros(payload_sha256: str, number: str) -> int:
    """Zero bits that a number (16 hexadecimal digits) has for a message: how hard a puzzle it solves."""
    salt = b"takedown/puzzle/v1" + bytes.fromhex(payload_sha256)
    found = hashlib.scrypt(bytes.fromhex(number), salt=salt, n=256, r=8, p=1, dklen=32)
    return 256 - int.from_bytes(found, "big").bit_length()
