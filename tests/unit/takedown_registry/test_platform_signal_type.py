"""The signal type that looks closely: what it asks, what its index finds, what may take whose place."""

from __future__ import annotations

import io
import pickle
import secrets
from pathlib import Path

import pytest
from PIL import Image
from threatexchange.content_type.photo import PhotoContent
from threatexchange.extensions.manifest import ThreatExchangeExtensionManifest
from threatexchange.interface_validation import SignalTypeMapping
from threatexchange.signal_type.pdq.pdq_index import PDQIndex
from threatexchange.signal_type.pdq.signal import PdqSignal

from support.pictures import encoded, landscape
from takedown_hashing import everyday
from takedown_registry.platform.signal_type import CloserPdqSignal, ManyPdqIndex, TakedownPdqSignal

ONE, OTHER, THIRD = (secrets.token_hex(32) for _ in range(3))


def flipped(value: str, bits: int) -> str:
    return f"{int(value, 16) ^ (2**bits - 1):064x}"


def found(index: PDQIndex[str], query: str) -> list[tuple[str, int]]:
    return [(match.metadata, match.similarity_info.distance) for match in index.query(query)]


def test_many_hashes_are_one_query_and_an_entry_matches_once_by_its_nearest() -> None:
    index = ManyPdqIndex.build([(ONE, "one"), (OTHER, "other"), (flipped(ONE, 20), "near"), (OTHER, "again")])
    asked = ",".join((flipped(ONE, 31), flipped(ONE, 5), THIRD))
    assert found(index, asked) == [("one", 5), ("near", 11)]
    assert sorted(found(index, OTHER)) == [("again", 0), ("other", 0)]
    assert found(index, flipped(THIRD, 31)) == found(index, "") == found(ManyPdqIndex.build([]), ONE) == []
    assert found(ManyPdqIndex.build([(ONE, "one"), (THIRD, "third")]), flipped(ONE, 32)) == []


def test_an_entry_of_several_hashes_is_found_by_each() -> None:
    index = ManyPdqIndex.build([(f"{ONE},{OTHER}", "both"), (THIRD, "third")])
    assert found(index, OTHER) == [("both", 0)]
    assert found(index, f"{ONE},{OTHER}") == [("both", 0), ("both", 0)]


@pytest.mark.parametrize("count", [1, 2, 50])
@pytest.mark.parametrize("written_by", [ManyPdqIndex, PDQIndex])
def test_a_saved_index_finds_the_same_also_if_the_stock_type_saved_it(
    written_by: type[PDQIndex[int]], count: int
) -> None:
    values = [secrets.token_hex(32) for _ in range(count)]
    file = io.BytesIO()
    written_by.build([(value, place) for place, value in enumerate(values)]).serialize(file)
    file.seek(0)
    # The second is how HMA reads one.
    index = ManyPdqIndex.deserialize(file) if written_by is PDQIndex else pickle.load(file)
    assert {match.metadata for match in index.query(",".join(values))} == set(range(count))
    index.add(ONE, count)
    assert [match.metadata for match in index.query(ONE)] == [count]


@pytest.mark.parametrize(
    "edit", ["jpeg-50", "quarter-turn", "border-white", "feed-dark", "feed-mirror", "tilt"]
)
def test_a_stored_plain_hash_is_found_in_an_edited_upload(edit: str, tmp_path: Path) -> None:
    image = landscape(41, (900, 675))
    stored = PdqSignal.hash_from_bytes(encoded(image))
    index = ManyPdqIndex.build(
        [(stored, "this"), (PdqSignal.hash_from_bytes(encoded(landscape(42))), "other")]
    )
    upload = tmp_path / "upload.jpg"
    upload.write_bytes(everyday.edited(edit, image, seed=4, picture="a"))
    asked = TakedownPdqSignal.hash_from_file(upload)
    assert [match.metadata for match in index.query(asked)] == ["this"]
    assert TakedownPdqSignal.compare_hash(asked, stored).match
    assert not TakedownPdqSignal.compare_hash(asked, ONE).match
    assert TakedownPdqSignal.validate_signal_str(asked) == asked


def test_what_has_no_hash_gives_an_empty_one() -> None:
    assert TakedownPdqSignal.hash_from_bytes(encoded(Image.new("RGB", (300, 200), "teal"))) == ""
    assert TakedownPdqSignal.hash_from_bytes(b"Dear diary") == ""


@pytest.mark.parametrize(
    "wrong",
    ["", ",", ONE + ",", "," + ONE, ONE.upper()[:-1] + "G", ONE[:-1], ONE + "\n"],
    ids=["empty", "comma", "comma after", "comma before", "not hexadecimal", "short", "line end"],
)
def test_only_hashes_are_valid(wrong: str) -> None:
    with pytest.raises(ValueError, match="PDQ"):
        TakedownPdqSignal.validate_signal_str(wrong)


def test_one_stands_beside_the_stock_type_and_the_other_takes_its_place() -> None:
    manifest = ThreatExchangeExtensionManifest.load_from_module_name(TakedownPdqSignal.__module__)
    beside = SignalTypeMapping([PhotoContent], [PdqSignal, *manifest.signal_types])
    assert set(beside.signal_type_by_name) == {"pdq", "takedown_pdq"}
    assert SignalTypeMapping([PhotoContent], [CloserPdqSignal]).signal_type_by_name == {
        "pdq": CloserPdqSignal
    }
    with pytest.raises(AssertionError, match="Duplicate"):
        SignalTypeMapping([PhotoContent], [PdqSignal, CloserPdqSignal])
