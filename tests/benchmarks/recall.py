"""How many edited copies are recognised, and how many other pictures are: one line per figure.

    python tests/benchmarks/recall.py FOLDER [--seed N] [--photos N] [--layouts tuned|held-out] ...

FOLDER holds photographs, each of another motif. Every edit is uploaded as a file and hashed as a platform
would, from its bytes. False positives are counted between every two photographs of all folders.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "app"), str(Path(__file__).resolve().parent)]

import layouts
import numpy as np
import random_viewers
from PIL import Image, ImageOps

from takedown_hashing import borders, everyday, pdq
from takedown_hashing.decode import decode_luma
from takedown_hashing.pdq import Luma
from takedown_hashing.query import Bank, Query, matches, query
from takedown_hashing.views import structured_set
from takedown_hashing.vocabulary import MATCH_DISTANCE, USEFUL_QUALITY

VIEWERS = {
    **layouts.VIEWERS_HELD_OUT,
    "as described": layouts.viewer_tuned,
    "random": random_viewers.centred,
    "random, between bars": random_viewers.between,
}
"""The last one puts the picture elsewhere than the hashes expect, and is left out of the mean."""

SETS = ("whole only", "8 orientations", "structured set", "structured set + query")


def luma_of(data: bytes) -> Luma:
    return decode_luma(data, nearest=False).luma


def photographs(folder: Path, limit: int | None, seed: int) -> Iterator[tuple[str, Image.Image]]:
    paths = [
        path for path in sorted(folder.iterdir()) if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}
    ]
    Random(seed).shuffle(paths)
    for path in paths[:limit]:
        with Image.open(path) as image:
            yield path.name, everyday.reduced(ImageOps.exif_transpose(image).convert("RGB"))


def recognised(values: list[str], luma: Luma, *, closely: bool = False) -> bool:
    bank = Bank(values)
    if closely:
        return bool(matches(query(luma), bank))
    whole = pdq.hash_whole(luma)
    return whole.quality >= USEFUL_QUALITY and int(bank.nearest([whole.value])[0].min()) <= MATCH_DISTANCE


def say(figure: str, value: float, unit: str = "%") -> None:
    print(f"{figure}: {value:.1f} {unit}", flush=True)


def edits(pictures: list[tuple[str, Image.Image]], seed: int) -> None:
    hits: dict[str, list[tuple[bool, ...]]] = defaultdict(list)
    set_times, query_times, others = [], [], []
    originals = [luma_of(everyday.jpeg(image, 95)) for _, image in pictures]
    sets = []
    for original in originals:
        begin = time.process_time()
        sets.append([each.value for _, each in structured_set(original)])
        set_times.append(time.process_time() - begin)
    bank = Bank(value for each in sets for value in each)
    owners = np.repeat(np.arange(len(sets)), [len(each) for each in sets])
    for index, ((name, image), original) in enumerate(zip(pictures, originals, strict=True)):
        turns = [each.value for each in pdq.hash_orientations(original).values()]
        for edit in (*everyday.EDITS, *everyday.VIEWERS):
            upload = luma_of(everyday.edited(edit, image, seed=seed, picture=name))
            begin = time.process_time()
            asked = query(upload)
            query_times.append(time.process_time() - begin)
            found = {int(owners[match.index]) for match in matches(asked, bank)}
            others += [(name, edit, pictures[owner][0]) for owner in found - {index}]
            known = [recognised(values, upload) for values in (turns[:1], turns, sets[index])]
            hits[edit].append((*known, index in found))
    recall = {edit: 100 * np.mean(each, axis=0) for edit, each in hits.items()}
    for edit, each in recall.items():
        print(
            f"{edit}: "
            + ", ".join(f"{kind} {value:.0f}" for kind, value in zip(SETS, each, strict=True))
            + " %"
        )
    for index, kind in enumerate(SETS):
        say(
            f"mean over {len(everyday.EDITS)} edits, {kind}",
            np.mean([recall[edit][index] for edit in everyday.EDITS]),
        )
        say(
            f"viewer screenshots as tuned on, {kind}",
            np.mean([recall[edit][index] for edit in everyday.VIEWERS]),
        )
    say("hashes per picture", float(np.mean([len(each) for each in sets])), "")
    say("edited copies taken for another picture, query", len(others), f"of {len(query_times)} {others[:5]}")
    say("processor time of a structured set, median", 1000 * float(np.median(set_times)), "ms")
    say("processor time of a query, median", 1000 * float(np.median(query_times)), "ms")


def viewers(pictures: list[tuple[str, Image.Image]], seed: int) -> None:
    hits: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for name, image in pictures:
        submitted = [each.value for _, each in structured_set(luma_of(everyday.jpeg(image, 95)))]
        for layout, draw in VIEWERS.items():
            for shape in layouts.SHAPES:
                for white in (False, True):
                    screen = draw(image, Random(f"{seed}/{name}/{layout}/{shape}/{white}"), shape, white)
                    screen = Image.open(io.BytesIO(everyday.jpeg(screen, 80)))
                    screen.thumbnail((1280, 1280), Image.Resampling.BICUBIC)
                    hits[layout, shape].append(recognised(submitted, luma_of(everyday.jpeg(screen))))
    for (layout, shape), each in hits.items():
        say(f"viewer screenshots held out, {layout} {shape}", 100 * np.mean(each))
    for layout in VIEWERS:
        say(
            f"viewer screenshots held out, {layout}",
            100 * np.mean([np.mean(each) for (name, _), each in hits.items() if name == layout]),
        )
    counted = [np.mean(each) for (layout, _), each in hits.items() if "between" not in layout]
    say("viewer screenshots held out, all", 100 * np.mean(counted))


def screenshots(pictures: list[tuple[str, Image.Image]], seed: int, kind: str) -> None:
    """The submitted file is a screenshot, the upload the plain picture; and the other way about."""
    chosen = layouts.TUNED if kind == "tuned" else layouts.HELD_OUT
    plain_hits, closely_hits, uploaded_hits = (defaultdict(list) for _ in range(3))
    find_times = []
    for name, image in pictures:
        plain = luma_of(everyday.jpeg(image))
        submitted_plain = [each.value for _, each in structured_set(plain)]
        for layout, draw in chosen.items():
            screen = luma_of(everyday.jpeg(draw(image, Random(f"{seed}/{name}/{layout}"))))
            begin = time.process_time()
            borders.find(screen)
            find_times.append(time.process_time() - begin)
            submitted = [each.value for _, each in structured_set(screen)]
            plain_hits[layout].append(recognised(submitted, plain))
            closely_hits[layout].append(recognised(submitted, plain, closely=True))
            uploaded_hits[layout].append(recognised(submitted_plain, screen, closely=True))
    for layout in chosen:
        say(f"screenshot submitted ({kind}), {layout}", 100 * np.mean(plain_hits[layout]))
    for label, hits in (
        ("screenshot submitted, picture uploaded", plain_hits),
        ("screenshot submitted, picture uploaded, query", closely_hits),
        ("picture submitted, screenshot uploaded, query", uploaded_hits),
    ):
        say(f"{label} ({kind}), all", 100 * np.mean([np.mean(each) for each in hits.values()]))
    say("processor time to look inside a screenshot, median", 1000 * float(np.median(find_times)), "ms")


def false_positives(folders: list[Path]) -> None:
    sets: list[list[str]] = []
    queries: list[Query] = []
    firing = 0
    for folder in folders:
        for _, image in photographs(folder, None, 0):
            luma = luma_of(everyday.jpeg(image, 95))
            sets.append([each.value for _, each in structured_set(luma)])
            queries.append(query(luma))
            firing += bool(borders.find(luma).inner)
    owners = np.repeat(np.arange(len(sets)), [len(each) for each in sets])
    bank = Bank(value for each in sets for value in each)
    plain: set[tuple[int, int]] = set()
    closely: set[tuple[int, int]] = set()
    for index, asked in enumerate(queries):
        for match in matches(asked, bank):
            if owners[match.index] != index:
                closely.add((index, int(owners[match.index])))
        distances, _ = bank.nearest([sets[index][0]])
        plain |= {(index, int(owner)) for owner in owners[distances <= MATCH_DISTANCE] if owner != index}
    say("photographs", len(sets), "")
    say("pairs of distinct photographs", len(sets) * (len(sets) - 1), "")
    say("false positives at 31, platform", len(plain), f"pairs {sorted(plain)[:9]}")
    say("false positives at 31, query", len(closely), f"pairs {sorted(closely)[:9]}")
    say("inner picture seen in a plain photograph", 100 * firing / len(sets))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--photos", type=int, default=None, help="so many photographs instead of all")
    parser.add_argument("--layouts", choices=("tuned", "held-out"), default="held-out")
    parser.add_argument("--others", type=Path, action="append", default=[], help="more photographs for pairs")
    parser.add_argument("--only", choices=("edits", "viewers", "screenshots", "pairs"), action="append")
    options = parser.parse_args()
    parts = options.only or ["edits", "viewers", "screenshots", "pairs"]
    pictures = [] if parts == ["pairs"] else list(photographs(options.folder, options.photos, options.seed))
    if "edits" in parts:
        edits(pictures, options.seed)
    if "viewers" in parts:
        viewers(pictures, options.seed)
    if "screenshots" in parts:
        screenshots(pictures, options.seed, options.layouts)
    if "pairs" in parts:
        false_positives([options.folder, *options.others])
    return 0


if __name__ == "__main__":
    sys.exit(main())
