"""Every byte the app sends, captured and searched: sealed, and opened with the registry's own key."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
from getpass import getuser
from pathlib import Path

import pytest

from stillmark.registries.proxy import SocksProxy
from stillmark.registries.takedown import TakedownConnector
from stillmark.registries.transport import Network
from support.command import run_app
from support.network import Authority, answer, closed_port, proxying, serving
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


def searched(recorder: Recorder, registry: RegistryProcess, secrets: list[bytes]) -> list[str]:
    """Search all that was sent, sealed and opened, for `secrets`; return the kinds of messages in order."""
    keys = sealing_pairs(registry)
    bodies = [body for head, body in requests_in(recorder.sent) if head.startswith(b"POST")]
    opened = [open_request(body, keys, registry.root_key_id) for body in bodies]
    payloads = [base64.b64decode(json.loads(envelope)["payload"]) for envelope in opened]
    haystack = recorder.sent + b"".join(opened) + b"".join(payloads)
    for telltale in secrets:
        for form in encodings(telltale):
            assert form not in haystack, telltale
    return [json.loads(payload)["kind"] for payload in payloads]


def test_errors_repeats_and_single_withdrawals_tell_no_more(
    registry: RegistryProcess, recorder: Recorder, pictures: list[Path], tmp_path: Path
) -> None:
    """A registry that goes away, a message sent again, a wrong key, a refused file: all bytes again."""
    words = tmp_path / "words.txt"
    text = tmp_path / "telltale-notes.txt"
    text.write_text("telltale text of a file that is no picture")
    options = ("--registry", f"{recorder.url}#{registry.root_key_id}", "--words-file", words)
    marked = {"environment": MARKED_ENVIRONMENT}
    sent = run_app("submit", *pictures, text, *options, *SENDING, **marked)
    assert sent.exit == 1, "one file was refused"
    assert run_app("submit", *pictures, *options, *SENDING, **marked).exit == 0, "the same again"
    status = run_app("status", *options, **marked)
    item_id = status.last["items"][0]["item_id"]
    assert run_app("withdraw", *options, "--item", item_id, **marked).exit == 0
    wrong = f"{recorder.url}#{'0' * 64}"
    assert run_app("status", "--registry", wrong, "--words-file", words, **marked).exit == 4
    registry.kill()
    assert run_app("status", *options, **marked).exit == 3
    secrets = [*telltales(pictures), words.read_bytes().strip(), b"telltale-notes", b"no picture"]
    assert searched(recorder, registry, secrets) == [
        "submission",
        "submission",
        "status-request",
        "withdrawal",
    ]
    captured = requests_in(recorder.sent)
    assert {len(body) for head, body in captured if head.startswith(b"POST")} == {SMALL}
    assert heads_of(captured) == HEADS


HEADS = {
    b"GET": [b"Host", b"Accept-Encoding", b"User-Agent", b"Accept", b"Connection"],
    b"POST": [
        b"Host",
        b"Accept-Encoding",
        b"Content-Length",
        b"User-Agent",
        b"Accept",
        b"Connection",
        b"Content-Type",
        b"Takedown-Puzzle",
    ],
}
"""The names of all headers, in order: the same on every computer and in every language."""

VALUES = {
    b"Accept-Encoding: identity",
    b"User-Agent: takedown/1",
    b"Accept: */*",
    b"Connection: close",
    b"Content-Type: application/takedown-sealed",
    b"Content-Length: 16384",
}


VARYING = re.compile(rb"Host: 127\.0\.0\.1:[0-9]+|Takedown-Puzzle: [0-9a-f]{16}")
"""What differs from message to message: of every kind of message, a number that looks random."""


def heads_of(captured: list[tuple[bytes, bytes]]) -> dict[bytes, list[bytes]]:
    """Names of headers per method; checks that their values and their order never differ."""
    found: dict[bytes, list[bytes]] = {}
    for head, _ in captured:
        first, *lines = head.split(b"\r\n")
        assert {line for line in lines if not VARYING.fullmatch(line)} <= VALUES
        names = [line.partition(b":")[0] for line in lines]
        assert found.setdefault(first.partition(b" ")[0], names) == names
    return found


def test_a_handshake_tells_the_registrys_name_and_nothing_of_this_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The greeting of TLS, raw: SNI is the registry's, ALPN says HTTP/1.1, nothing else in it is text."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("HOSTNAME", "telltale-host")
    with (
        serving(answer(200, b"reply"), context=authority.context("registry.example")) as server,
        proxying({("registry.example", 443): ("127.0.0.1", server.port)}) as proxy,
    ):
        network = Network(SocksProxy.parse(proxy.url), authority.file)
        TakedownConnector(network).connect("https://registry.example").post_message(
            b"0123456789abcdef" * 1024, "0" * 16
        )
        (hello,) = server.hellos
    assert hello.count(b"registry.example") == 1
    assert b"\x08http/1.1" in hello
    readable = set(re.findall(rb"[A-Za-z0-9_./-]{8,}", hello))
    assert not {run for run in readable if b"telltale" in run or socket.gethostname().encode() in run}
    assert b"0123456789abcdef" not in proxy.carried, "the body went out in the clear"


def test_a_proxy_named_on_the_command_line_carries_every_byte(
    registry: RegistryProcess, recorder: Recorder, pictures: list[Path], tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    host, port = "127.0.0.1", int(recorder.url.rsplit(":", 1)[1])
    options = ("--registry", f"{recorder.url}#{registry.root_key_id}", "--words-file", words)
    with proxying({(host, port): (host, port)}) as proxy:
        assert run_app("--proxy", proxy.url, "submit", *pictures, *options, *SENDING).exit == 0
        assert run_app("status", *options, "--proxy", proxy.url).exit == 0
        assert bytes(proxy.carried) == recorder.sent
        assert len({one.username for one in proxy.asked}) == len(proxy.asked) == 4
    before = recorder.sent
    down = f"socks5h://127.0.0.1:{closed_port()}"
    assert run_app("status", *options, "--proxy", down).exit == 3
    assert run_app("status", *options, "--proxy", "socks5://127.0.0.1:9050").exit == 2
    configured = tmp_path / "registries.json"
    configured.write_text(json.dumps({"proxy": down}))
    assert run_app("--registries", configured, "status", *options).exit == 3
    assert recorder.sent == before, "a byte went around the proxy"
