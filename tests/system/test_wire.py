"""Every byte the app sends, captured and searched: sealed, and opened with the registry's own key."""

from __future__ import annotations

import base64
import json
import os
import socket
from getpass import getuser
from pathlib import Path

from support.command import run_app
from support.recorder import Recorder
from support.registry import RegistryProcess
from takedown_protocol.sealing import LARGE, SMALL, SealingKeyPair, open_request
from takedown_registry.keys import KeyRing

MARKED_ENVIRONMENT = {
    "HOSTNAME": "telltale-host",
    "USER": "telltale-user",
    "LOGNAME": "telltale-user",
    "HOME": "/nonexistent/telltale-home",
    "LANG": "ko_KR.UTF-8",
    "LANGUAGE": "ko_KR",
}
MARKED_HOST = ("unshare", "--uts", "sh", "-c", 'hostname telltale-host && exec "$@"', "sh")
"""Gives the app a computer name of its own; only root may."""

SENDING = ("--eligibility", "adult", "--kind", "intimate")


def telltales(pictures: list[Path]) -> list[bytes]:
    """What must never leave: names, paths, EXIF, this computer, and runs of every picture's own bytes."""
    words = [b"CameraMakerMarker", b"IMG_secret", b"Seoul trip", b"Exif", b"JFIF", b"ko_KR", b"telltale"]
    words += [str(pictures[0].parent).encode(), b"/home/", b"/root"]
    words += [name for name in (socket.gethostname().encode(), getuser().encode()) if len(name) >= 5]
    for path in pictures:
        raw = path.read_bytes()
        words += [raw[start : start + 12] for start in range(0, len(raw) - 12, 997)]
    return words


def encodings(word: bytes) -> list[bytes]:
    """The word as it is, in hexadecimal, and in base64 at each of its three alignments."""
    found = [word, word.hex().encode()]
    if len(word) >= 9:
        found += [base64.b64encode(word[shift : shift + (len(word) - shift) // 3 * 3]) for shift in range(3)]
    return found


def sealing_pairs(registry: RegistryProcess) -> list[SealingKeyPair]:
    return [held.pair for held in KeyRing(registry.data).sealing]


def requests_in(stream: bytes) -> list[tuple[bytes, bytes]]:
    """Part captured HTTP/1.1 requests into heads and bodies."""
    found = []
    while stream:
        head, _, rest = stream.partition(b"\r\n\r\n")
        lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        length = int(lengths[0].split(b":")[1]) if lengths else 0
        found.append((head, rest[:length]))
        stream = rest[length:]
    return found


def test_nothing_of_a_picture_leaves_sealed_or_unsealed(
    registry: RegistryProcess, recorder: Recorder, pictures: list[Path], tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    address = f"{recorder.url}#{registry.root_key_id}"
    marked = {"environment": MARKED_ENVIRONMENT, "prefix": MARKED_HOST if os.geteuid() == 0 else ()}
    options = ("--registry", address, "--words-file", words)
    sent = run_app("submit", *pictures, *options, *SENDING, **marked)
    assert sent.exit == 0, sent.stderr
    assert run_app("status", *options, **marked).exit == 0
    assert run_app("withdraw", *options, **marked).exit == 0

    captured = requests_in(recorder.sent)
    bodies = [body for head, body in captured if head.startswith(b"POST")]
    assert [len(body) for body in bodies] == [SMALL] * 3, "three pictures, status and withdrawal look alike"
    # The heads differ in nothing but method, path and length.
    assert {head.split(b"\r\n")[0] for head, _ in captured} == {
        b"GET /.well-known/takedown-registry HTTP/1.1",
        b"POST /v1/messages HTTP/1.1",
    }

    keys = sealing_pairs(registry)
    opened = [open_request(body, keys, registry.root_key_id) for body in bodies]
    payloads = [base64.b64decode(json.loads(envelope)["payload"]) for envelope in opened]
    assert [json.loads(payload)["kind"] for payload in payloads] == [
        "submission",
        "status-request",
        "withdrawal",
    ]
    haystack = recorder.sent + b"".join(opened) + b"".join(payloads)
    secret_words = words.read_bytes().strip()
    for telltale in [*telltales(pictures), secret_words]:
        for form in encodings(telltale):
            assert form not in haystack, telltale


def test_what_payload_shows_has_the_shape_of_what_is_sent(
    registry: RegistryProcess, recorder: Recorder, pictures: list[Path], tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    address = f"{recorder.url}#{registry.root_key_id}"
    run_app("submit", *pictures, "--registry", address, *SENDING, "--words-file", words)
    (body,) = [body for head, body in requests_in(recorder.sent) if head.startswith(b"POST")]
    opened = open_request(body, sealing_pairs(registry), registry.root_key_id)
    sent = json.loads(base64.b64decode(json.loads(opened)["payload"]))
    shown = run_app("payload", *pictures, "--registry", address, *SENDING, "--words-file", words).last
    fresh_each_time = {"message_id", "reply_key", "issued_at"}
    assert {key: value for key, value in shown.items() if key not in fresh_each_time} == {
        key: value for key, value in sent.items() if key not in fresh_each_time
    }


def test_many_pictures_leave_in_the_large_size(
    registry: RegistryProcess, recorder: Recorder, pictures: list[Path], tmp_path: Path
) -> None:
    from support.pictures import landscape

    more = [tmp_path / f"{seed}.jpg" for seed in range(10, 22)]
    for seed, path in enumerate(more, 10):
        landscape(seed, (320, 240)).save(path)
    sent = run_app("submit", *more, "--registry", f"{recorder.url}#{registry.root_key_id}", *SENDING)
    assert sent.exit == 0, sent.stderr
    bodies = [body for head, body in requests_in(recorder.sent) if head.startswith(b"POST")]
    assert [len(body) for body in bodies] == [LARGE]
