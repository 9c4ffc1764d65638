"""How fast and how faithful hashing is: `python tests/benchmarks/hashing.py FOLDER`, one line per figure.

FOLDER holds photographs (JPEG). Ratios are of processor time, in one process and one thread, the best of
some runs each, in turn, of the same file; what is shown is the median over the files. "The decode"
is Pillow's decode to luma at the smallest scale that keeps 256 pixels on the shorter side: no hash of
this picture can be cheaper. The oracle is `pdqhash` on upright RGB pixels.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "app"))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import imagehash
import numpy as np
import pdqhash
from PIL import Image, ImageOps
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_file

from takedown_hashing import decode, engine, pdq
from takedown_hashing.vocabulary import USEFUL_QUALITY, HashType, View

LARGE = 11_000_000
"""Pixels from which a photograph counts as of camera size."""

TURNS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    View.MIRROR: lambda pixels: pixels[:, ::-1],
    View.ROTATE_90: lambda pixels: np.rot90(pixels, -1),
    View.ROTATE_180: lambda pixels: np.rot90(pixels, 2),
    View.ROTATE_270: lambda pixels: np.rot90(pixels, 1),
    View.MIRROR_ROTATE_90: lambda pixels: np.rot90(pixels[:, ::-1], -1),
    View.MIRROR_ROTATE_180: lambda pixels: pixels[::-1],
    View.MIRROR_ROTATE_270: lambda pixels: np.rot90(pixels[:, ::-1], 1),
}


def say(name: str, text: str) -> None:
    print(f"{name:<58} {text}", flush=True)


def cpu(work: Callable[[], object], runs: int = 3) -> float:
    """Processor seconds of the best of some runs."""
    best = float("inf")
    for _ in range(runs):
        before = time.process_time()
        work()
        best = min(best, time.process_time() - before)
    return best


def together(**work: Callable[[], object]) -> dict[str, float]:
    """Processor seconds of each, the best of some runs in turn, so that all meet the same machine."""
    best = dict.fromkeys(work, float("inf"))
    for _ in range(5):
        for name, each in work.items():
            best[name] = min(best[name], cpu(each, runs=1))
    return best


def spread(values: Iterable[float], digits: int = 2) -> str:
    data = np.array(list(values), float)
    middle, low, high = np.median(data), data.min(), data.max()
    return f"{middle:.{digits}f}  ({low:.{digits}f} to {high:.{digits}f}, {len(data)} files)"


def distances(values: Iterable[int]) -> str:
    data = np.array(list(values))
    if not len(data):
        return "none"
    mean, p99, most = data.mean(), np.percentile(data, 99), data.max()
    return f"mean {mean:.2f}  p99 {p99:.0f}  max {most}  ({len(data)} hashes)"


def oracle(pixels: np.ndarray) -> tuple[str, int]:
    bits, quality = pdqhash.compute(np.ascontiguousarray(pixels))
    return f"{int(''.join(str(bit) for bit in bits), 2):064x}", quality


def shown(data: bytes) -> np.ndarray:
    return np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))


def decode_alone(data: bytes) -> None:
    image = Image.open(io.BytesIO(data))
    image.draft("L", (256, 256))
    image.load()


def whole_and_seven(data: bytes) -> None:
    pdq.hash_orientations(decode.decode_luma(data, nearest=False).luma)


def whole_and_seven_of_a_new_size(data: bytes) -> None:
    pdq.filter_bands.cache_clear()
    whole_and_seven(data)


def with_nearest(data: bytes) -> None:
    decoded = decode.decode_luma(data, nearest=True)
    pdq.hash_orientations(decoded.luma)
    if decoded.nearest is not None:
        pdq.hash_whole(decoded.nearest)


def phash_of(data: bytes) -> Callable[[], object]:
    luma = decode.decode_luma(data, nearest=True).luma
    return lambda: imagehash.phash(decode.upright(luma, engine.PHASH_SIDE))


WORK: dict[str, Callable[[bytes], Callable[[], object]]] = {
    "whole and seven orientations": lambda data: lambda: whole_and_seven(data),
    "the same, first of its size": lambda data: lambda: whole_and_seven_of_a_new_size(data),
    "whole view alone": lambda data: lambda: engine.hash_upload(io.BytesIO(data)),
    "the same nine with nearest-512, decoded at 512": lambda data: lambda: with_nearest(data),
    "pHash alone": phash_of,
    "SHA-256 alone": lambda data: lambda: hashlib.sha256(data).hexdigest(),
    "everything that is submitted": lambda data: lambda: engine.hash_picture(io.BytesIO(data)),
}


def speed(files: dict[Path, bytes], group: str) -> None:
    if not files:
        return
    floors, references = [], []
    taken: dict[str, list[float]] = {name: [] for name in WORK}
    for path, data in files.items():
        work = {name: make(data) for name, make in WORK.items()}
        floor = together(floor=lambda data=data: decode_alone(data), **work)
        floors.append(floor.pop("floor"))
        for name, seconds in floor.items():
            taken[name].append(seconds)
        references.append(cpu(lambda path=path: pdq_from_file(path), runs=1))

    for name, times in taken.items():
        say(f"{group}: {name}, x the decode", spread(np.divide(times, floors), 3))
    for name in ("whole and seven orientations", "everything that is submitted"):
        say(f"{group}: {name}, x faster than threatexchange", spread(np.divide(references, taken[name]), 1))
    say(f"{group}: decode alone, x faster than threatexchange", spread(np.divide(references, floors), 1))
    everything = np.multiply(taken["everything that is submitted"], 1000)
    say(f"{group}: everything that is submitted, milliseconds", spread(everything, 1))


def fidelity(files: dict[Path, bytes]) -> None:
    whole, upload, turned, shrunk, quality, phash = [], [], [], [], [], []
    given = 0
    for data in files.values():
        pixels = shown(data)
        value, reference_quality = oracle(pixels)
        hashed = engine.hash_picture(io.BytesIO(data))
        quality.append(hashed.quality - reference_quality)
        if reference_quality < USEFUL_QUALITY:
            continue
        hashes = {each.view: each.value for each in hashed.hashes if each.type is HashType.PDQ}
        given += View.WHOLE_512 in hashes
        whole.append(engine.distance(hashes[View.WHOLE], value))
        upload.append(engine.distance(engine.hash_upload(io.BytesIO(data))[0], value))
        (ours,) = [each.value for each in hashed.hashes if each.type is HashType.PHASH]
        phash.append(engine.distance(ours, str(imagehash.phash(Image.fromarray(pixels)))))
        if (nearest := decode.decode_luma(data, nearest=True).nearest) is not None:
            height, width = pixels.shape[:2]
            rows, columns = np.arange(512) * height // 512, np.arange(512) * width // 512
            reference, _ = oracle(pixels[rows[:, None], columns])
            shrunk.append(engine.distance(pdq.hash_whole(nearest).value, reference))
        if pixels.size < 3 * 2_000_000:
            for view, turn in TURNS.items():
                if view in hashes:
                    turned.append(engine.distance(hashes[view], oracle(turn(pixels))[0]))
    say("bits from the oracle: whole view, as submitted", distances(whole))
    say("bits from the oracle: whole view, as for an upload", distances(upload))
    say("bits from the oracle: seven orientations, below 2 megapixels", distances(turned))
    say("bits from the oracle: nearest-512", distances(shrunk))
    say(
        "files for which nearest-512 is submitted",
        f"{given} of {len(shrunk)} that are larger than 512 pixels",
    )
    say("bits from imagehash at full size: pHash", distances(phash))
    say("quality less the oracle's", f"{min(quality)} to {max(quality)}")


def full_decodes(files: dict[Path, bytes]) -> None:
    """Formats without a scaled decode, on a few of the larger photographs at three megapixels."""
    chosen = sorted(files.values(), key=len)[-3:]
    for image_format, options in (
        ("PNG", {"compress_level": 4}),
        ("WEBP", {"quality": 80, "method": 1}),
        ("HEIF", {"quality": 60}),
        ("AVIF", {"quality": 60, "speed": 9}),
    ):
        ratios = []
        for data in chosen:
            picture = Image.fromarray(shown(data))
            picture.thumbnail((2048, 2048))
            target = io.BytesIO()
            picture.save(target, image_format, **options)
            encoded = target.getvalue()
            taken = together(
                floor=lambda encoded=encoded: Image.open(io.BytesIO(encoded)).load(),
                ours=lambda encoded=encoded: with_nearest(encoded),
            )
            ratios.append(taken["ours"] / taken["floor"])
        say(f"{image_format}: the nine hashes, x its full decode", spread(ratios))


def memory(paths: list[Path]) -> None:
    """Peak of a process of its own that hashes the given files, one after the other (Linux)."""
    if not Path("/proc/self/status").exists():
        return
    script = (
        "import sys\nfrom takedown_hashing import engine\nengine.preload()\n"
        "def peak():\n"
        "    for line in open('/proc/self/status'):\n"
        "        if line.startswith('VmHWM'): return line.split()[1]\n"
        "before = peak()\n"
        "for path in sys.argv[1:]:\n"
        "    with open(path, 'rb') as source: engine.hash_picture(source)\n"
        "print(before, peak())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, paths)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "app")},
        capture_output=True,
        check=True,
        text=True,
    )
    before, after = (int(part) / 1024 for part in done.stdout.split())
    say("peak memory, large JPEGs", f"{after:.0f} MB, of which {before:.0f} MB before the first picture")


def _hash_file(path: str) -> None:
    with Path(path).open("rb") as source:
        engine.hash_picture(source)


def cores(paths: list[Path]) -> None:
    work = [str(path) for path in paths] * max(1, 120 // len(paths))
    taken = {}
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    for workers in sorted({1, available}):
        with ProcessPoolExecutor(workers, initializer=engine.preload) as pool:
            list(pool.map(_hash_file, work[:workers]))
            before = time.perf_counter()
            list(pool.map(_hash_file, work, chunksize=4))
            taken[workers] = time.perf_counter() - before
    for workers, seconds in taken.items():
        faster = taken[1] / seconds
        say(
            f"pictures a second with {workers} process(es)",
            f"{len(work) / seconds:.0f}  ({faster:.2f} x one)",
        )


def perception_hash(path: Path) -> Callable[[], object] | None:
    """Thorn's PDQ of a file, if `perception` and what it needs are installed."""
    try:
        hashers = importlib.import_module("perception.hashers")
        hasher = hashers.PDQHash()
    except (ImportError, AttributeError):
        return None
    return lambda: hasher.compute(str(path))


