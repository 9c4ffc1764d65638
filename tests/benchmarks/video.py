"""How fast and how faithful videos are hashed: `python tests/benchmarks/video.py [VIDEO...]`.

Without files it makes its own: landscapes that the camera pans over, with the encoders that the wheel has.
Seconds of video per second of processor time, in one thread; beside it plain decoding of every frame, which
is what hashing would cost if nothing were left out. The oracle is `pdqhash` on the full-size upright RGB
frame. Memory is the peak of a process of its own, above what it has after loading everything.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("SVT_LOG", "-1")

import av
import numpy as np
import pdqhash

from support.videos import has_encoder, repeated, scenes, video
from takedown_hashing.video import VideoHashes, hash_video, preload

HD, FULL_HD, UHD = (1280, 720), (1920, 1080), (3840, 2160)

MADE = [
    ("h264, 1 s groups", "h264", FULL_HD, 30, {}),
    ("h264, 8 s groups, B-frames", "h264-bframes", FULL_HD, 240, {}),
    ("h264 4K, 1 s groups", "h264", UHD, 30, {}),
    ("hevc, 1 s groups", "hevc", FULL_HD, 30, {}),
    ("hevc, 8 s groups", "hevc", FULL_HD, 240, {}),
    ("vp9, 4 s groups", "vp9", HD, 120, {}),
    ("av1, 4 s groups", "av1", HD, 120, {}),
]


def say(name: str, text: str) -> None:
    print(f"{name:<40} {text}", flush=True)


def made() -> Iterator[tuple[str, bytes]]:
    for name, codec, size, gop, options in MADE:
        if not has_encoder(codec):
            say(name, "no encoder in this wheel")
            continue
        frames = 480 if codec == "av1" else max(gop, 60)
        data = video(scenes(range(frames // 30), size, 30, 1.0), codec, "mp4", gop=gop, options=options)
        yield name, data if frames == 480 else repeated(data, 480 // frames)


def decode_everything(data: bytes) -> int:
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        stream.thread_type = "NONE"
        return sum(1 for _ in container.decode(stream))


def digests(data: bytes) -> None:
    hashlib.md5(data, usedforsecurity=False)
    hashlib.sha256(data)


def cpu(work: object, *arguments: object) -> tuple[float, object]:
    before = time.process_time()
    result = work(*arguments)  # type: ignore[operator]
    return time.process_time() - before, result


def peak_kib(path: str) -> tuple[int, int]:
    """Peak resident memory after loading everything, and after hashing the file, in a process of its own."""
    preload()
    loaded = _peak()
    with open(path, "rb") as source:
        hash_video(source)
    return loaded, _peak()


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def distances(data: bytes, result: VideoHashes) -> tuple[list[int], list[int]]:
    """Bits and quality steps between each kept frame and the oracle."""
    wanted = {frame.frame: frame for frame in result.frames[:40]}
    bits, steps = [], []
    with av.open(io.BytesIO(data)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if (ours := wanted.pop(number, None)) is None:
                continue
            pixels = np.rot90(frame.to_ndarray(format="rgb24"), round(frame.rotation / 90))
            oracle, quality = pdqhash.compute(np.ascontiguousarray(pixels))
            value = np.packbits(oracle).tobytes().hex()
            bits.append((int(ours.value, 16) ^ int(value, 16)).bit_count())
            steps.append(abs(ours.quality - quality))
            if not wanted:
                break
    return bits, steps


def measure(name: str, data: bytes) -> None:
    hashing, result = cpu(hash_video, io.BytesIO(data))
    assert isinstance(result, VideoHashes)
    decoding, _ = cpu(decode_everything, data)
    digesting, _ = cpu(digests, data)
    seconds = result.duration_ms / 1000
    say(
        name,
        f"{result.width}x{result.height}, {seconds:.0f} s: {seconds / hashing:.0f} s of video per CPU second "
        f"(decoding all of it {seconds / decoding:.0f}, MD5 and SHA-256 alone {seconds / digesting:.0f}), "
        f"{len(result.frames)} frames",
    )
    bits, steps = distances(data, result)
    say(
        "  to pdqhash on the full-size RGB frame",
        f"mean {np.mean(bits):.2f}, max {max(bits)} bits, quality within {max(steps)} ({len(bits)} frames)",
    )


def memory(name: str, path: Path) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        loaded, peak = pool.submit(peak_kib, str(path)).result()
    say(
        f"  peak memory, {name}", f"{peak / 1024:.0f} MiB, {(peak - loaded) / 1024:.0f} above the idle worker"
    )


def main(paths: list[str]) -> None:
    preload()
    if paths:
        for path in map(Path, paths):
            measure(path.name, path.read_bytes())
            memory(path.name, path)
        return
    spool = Path(os.environ.get("TMPDIR", "/tmp")) / f"stillmark-video-{os.getpid()}.mp4"
    try:
        for name, data in made():
            measure(name, data)
            spool.write_bytes(data)
            memory(name, spool)
    finally:
        spool.unlink(missing_ok=True)


if __name__ == "__main__":
    main(sys.argv[1:])
