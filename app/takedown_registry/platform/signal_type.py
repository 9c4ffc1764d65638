"""A `threatexchange` signal type that looks at an upload closely, over stored plain PDQ values.

    threatexchange config extensions add takedown_registry.platform.signal_type

Registries serve, and platforms store, plain PDQ. What an upload survives is decided on the query side too:
`takedown_hashing.query` also hashes what lies inside plain borders and screenshots, straightens what is
tilted, and takes each in eight orientations. All those hashes are one query here, separated by commas, to an
index of the same values (`threatexchange`'s own PDQ index; Hamming distance at most 31 of 256).

`TakedownPdqSignal` stands beside the stock type under a name of its own; the exchange of this package fills
its index. `CloserPdqSignal` is called `pdq` and takes the stock type's place among the `signal_types` of
Hasher-Matcher-Actioner: what is stored, and every exchange and bank, stays as it is. HMA (1.1.7) goes on with
the index that it saved last, which takes no query of several hashes, until it builds one anew; it does that
when anything was added or deleted. So change something once after the installation, before uploads are asked
about: adding any hash to a bank and deleting it will do.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, Final, TypeVar

from threatexchange.extensions.manifest import ThreatExchangeExtensionManifest
from threatexchange.signal_type.index import (
    IndexMatchUntyped,
    SignalSimilarityInfoWithIntDistance,
)
from threatexchange.signal_type.pdq.pdq_index import PDQIndex
from threatexchange.signal_type.pdq.pdq_utils import PDQ_CONFIDENT_MATCH_THRESHOLD, simple_distance
from threatexchange.signal_type.pdq.signal import PdqSignal
from threatexchange.signal_type.signal_base import SignalComparisonResult

from takedown_hashing.engine import PictureRefused, query_picture
from takedown_hashing.vocabulary import MATCH_DISTANCE, USEFUL_QUALITY

T = TypeVar("T")
SEPARATOR: Final = ","
_VALUES: Final = re.compile("[0-9a-f]{64}(,[0-9a-f]{64})*")


class ManyPdqIndex(PDQIndex[T]):
    """The stock PDQ index, asked for several hashes at once; an entry matches by its nearest."""

    def query(self, hash: str) -> Sequence[IndexMatchUntyped[SignalSimilarityInfoWithIntDistance, T]]:
        """Return every held hash at most 31 bits from any of these once, the nearest first."""
        values = list(dict.fromkeys(value for value in hash.split(SEPARATOR) if value))
        if not values or not len(self):
            return []
        found = self.index.search_with_distance_in_result(values, MATCH_DISTANCE)
        nearest: dict[int, int] = {}
        for hits in found.values():
            for place, _, distance in hits:
                nearest[place] = min(nearest.get(place, 256), int(distance))
        return [
            IndexMatchUntyped(SignalSimilarityInfoWithIntDistance(distance), self.local_id_to_entry[place][1])
            for place, distance in sorted(nearest.items(), key=lambda hit: hit[1])
        ]

    def add_all(self, entries: Iterable[tuple[str, T]]) -> None:
        """Hold entries; one with several hashes is found by each of them."""
        super().add_all(
            [(value, entry) for values, entry in entries for value in values.split(SEPARATOR) if value]
        )

    @classmethod
    def deserialize(cls, fin: BinaryIO) -> ManyPdqIndex[T]:
        """Read an index, also one that the stock signal type wrote before this one took its place."""
        read = super().deserialize(fin)
        if isinstance(read, cls):
            return read
        taken = cls()
        taken.__setstate__(read.__dict__)
        return taken

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if len(self) == 1:
            # faiss' multi-index of a single hash finds nothing once it was saved.
            self.__init__(self.local_id_to_entry)  # type: ignore[misc]


class TakedownPdqSignal(PdqSignal):
    """PDQ of an upload, of what lies inside its borders and screenshots, each from every side."""

    @classmethod
    def get_name(cls) -> str:
        """Return `takedown_pdq`."""
        return "takedown_pdq"

    @classmethod
    def get_index_cls(cls) -> type[ManyPdqIndex[T]]:
        """Return the index that takes several hashes at once."""
        return ManyPdqIndex

    @classmethod
    def validate_signal_str(cls, signal_str: str) -> str:
        """Return one PDQ value, or several with commas, as they are.

        Raises:
            ValueError: it is something else.
        """
        if not _VALUES.fullmatch(signal_str):
            raise ValueError("not a PDQ hash, nor several with commas")
        return signal_str

    @classmethod
    def hash_from_bytes(cls, bytes_: bytes) -> str:
        """Hash a picture file for looking it up.

        Returns:
            The hashes of useful quality with commas between them, that of the whole picture first; empty if
            there is none or it is not a picture that can be decoded.
        """
        try:
            hashes = query_picture(io.BytesIO(bytes_)).hashes
        except PictureRefused:
            return ""
        return SEPARATOR.join(each.value for each in hashes if (each.quality or 0) >= USEFUL_QUALITY)

    @classmethod
    def compare_hash(
        cls, hash1: str, hash2: str, pdq_dist_threshold: int = PDQ_CONFIDENT_MATCH_THRESHOLD
    ) -> SignalComparisonResult:
        """Compare by the nearest two of the hashes on either side."""
        distance = min(
            simple_distance(one, other) for one in hash1.split(SEPARATOR) for other in hash2.split(SEPARATOR)
        )
        return SignalComparisonResult.from_simple_dist(distance, pdq_dist_threshold)


class CloserPdqSignal(TakedownPdqSignal):
    """The same under the stock type's name, to be installed instead of it."""

    @classmethod
    def get_name(cls) -> str:
        """Return `pdq`."""
        return PdqSignal.get_name()


TX_MANIFEST = ThreatExchangeExtensionManifest(signal_types=(TakedownPdqSignal,))
