"""Honest small files in every format that is read, to be mutated."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from io import BytesIO

from PIL import Image

from support.pictures import animation, encoded, landscape, modes, turned_by_exif
from support.videos import has_encoder, scenes, video

VIDEOS = (
    ("h264", "mp4", {}),
    ("h264-bframes", "mov", {"faststart": True}),
    ("h264", "mp4", {"fragmented": True}),
    ("h264", "mpegts", {}),
    ("h264", "matroska", {}),
    ("hevc", "mp4", {}),
    ("vp8", "webm", {}),
    ("vp9", "webm", {}),
    ("av1", "mp4", {}),
    ("mpeg4", "avi", {}),
)


@lru_cache(maxsize=1)
def pictures() -> dict[str, bytes]:
    """Name with ending -> file."""
    small = (160, 120)
    view = landscape(5, small)
    made = {f"{name}.{name.partition('-')[0]}": data for name, (data, _) in modes(7, small).items()}
    made |= {
        "exif.jpg": turned_by_exif(view, 6),
        "exif.heic": turned_by_exif(view, 3, "HEIF"),
        "icc.jpg": encoded(view, "JPEG", icc_profile=_profile()),
        "xmp.webp": encoded(view, "WEBP", xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"),
        "interlaced.gif": encoded(view.quantize(32), "GIF", interlace=1),
        "pages.tiff": encoded(view, "TIFF", save_all=True, append_images=[view.rotate(9)]),
        "strips.tiff": encoded(view, "TIFF", compression="packbits"),
        "inside.tiff": encoded(view, "TIFF", compression="jpeg"),
        "deflated.tiff": encoded(view, "TIFF", compression="tiff_adobe_deflate"),
        "fax.tiff": encoded(view.convert("1"), "TIFF", compression="group4"),
        "runs.bmp": _rle_bitmap(),
    }
    made |= {f"moving.{name.lower()}": animation(name) for name in ("GIF", "WEBP", "PNG", "AVIF")}
    return made


@lru_cache(maxsize=1)
def videos() -> dict[str, bytes]:
    """The same for videos of a second and a half; 160 x 120, the sizes that mutations leave cheap."""
    return {
        f"{codec}-{'-'.join(options) or 'plain'}.{container}": video(
            scenes((1, 2, 3), (160, 120), 15), codec, container, **options
        )
        for codec, container, options in VIDEOS
        if has_encoder(codec)
    }


@lru_cache(maxsize=1)
def strangers() -> dict[str, bytes]:
    """What is no picture that is read, by its own right."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    view = landscape(6, (64, 48))
    made = {
        f"other.{name.lower()}": encoded(view, name)
        for name in ("PPM", "TGA", "ICO", "PCX", "SGI", "PDF", "EPS")
    }
    return made | {
        "archive.zip.jpg": archive.getvalue(),
        "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        "script.jpg": b"#!/bin/sh\ntouch /tmp/escaped\n",
        "mvg.jpg": b"push graphic-context\nimage over 0,0 0,0 'https://127.0.0.1/x'\npop graphic-context\n",
        "playlist.mp4": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        "concat.mp4": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        "list.mov": b"<?xml version='1.0'?>"
        b"<?quicktime type='application/x-quicktime-media-link'?><embed src='x'/>",
        "raw.h264": b"\0\0\0\1\x67\x64\0\x1f" * 100,
        "photoshop.jpg": b"8BPS\0\1" + bytes(6) + b"\0\3\0\0\x75\x30\0\0\x75\x30\0\x08\0\3" + bytes(12),
        "icns.jpg": b"icns\0\0\0\x10ic10\0\0\0\x08",
        "jpeg2000.jpg": encoded(view, "JPEG2000"),
        "raw-photo.dng": encoded(view, "TIFF", tiffinfo={50706: b"\1\4\0\0"}),
    }


def _profile() -> bytes:
    from PIL import ImageCms

    return bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def _rle_bitmap() -> bytes:
    """An 8-bit run-length bitmap; Pillow reads them and writes none."""
    rows = b"".join(bytes([160, row % 256]) + b"\0\0" for row in range(120)) + b"\0\1"
    palette = b"".join(bytes([index, index, index, 0]) for index in range(256))
    header = (40).to_bytes(4, "little") + (160).to_bytes(4, "little") + (120).to_bytes(4, "little")
    header += b"\1\0\x08\0\1\0\0\0" + len(rows).to_bytes(4, "little") + bytes(16)
    start = 14 + len(header) + len(palette)
    return (
        b"BM"
        + (start + len(rows)).to_bytes(4, "little")
        + bytes(4)
        + start.to_bytes(4, "little")
        + (header + palette + rows)
    )


def blank(mode: str, size: tuple[int, int]) -> Image.Image:
    return Image.new(mode, size)
