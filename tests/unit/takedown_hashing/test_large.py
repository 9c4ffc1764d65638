"""Large pictures: converted in bands, within the memory that a worker has."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from support.pictures import encoded, landscape
from takedown_hashing import decode, engine
from takedown_hashing import modes as module
from takedown_hashing.decode import PictureRefused, Refusal, decode_luma

MIB = 1024 * 1024

SCRIPT = """
import io, re, resource, sys
from takedown_hashing import engine
engine.preload()
mapped = int(re.search(r"VmSize:\\s+(\\d+)", open("/proc/self/status").read())[1]) * 1024
limit = mapped + int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    result = engine.hash_picture(io.BytesIO(sys.stdin.buffer.read()))
    print(result.width, result.height, result.quality >= 50, len(result.hashes) > 10)
except engine.PictureRefused as refused:
    print(refused.reason)
"""


def _files() -> dict[str, bytes]:
    rgb = landscape(70, (1630, 1107))
    grey, palette = rgb.convert("L"), rgb.quantize(16)
    alpha = Image.linear_gradient("L").resize(rgb.size)
    rgba, la = rgb.copy(), grey.copy()
    rgba.putalpha(alpha)
    la.putalpha(alpha)
    sixteen = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    pngs = {"rgb": rgb, "rgba": rgba, "la": la, "palette": palette, "sixteen": sixteen}
    files = {name: encoded(image, "PNG", compress_level=1) for name, image in pngs.items()}
    files["see-through"] = encoded(palette, "PNG", compress_level=1, transparency=3)
    for orientation in (3, 6, 7):
        files[f"turned-{orientation}"] = encoded(rgb, "PNG", compress_level=1, exif=_turned(orientation))
    return files | {"cmyk": encoded(rgb.convert("CMYK"), "TIFF"), "float": encoded(grey.convert("F"), "TIFF")}


@pytest.mark.parametrize("nearest", [True, False])
def test_bands_give_what_the_whole_gives(nearest: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, data in _files().items():
        monkeypatch.setattr(module, "_BAND_PIXELS", 10**9)
        whole = decode_luma(data, nearest=nearest)
        monkeypatch.setattr(module, "_BAND_PIXELS", 40_000)
        banded = decode_luma(data, nearest=nearest)
        assert np.array_equal(whole.luma.blocks, banded.luma.blocks), name
        assert (whole.nearest is None) is (banded.nearest is None) is (not nearest)
        if whole.nearest is not None and banded.nearest is not None:
            assert np.array_equal(whole.nearest.blocks, banded.nearest.blocks), name


def _turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def _hundred_megapixels(mode: str) -> bytes:
    small = landscape(72, (1150, 868)).convert(mode)
    target = io.BytesIO()
    small.resize((11_500, 8_680), Image.Resampling.NEAREST).save(target, "PNG", compress_level=1)
    return target.getvalue()


def _in_memory_of(data: bytes, extra: int) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(extra)],
        input=data,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": "app"},
        check=True,
    )
    return done.stdout.decode().strip()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc and RLIMIT_AS")
def test_a_hundred_megapixels_are_hashed_beside_one_copy_of_their_pixels() -> None:
    """A worker has 1 GiB, of which 450 MiB are mapped before."""
    data = _hundred_megapixels("RGB")
    assert len(data) < 60 * MIB
    assert _in_memory_of(data, 570 * MIB) == "11500 8680 True True"
    assert _in_memory_of(data, 300 * MIB) == Refusal.TOO_MANY_PIXELS


def test_where_memory_runs_out_a_picture_of_ordinary_size_is_not_blamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def exhausted(self: Image.Image) -> None:
        raise MemoryError

    data = encoded(landscape(73), "PNG")
    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", exhausted)
    for large, reason in ((640 * 480, Refusal.OUT_OF_MEMORY), (640 * 480 - 1, Refusal.TOO_MANY_PIXELS)):
        monkeypatch.setattr(decode, "LARGE_PIXELS", large)
        with pytest.raises(PictureRefused) as refused:
            engine.hash_picture(io.BytesIO(data))
        assert refused.value.reason is reason
