"""The platform's side: recall of the signal types over the 41 edits, their cost, and the time of a pull.

    python tests/benchmarks/platform_kit.py matching FOLDER [--seed N] [--photos N]
    python tests/benchmarks/platform_kit.py pull [--records N]

`matching` asks through `threatexchange`'s own interface (`hash_from_bytes`, then `index.query`), with the
stock PDQ signal type beside ours in the same run. Of photographs that show the same (in any orientation
within 31 bits) one is taken, and none that has no useful hash and so cannot be submitted.

`pull` starts a real registry with so many records, and measures `threatexchange`'s stock client, our exchange
and our puller (into a bank in memory that speaks HMA's interface) beside one another.
"""

from __future__ import annotations

import argparse
import resource
import secrets
import subprocess
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from statistics import fmean, median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]

from PIL import Image, ImageOps

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from threatexchange.signal_type.pdq.signal import PdqSignal

from takedown_hashing import everyday, pdq
from takedown_hashing.decode import decode_luma
from takedown_hashing.views import structured_set
from takedown_hashing.vocabulary import MATCH_DISTANCE, USEFUL_QUALITY
from takedown_registry.platform.signal_type import TakedownPdqSignal


def say(figure: str, value: float, unit: str) -> None:
    print(f"{figure}: {value:.4g} {unit}", flush=True)


def photographs(folder: Path, limit: int | None, seed: int) -> list[tuple[str, Image.Image]]:
    paths = [p for p in sorted(folder.iterdir()) if p.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}]
    Random(seed).shuffle(paths)
    pictures = []
    for path in paths[:limit]:
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
            pictures.append((path.name, everyday.reduced(upright)))
    return pictures


def distinct(pictures: list[tuple[str, Image.Image]]) -> list[tuple[str, Image.Image]]:
    kept: list[tuple[str, Image.Image]] = []
    known: list[str] = []
    for name, image in pictures:
        turns = list(
            pdq.hash_orientations(decode_luma(everyday.jpeg(image, 95), nearest=False).luma).values()
        )
        if turns[0].quality < USEFUL_QUALITY:
            print(f"left out, cannot be submitted: {name} (quality {turns[0].quality})")
        elif any(pdq.distance(turn.value, other) <= MATCH_DISTANCE for turn in turns for other in known):
            print(f"left out, shows the same as another: {name}")
        else:
            kept.append((name, image))
            known.append(turns[0].value)
    return kept


def matching(options: argparse.Namespace) -> None:
    pictures = distinct(photographs(options.folder, options.photos, options.seed))
    entries = []
    for owner, (_, image) in enumerate(pictures):
        submitted = structured_set(decode_luma(everyday.jpeg(image, 95), nearest=False).luma)
        entries += [(each.value, owner) for _, each in submitted]
    kinds = {"stock pdq": PdqSignal, "takedown_pdq": TakedownPdqSignal}
    indexes = {name: kind.get_index_cls().build(entries) for name, kind in kinds.items()}
    hits: dict[tuple[str, str], list[bool]] = defaultdict(list)
    wrong: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    hashing: dict[str, list[float]] = defaultdict(list)
    asking: dict[str, list[float]] = defaultdict(list)
    hashes = []
    for owner, (name, image) in enumerate(pictures):
        for edit in everyday.EDITS:
            upload = everyday.edited(edit, image, seed=options.seed, picture=name)
            for kind, signal_type in kinds.items():
                begin = time.process_time()
                asked = signal_type.hash_from_bytes(upload)
                middle = time.process_time()
                found = {match.metadata for match in indexes[kind].query(asked)} if asked else set()
                hashing[kind].append(middle - begin)
                asking[kind].append(time.process_time() - middle)
                hits[kind, edit].append(owner in found)
                wrong[kind] |= {(name, edit, pictures[each][0]) for each in found - {owner}}
            hashes.append(len(asked.split(",")))
    say("photographs", len(pictures), "")
    say("edited uploads", len(hashing["takedown_pdq"]), "")
    for edit in everyday.EDITS:
        say(f"{edit}, takedown_pdq", 100 * fmean(hits["takedown_pdq", edit]), "%")
    for kind in kinds:
        say(
            f"mean recall over {len(everyday.EDITS)} edits, {kind}",
            fmean(100 * fmean(hits[kind, edit]) for edit in everyday.EDITS),
            "%",
        )
        say(f"false positives, {kind}", len(wrong[kind]), f"pairs {sorted(wrong[kind])[:5]}")
        say(f"processor time to hash an upload, {kind}, median", 1000 * median(hashing[kind]), "ms")
        say(f"processor time to ask the index, {kind}, median", 1000 * median(asking[kind]), "ms")
    say("hashes per query, mean", fmean(hashes), "")
    ratio = [a / b for a, b in zip(hashing["takedown_pdq"], hashing["stock pdq"], strict=True)]
    say("hashing, takedown_pdq to stock pdq, median", median(ratio), "x")


