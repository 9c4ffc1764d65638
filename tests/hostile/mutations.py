"""Ways to spoil a file. Each takes a random generator and the file; the same seed spoils it the same way."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]

_NUMBERS = (
    0,
    1,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFF,
    0xFFFFFFFE,
    10**9,
)


def cut(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data))]


def cut_the_start(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    return data[chance.randrange(1, min(64, len(data))) :]


def flip_bits(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    spoiled = bytearray(data)
    for _ in range(chance.choice((1, 4, 32, max(1, len(data) // 100)))):
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
    return bytes(spoiled)


def spoil_header(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    spoiled = bytearray(data)
    for _ in range(chance.choice((1, 2, 8))):
        spoiled[chance.randrange(min(400, len(spoiled)))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
    return bytes(spoiled)


def extreme_number(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    spoiled = bytearray(data)
    for _ in range(chance.choice((1, 1, 3))):
        width = chance.choice((2, 4, 4, 8))
        at = chance.randrange(min(len(data) - 8, chance.choice((200, 2000, len(data)))))
        number = chance.choice(_NUMBERS) % (1 << 8 * width)
        spoiled[at : at + width] = number.to_bytes(width, chance.choice(("big", "little")))
    return bytes(spoiled)


def blank_a_part(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data))
    length = chance.randrange(1, max(2, len(data) // 4))
    part = data[start : start + length]
    return data[:start] + bytes([chance.choice((0, 0xFF))]) * len(part) + data[start + len(part) :]


def noise_in_a_part(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data))
    length = chance.randrange(1, max(2, len(data) // 4))
    part = data[start : start + length]
    return data[:start] + chance.randbytes(len(part)) + data[start + len(part) :]


def repeat_a_part(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data))
    part = data[start : start + chance.randrange(1, max(2, len(data) // 4))]
    return data[:start] + part * chance.choice((2, 3, 50)) + data[start + len(part) :]


def drop_a_part(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, max(2, len(data) // 4)) :]


def swap_parts(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    one, two, three = sorted(chance.randrange(len(data)) for _ in range(3))
    return data[:one] + data[two:three] + data[one:two] + data[three:]


def graft(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """One file's start and another's end."""
    other = chance.choice(others)
    return data[: chance.randrange(1, len(data))] + other[chance.randrange(len(other)) :]


def append(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    return data + chance.choice((chance.choice(others), bytes(100_000), chance.randbytes(5000)))


MUTATIONS: tuple[Mutation, ...] = (
    cut,
    cut_the_start,
    flip_bits,
    spoil_header,
    extreme_number,
    extreme_number,
    blank_a_part,
    noise_in_a_part,
    repeat_a_part,
    drop_a_part,
    swap_parts,
    graft,
    append,
)
