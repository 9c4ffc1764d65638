"""What hostile bytes may do to each reader: be refused with its own error, or be read and give the same back.

A coverage-guided run of one target needs `atheris` (Python 3.11 to 3.13, Linux or macOS; no dependency of the
project, `pip install atheris`). From the root of the repository, for five minutes:

    PYTHONPATH=app:tests python -m hostile.fuzz decode --seconds 300

Targets: `decode` (what the locked worker does with a file), `archive` (the same with a ZIP file), `messages`,
`replies`, `descriptor`, `sealed` (what the app and the registry read of each other), `worker`, `wire` (what
the app reads of its worker). The corpus is made here and kept in a folder of its own that is removed at the
end; a finding is written to the folder named by `--findings`. `test_fuzz` runs the same targets for a moment,
without guidance.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

Run = Callable[[bytes], bool]
"""Takes hostile bytes; returns whether they were read, raises what no reader may raise."""

SECONDS = 10.0
SLICE_SECONDS = 120


@dataclass(frozen=True)
class Target:
    """One reader.

    Attributes:
        seeds: makes honest examples.
        run: the reader with its promise.
        is_json: where the JSON starts in an example; None if it is something else.
    """

    seeds: Callable[[], list[bytes]]
    run: Run
    is_json: int | None = None


# The decoders


def _decode_seeds() -> list[bytes]:
    from hostile.defects import defects
    from hostile.sources import pictures, strangers, videos

    deliberate = [made for made in (make() for _, make in defects()) if len(made) < 20_000]
    return [*pictures().values(), *strangers().values(), *videos().values(), *deliberate]


def _decode(data: bytes) -> bool:
    import io

    from stillmark import worker
    from stillmark.domain.worker_messages import WorkerHashed, WorkerProgress, parse_progress, parse_reply

    def say(message: bytes) -> None:
        assert isinstance(parse_progress(message), WorkerProgress)

    began = time.process_time()
    reply = parse_reply(worker.fingerprint(io.BytesIO(data), say))
    assert time.process_time() - began < SECONDS, "too slow"
    return isinstance(reply, WorkerHashed)


# What the app and the registry read of each other


def _people() -> Any:
    from support.fuzzed import Conversation

    return Conversation()


def _refused(read: Callable[[], object], *errors: type[Exception]) -> object | None:
    try:
        return read()
    except errors:
        return None


def _messages(data: bytes) -> bool:
    from takedown_protocol.errors import Malformed, NotVerified
    from takedown_protocol.messages import UnreadMessage, decode_message, encode_message
    from takedown_protocol.signing import parse_envelope

    message = _refused(lambda: decode_message(data), Malformed)
    if message is not None:
        assert encode_message(message) == data  # type: ignore[arg-type]
        assert UnreadMessage(data).header == message.header  # type: ignore[attr-defined]
    _refused(lambda: UnreadMessage(data), Malformed)
    envelope = _refused(lambda: parse_envelope(data), Malformed)
    if envelope is not None:
        for key in (bytes(32), b"\1" + bytes(31), b"\x20" * 32):
            _refused(lambda key=key: envelope.verify(key), NotVerified)  # type: ignore[attr-defined, misc]
    return message is not None or envelope is not None


def _replies(data: bytes) -> bool:
    from takedown_protocol.errors import Malformed
    from takedown_protocol.replies import (
        decode_receipt,
        decode_refusal,
        decode_status,
        encode_receipt,
        encode_refusal,
        encode_status,
    )

    readable = False
    for read, write in (
        (decode_receipt, encode_receipt),
        (decode_status, encode_status),
        (decode_refusal, encode_refusal),
    ):
        reply = _refused(lambda read=read: read(data), Malformed)  # type: ignore[misc]
        if reply is not None:
            assert write(reply) == data  # type: ignore[operator]
            readable = True
    return readable


def _descriptor(data: bytes) -> bool:
    from takedown_protocol.descriptor import decode_descriptor, encode_descriptor, verify_descriptor
    from takedown_protocol.errors import Malformed, ProtocolError

    descriptor = _refused(lambda: decode_descriptor(data), Malformed)
    if descriptor is not None:
        assert encode_descriptor(descriptor) == data  # type: ignore[arg-type]
    verified = _refused(
        lambda: verify_descriptor(data, root_key_id=None, lowest_version=1, now=1_800_000_000), ProtocolError
    )
    return descriptor is not None or verified is not None


def _sealed(data: bytes) -> bool:
    """Envelopes as somebody may seal them who has only the registry's public key."""
    from takedown_protocol.registry_side import Refusable, UniformProblem

    return (
        _refused(lambda: _conversation().open_envelope(data), UniformProblem, Refusable) is not None
        or _refused(lambda: _conversation().open_payload(data), UniformProblem, Refusable) is not None
    )


_known: list[Any] = []