def timed(figure: str, count: int, work: Callable[[], Any]) -> float:
    begin, processor = time.perf_counter(), time.process_time()
    work()
    seconds = time.perf_counter() - begin
    say(figure, seconds, f"s ({count / seconds:.0f} hashes/s)")
    say(f"{figure}, processor time of the client", time.process_time() - processor, "s")
    return seconds


def pull(options: argparse.Namespace) -> None:
    from support.registry import RegistryProcess
    from takedown_registry.platform.exchange import TakedownCollabConfig, TakedownRegistryExchangeAPI
    from takedown_registry.platform.feed_client import FeedClient, FeedKeys
    from takedown_registry.platform.hma import HmaBank
    from takedown_registry.platform.hma_puller import HmaPuller
    from takedown_registry.platform.hma_state import State

    count = options.records
    with tempfile.TemporaryDirectory() as folder:
        registry = RegistryProcess(Path(folder) / "registry")
        hma = subprocess.Popen(
            [sys.executable, "-m", "support.hma_stand_in"],
            cwd=ROOT / "tests",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert hma.stdout
        stand_in = hma.stdout.readline().strip()
        try:
            # What a platform was sent is noted when it is sent first; so each has a platform of its own.
            source, *readers = (registry.add_platform(name) for name in ("Source", "A", "B", "C"))
            fill(source, count)

            def stock() -> None:
                assert sum(len(page.hashRecords) for page in readers[0].api.fetch_hashes_iter()) == count

            stock_seconds = timed("full sync, stock client", count, stock)
            keys, other_keys = (
                FeedKeys(*(reader.keys[name] for name in FeedKeys.__slots__)) for reader in readers[1:]
            )
            exchange = TakedownRegistryExchangeAPI(
                TakedownCollabConfig(url=registry.url, name="R"), FeedClient(registry.url, keys)
            )

            def ours() -> None:
                assert sum(len(delta.updates) for delta in exchange.fetch_iter([PdqSignal], None)) == count

            say(
                "full sync, our exchange to stock",
                timed("full sync, our exchange", count, ours) / stock_seconds,
                "x",
            )
            with closing(State(Path(folder) / "state" / "pull", "benchmark")) as state:
                puller = HmaPuller(
                    FeedClient(registry.url, other_keys), HmaBank(options.hma or stand_in, "BENCHMARK"), state
                )
                seconds = timed("pull into the bank", count, puller.pull)
                say("pull into the bank to stock sync", seconds / stock_seconds, "x")
                timed("pull with nothing new", 0, puller.pull)
                begin = time.perf_counter()
                withdraw(source, count // 10)
                say("(the source withdrew a tenth)", time.perf_counter() - begin, "s")
                timed("pull of withdrawals: delete and acknowledge", count // 10, puller.pull)
                assert state.count() == count - count // 10
            say(
                "memory of this process, peak",
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "MiB",
            )
        finally:
            hma.communicate("")
            registry.stop()


def fill(source: Any, count: int) -> None:
    """Records that a platform contributes itself, as the stock client submits them."""
    from threatexchange.exchanges.clients.stopncii import api

    said = api.StopNCIICSPFeedback(api.StopNCIICSPFeedbackValue.Blocked)
    source.values = [secrets.token_hex(32) for _ in range(count)]
    for first in range(0, count, 2000):
        some = source.values[first : first + 2000]
        source.api.submit_hashes({(api.StopNCIISignalType.ImagePDQ, value): said for value in some})


def withdraw(source: Any, count: int) -> None:
    from threatexchange.exchanges.clients.stopncii import api

    said = api.StopNCIICSPFeedback(api.StopNCIICSPFeedbackValue.Withdrawn)
    for first in range(0, count, 2000):
        some = source.values[first : min(first + 2000, count)]
        source.api.submit_feedbacks({(api.StopNCIISignalType.ImagePDQ, value): said for value in some})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parts = parser.add_subparsers(required=True)
    of_matching = parts.add_parser("matching")
    of_matching.add_argument("folder", type=Path)
    of_matching.add_argument("--seed", type=int, default=1)
    of_matching.add_argument("--photos", type=int, default=None, help="so many photographs instead of all")
    of_matching.set_defaults(measure=matching)
    of_pull = parts.add_parser("pull")
    of_pull.add_argument("--records", type=int, default=100_000)
    of_pull.add_argument("--hma", default="", help="a real HMA instead of the bank in memory")
    of_pull.set_defaults(measure=pull)
    options = parser.parse_args()
    options.measure(options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
