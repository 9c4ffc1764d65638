"""One format under the name or with the start of another."""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from hostile.sources import pictures

Make = Callable[[], bytes]
PNG = b"\x89PNG\r\n\x1a\n"


def disguises() -> Iterator[tuple[str, Make]]:
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'>%s</svg>"
    laughs = (
        b"<!DOCTYPE s ["
        + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10 if n else b"ha") for n in range(10))
        + b"]>"
    )
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x", bytes(10_000_000))
    jpeg, still = pictures()["exif.jpg"], pictures()["png.png"]
    for name, data in {
        "drawing.png": drawing % b"<script>alert(1)</script>",
        "drawing.jpg": b"<?xml version='1.0'?>" + drawing % b"<image href='http://127.0.0.1:1/x.png'/>",
        "laughs.svg": laughs + drawing % b"&a9;",
        "drawing-packed.svgz": gzip.compress(drawing % b"<path d='M0 0'/>"),
        "zeros.png.gz": gzip.compress(bytes(50_000_000)),
        "zeros.jpg.xz": lzma.compress(bytes(10_000_000)),
        "archive.jpg": zipped.getvalue(),
        "program.jpg": b"MZ" + bytes(58) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0" + bytes(2000),
        "program.png": b"\x7fELF\2\1\1" + bytes(9) + b"\2\0\x3e\0" + bytes(2000),
        "page.jpg": b"<!doctype html><img src=x onerror=alert(1)>" + jpeg,
        "picture-then-archive.jpg": jpeg + zipped.getvalue(),
        "picture-then-script.gif": pictures()["gif.gif"] + b"=1;alert(1)//",
        "script-and-picture.gif": b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//",
        "document.jpg": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + jpeg,
        "document-of-postscript.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n",
        "font.png": b"\0\1\0\0\0\x0f\0\x80" + bytes(500),
        "flash.jpg": b"CWS\x0a\xff\xff\xff\x7f" + zlib.compress(bytes(1000)),
        "mail.jpg": b"MIME-Version: 1.0\nContent-Type: image/jpeg\n\n/9j/4AAQ",
        "data-address.jpg": b"data:image/jpeg;base64,/9j/4AAQSkZJRg==",
        "two-starts.png": still[:8] + jpeg,
        "start-of-both.jpg": b"\xff\xd8\xff" + still,
        "start-only.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
        "start-only.png": PNG,
        "start-only.gif": b"GIF89a",
        "start-only.webp": b"RIFF\0\0\0\0WEBP",
        "start-only.heic": b"\0\0\0\x18ftypheic",
        "start-only.tiff": b"II*\0",
        "start-only.bmp": b"BM",
        "start-only.mp4": b"\0\0\0\x08ftyp",
        "start-only.mkv": b"\x1aE\xdf\xa3",
        "start-only.avi": b"RIFF\0\0\0\0AVI ",
        "start-only.jp2": b"\0\0\0\x0cjP  \r\n\x87\n",
        "byte-order-mark.jpg": b"\xef\xbb\xbf" + jpeg,
        "text.jpg": b"not a picture\n" * 1000,
        "sixteen-bit-text.jpg": "not a picture".encode("utf-16") * 1000,
        "mac-folder.jpg": b"\0\5\x16\x07\0\2\0\0" + jpeg,
        "partial-download.jpg": jpeg + b"\0" * 100_000,
        "blocks-lost.jpg": jpeg[:2000] + bytes(4096) + jpeg[6096:],
        "qoi.png": b"qoif" + struct.pack(">IIBB", 9, 9, 3, 0) + bytes(90),
        "jxl.jpg": b"\xff\x0a" + bytes(90),
        "jxl-box.jpg": b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(90),
        "exr.png": b"v/1\1\2\0\0\0" + bytes(90),
        "hdr.jpg": b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 9 +X 9\n" + bytes(400),
        "xcf.png": b"gimp xcf v011\0" + bytes(90),
        "dds.png": b"DDS \x7c\0\0\0" + b"\xff" * 120,
        "fits.png": b"SIMPLE  =                    T" + b" " * 3000,
        "pnm.jpg": b"P6\n99999999 99999999\n255\n",
        "pnm-arbitrary.jpg": b"P7\nWIDTH 9\nHEIGHT 9\nDEPTH 255\nMAXVAL 9\nENDHDR\n" + bytes(99),
        "xbm.jpg": b"#define x_width 99999\n#define x_height 99999\nstatic char x[] = {",
        "wmf.jpg": b"\xd7\xcd\xc6\x9a" + bytes(99),
        "emf.jpg": b"\1\0\0\0\x6c\0\0\0" + bytes(32) + b" EMF" + bytes(99),
        "cursor.png": b"\0\0\2\0\1\0" + b"\xff" * 16 + bytes(99),
        "icon-of-a-png.png": b"\0\0\1\0\1\0\0\0\0\0\1\0\x20\0" + struct.pack("<II", len(still), 22) + still,
        "ogg.mp4": b"OggS\0\2" + bytes(22) + b"\1\x1e\1vorbis" + bytes(99),
        "flv.mp4": b"FLV\1\5\0\0\0\x09" + bytes(99),
        "asf.mp4": bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + b"\xff" * 99,
        "real.mp4": b".RMF\0\0\0\x12" + bytes(99),
        "program-stream.mpg": b"\0\0\1\xba\x44" + bytes(99),
        "h264-raw.mp4": b"\0\0\0\1\x67\x42\0\x1e" + bytes(999),
        "y4m.mp4": b"YUV4MPEG2 W99999 H99999 F1:1\nFRAME\n",
        "dash.mp4": b"<?xml version='1.0'?><MPD><BaseURL>file:///etc/</BaseURL></MPD>",
        "subtitles.mp4": b"1\n00:00:00,000 --> 00:00:01,000\nhello\n",
        "session.mp4": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
    }.items():
        yield name, lambda data=data: data
