"""What platforms install: a bank that finds copies at 31 bits and no further."""

from __future__ import annotations

import pytest

from support.world import pdq
from takedown_registry.platform.matching import Bank


def flipped(value: str, bits: int) -> str:
    return f"{int(value, 16) ^ ((1 << bits) - 1):064x}"


def test_the_bank_matches_up_to_31_bits_nearest_first() -> None:
    bank = Bank()
    for value in (pdq(0), flipped(pdq(0), 20), "f" * 64):
        bank.add(value)
    assert [(m.value, m.distance) for m in bank.match(flipped(pdq(0), 31))] == [
        (flipped(pdq(0), 20), 11),
        (pdq(0), 31),
    ]
    assert [m.distance for m in bank.match(flipped(pdq(0), 32))] == [12]
    assert bank.remove("F" * 64)
    assert not bank.remove("F" * 64)
    assert ("f" * 64 in bank, len(bank)) == (False, 2)


@pytest.mark.parametrize("wrong", ["", "ab", "g" * 64, "0x" + "a" * 62, "a_" * 32, "a" * 63, "a" * 65])
def test_the_bank_takes_only_pdq(wrong: str) -> None:
    with pytest.raises(ValueError, match="PDQ"):
        Bank().add(wrong)
    with pytest.raises(ValueError, match="PDQ"):
        Bank().match(wrong)