def _conversation() -> Any:
    if not _known:
        _known.append(_people())
    return _known[0]


# What the app reads of its worker


def _worker_seeds() -> list[bytes]:
    from support.fuzzed import worker_messages

    return worker_messages()


def _worker(data: bytes) -> bool:
    from stillmark.domain.worker_messages import (
        WorkerHashed,
        WorkerMessageInvalid,
        WorkerProgress,
        WorkerRefused,
        encode_hashed,
        encode_locked,
        encode_progress,
        encode_refused,
        encode_tried,
        parse_locked,
        parse_progress,
        parse_reply,
        parse_tried,
    )
    from stillmark.domain.worker_stream import WorkerStream

    def reply() -> object:
        message = parse_reply(data)
        again = (
            encode_hashed(message) if isinstance(message, WorkerHashed) else encode_refused(message.reason)
        )
        assert parse_reply(again) == message
        return message

    def tried() -> object:
        message = parse_tried(data)
        if not isinstance(message, WorkerRefused):
            assert parse_tried(encode_tried(message)) == message
        return message

    def progress() -> object:
        message = parse_progress(data)
        assert message is None or isinstance(message, WorkerProgress)
        if message is not None:
            assert parse_progress(encode_progress(message)) == message
        return message

    def locked() -> object:
        message = parse_locked(data)
        assert parse_locked(encode_locked(message)) == message
        return message

    def stream() -> None:
        pieces = WorkerStream(4096)
        for start in range(0, len(data), 97):
            pieces.feed(data[start : start + 97])
        assert len(pieces.reply()) <= 4096

    readers = (reply, tried, progress, locked)
    readable = [_refused(read, WorkerMessageInvalid) is not None for read in readers]
    _refused(stream, WorkerMessageInvalid)
    return any(readable)


def _wire_seeds() -> list[bytes]:
    from stillmark.isolation.wire import Order, Request, State, Task, pack_order, pack_status

    return [
        *(Request(task, 10, 1 << 30).pack() for task in Task),
        *(pack_status(state, number) for state in State for number in (0, -9, 71)),
        *(pack_order(order) for order in Order),
        b"",
    ]


def _wire(data: bytes) -> bool:
    from stillmark.isolation.wire import (
        RecordInvalid,
        Request,
        pack_order,
        pack_status,
        unpack_order,
        unpack_status,
    )

    request = _refused(lambda: Request.unpack(data), RecordInvalid)
    assert request is None or request.pack() == data  # type: ignore[attr-defined]
    status = _refused(lambda: unpack_status(data), RecordInvalid)
    assert status is None or pack_status(*status) == data  # type: ignore[misc]
    order = unpack_order(data)
    assert order is None or pack_order(order) == data
    return request is not None or status is not None or order is not None


# What the locked worker reads of a ZIP file


def _archive_seeds() -> list[bytes]:
    import io
    import zipfile

    made = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for names in (["a.jpg"], ["a/b.jpg", "\u00e4.png", "a/"], [f"{number}.jpg" for number in range(12)]):
            target = io.BytesIO()
            with zipfile.ZipFile(target, "w", method) as archive:
                for name in names:
                    archive.writestr(name, b"" if name.endswith("/") else b"x" * 40)
            made.append(target.getvalue())
    return made


def _archive(data: bytes) -> bool:
    import io

    from stillmark.domain.archive import encode_listed, parse_listed
    from stillmark.intake import zipped

    class Enough(Exception):
        pass

    def say(piece: bytes, left: list[int]) -> None:
        left[0] -= len(piece)
        if left[0] < 0:
            raise Enough

    began = time.process_time()
    try:
        members = zipped.members(io.BytesIO(data))
    except zipped.NoArchive:
        return False
    assert parse_listed(encode_listed(members)) == members
    for one in members[:20]:
        left = [1000]
        with contextlib.suppress(Enough, zlib.error):
            zipped.inflate(io.BytesIO(data[one.place + 30 :]), partial(say, left=left))
    assert time.process_time() - began < SECONDS, "too slow"
    return True


TARGETS = {
    "decode": Target(_decode_seeds, _decode),
    "messages": Target(lambda: _conversation().message_seeds(), _messages, is_json=0),
    "replies": Target(lambda: _conversation().reply_seeds(), _replies, is_json=0),
    "descriptor": Target(lambda: _conversation().descriptor_seeds(), _descriptor, is_json=0),
    "sealed": Target(lambda: _conversation().message_seeds(), _sealed, is_json=0),
    "worker": Target(_worker_seeds, _worker, is_json=4),
    "wire": Target(_wire_seeds, _wire),
    "archive": Target(_archive_seeds, _archive),
}


# Mutations