def peers(files: dict[Path, bytes], group: str) -> None:
    """Other libraries from the file to the hash, one run each, and everything of ours in turn with them."""
    ratios: dict[str, list[float]] = {"threatexchange": [], "pdqhash": [], "imagehash.phash": []}
    perception = True
    for path, data in files.items():
        work: dict[str, Callable[[], object]] = {
            "threatexchange": lambda path=path: pdq_from_file(path),
            "pdqhash": lambda data=data: oracle(shown(data)),
            "imagehash.phash": lambda data=data: imagehash.phash(Image.open(io.BytesIO(data))),
        }
        if (thorn := perception_hash(path)) is not None:
            work["perception PDQ"] = thorn
        else:
            perception = False
        ours = cpu(lambda data=data: whole_and_seven(data))
        for name, each in work.items():
            ratios.setdefault(name, []).append(cpu(each, runs=1) / ours)
    for name, values in ratios.items():
        if values:
            say(f"{group}: whole and seven orientations, x faster than {name}", spread(values, 1))
    if not perception:
        say(f"{group}: perception PDQ", "not installed, or without PDQ")


def worker(paths: list[Path]) -> None:
    """`stillmark hash` with its isolated worker, per further picture, against the same in this process.

    Time by the clock, everything on one core, so that several workers cannot hide it.
    Two runs of different length tell what starting costs from what a picture costs.
    """
    every_core = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    if every_core is not None:
        os.sched_setaffinity(0, {min(every_core)})
    many = paths * max(2, 100 // len(paths))
    half = len(many) // 2

    def elapsed(chosen: list[Path]) -> float:
        before = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "stillmark", "hash", *map(str, chosen), "--json"],
            env={**os.environ, "PYTHONPATH": str(ROOT / "app")},
            capture_output=True,
            check=True,
            text=True,
        )
        assert len([json.loads(line) for line in done.stdout.splitlines()]) >= len(chosen)
        return time.perf_counter() - before

    short, long = elapsed(many[:half]), elapsed(many)
    each = (long - short) / (len(many) - half)
    before = time.perf_counter()
    for path in many[half:]:
        _hash_file(str(path))
    inside = (time.perf_counter() - before) / (len(many) - half)
    start = short - half * each
    if every_core is not None:
        os.sched_setaffinity(0, every_core)
    say(
        "stillmark hash: milliseconds a picture above in-process",
        f"{1000 * (each - inside):.1f}  ({1000 * each:.1f} less {1000 * inside:.1f}; start {start:.1f} s)",
    )


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    paths = sorted(path for path in Path(sys.argv[1]).iterdir() if path.suffix.lower() in (".jpg", ".jpeg"))
    if not paths:
        sys.exit(f"no JPEG files in {sys.argv[1]}")
    engine.preload()
    files = {path: path.read_bytes() for path in paths}
    pixels = {path: decode.decode(data, 256) for path, data in files.items()}
    large = {path: data for path, data in files.items() if pixels[path].width * pixels[path].height >= LARGE}
    speed(large, "large")
    speed(files, "all")
    peers(large, "large")
    peers(files, "all")
    fidelity(files)
    full_decodes(large or files)
    memory(list(large or files))
    cores(paths)
    worker(paths)


if __name__ == "__main__":
    main()