_VALUES = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**53 - 1,
    2**53,
    2**64,
    10**400,
    "",
    "a",
    "\u202e",
    "\x00",
    "f" * 64,
    "F" * 32,
    "g" * 64,
    "\ud800",
    "é",
    [],
    [[]],
    {},
    {"a": 1},
)


def spoil_json(chance: random.Random, data: bytes, start: int) -> bytes:
    """Change one place of a JSON document and write it as its reader wants it, so that more is reached."""
    try:
        document = json.loads(data[start:])
    except (ValueError, RecursionError):
        return data
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            places.extend((node, key) for key in node)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            places.extend((node, index) for index in range(len(node)))
            for value in node[:20]:
                walk(value)

    walk(document)
    if places:
        node, key = chance.choice(places)
        way = chance.randrange(6)
        if way == 0:
            del node[key]
        elif way == 1 and isinstance(node, dict):
            node[chance.choice(["x", "v", "next", "after", "vouch", "whole_case"])] = chance.choice(_VALUES)
        elif way == 2:
            other, place = chance.choice(places)
            node[key] = other[place] if place in other or isinstance(place, int) < len(other) else None
        elif way == 3 and isinstance(node, list):
            node.extend([node[key]] * chance.choice((1, 60, 300)))
        elif way == 4 and isinstance(node[key], str) and node[key]:
            text = node[key]
            at = chance.randrange(len(text))
            node[key] = text[:at] + chance.choice("0fzZ=- \n~") + text[at + chance.randrange(2) :]
        else:
            node[key] = chance.choice(_VALUES)
    try:
        body = json.dumps(document, separators=(",", ":"), sort_keys=True, ensure_ascii=start > 0).encode()
    except (ValueError, RecursionError, TypeError):
        return data
    return (len(body).to_bytes(start, "big") if start else b"") + body


def spoil(chance: random.Random, data: bytes, others: list[bytes], is_json: int | None) -> bytes:
    """Spoil an example without guidance."""
    from hostile.mutations import MUTATIONS

    if is_json is not None and chance.random() < 0.7:
        for _ in range(chance.choice((1, 1, 2, 4))):
            data = spoil_json(chance, data, is_json)
        return data
    for way in chance.choices(MUTATIONS, k=chance.choice((1, 1, 2))):
        data = way(chance, data, others) if len(data) > 64 else data + chance.randbytes(chance.randrange(9))
    return data


# Guidance


def _guided(name: str, corpus: str, seconds: int, findings: str, seed: int) -> None:
    import resource

    import atheris

    with atheris.instrument_imports(include=["stillmark", "takedown_protocol", "takedown_hashing", "PIL"]):
        import stillmark.worker  # noqa: F401
        import takedown_protocol.app_side
        import takedown_protocol.registry_side  # noqa: F401
    target = TARGETS[name]
    if name == "decode":
        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    counts = {"tried": 0, "read": 0}

    def run(data: bytes) -> None:
        counts["tried"] += 1
        counts["read"] += target.run(data)
        if counts["tried"] % 1000 == 0:
            print(f"{name}: {counts['tried']} tried, {counts['read']} read", flush=True)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            mutated: bytes = atheris.Mutate(data, most)
            return mutated
        return spoil_json(chance, data, target.is_json or 0)[:most]

    options = [f"-max_total_time={seconds}", f"-timeout={4 * SECONDS:.0f}", "-rss_limit_mb=6000"]
    options += ["-max_len=65536", f"-artifact_prefix={findings}/{name}-", "-print_final_stats=1"]
    options += ["-verbosity=1", "-reload=0", "-len_control=0", f"-seed={seed}", corpus]
    more = {"custom_mutator": mutate} if target.is_json is not None else {}
    atheris.Setup([sys.argv[0], *options], run, **more)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description="Put hostile bytes, guided by coverage, before one reader.")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--findings", default=tempfile.gettempdir())
    parser.add_argument("--corpus", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.corpus:
        _guided(options.target, options.corpus, options.seconds, options.findings, options.seed)
        return 0
    corpus = tempfile.mkdtemp(prefix="fuzz-")
    try:
        for number, data in enumerate(TARGETS[options.target].seeds()):
            Path(corpus, f"{number:04}").write_bytes(data)
        end = time.monotonic() + options.seconds
        seed = options.seed
        while (left := int(end - time.monotonic())) > 0:
            # Decoders lose a little memory with every broken file, which costs a fork nothing and would end
            # a long run; and the run ends with its process, so that one of its own can tidy up after it.
            again = [sys.executable, "-m", "hostile.fuzz", options.target, "--corpus", corpus]
            again += ["--seconds", str(min(left, SLICE_SECONDS)), "--seed", str(seed)]
            code = subprocess.run([*again, "--findings", options.findings], check=False).returncode
            if code:
                return code
            seed += 1
        return 0
    finally:
        shutil.rmtree(corpus)


if __name__ == "__main__":
    sys.exit(main())
