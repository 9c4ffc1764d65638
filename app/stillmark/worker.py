"""The picture worker: locks itself, then hashes. Started by `__main__ --worker` before Qt is imported.

The zygote (`isolation.zygote`) forks one child per picture; each child locks itself (`isolation.lock`) and
runs `fingerprint`. The only module of the app that imports `takedown_hashing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from stillmark.domain.media import Fingerprint, Note, RefusalReason
from stillmark.domain.worker_messages import WorkerHashed, encode_hashed, encode_refused
from stillmark.isolation import zygote
from takedown_hashing import engine
from takedown_hashing.vocabulary import Media


def main(arguments: Sequence[str]) -> int:
    """Serve pictures on the socket that is descriptor 0 until the app closes its end or dies.

    Args:
        arguments: none are known; the limits come with each picture.

    Returns:
        0 when the app is gone, 2 if arguments were given.
    """
    if arguments:
        return 2
    engine.preload()
    zygote.serve(fingerprint)
    return 0


def fingerprint(untrusted_picture: BinaryIO) -> bytes:
    """Return the message (`domain.worker_messages`) for one picture; runs in a locked child.

    Raises:
        Exception: whatever a decoder raises that the engine did not foresee; the child then exits with
            a code and without a word, and the picture counts as crashed.
    """
    try:
        hashes = engine.hash_picture(untrusted_picture)
    except engine.PictureRefused as refusal:
        return encode_refused(RefusalReason(refusal.reason))
    return encode_hashed(
        WorkerHashed(
            media=Media.IMAGE,
            sha256=hashes.sha256,
            width=hashes.width,
            height=hashes.height,
            quality=hashes.quality,
            fingerprints=tuple(
                Fingerprint(type=one.type, view=one.view, value=one.value, quality=one.quality)
                for one in hashes.hashes
            ),
            notes=tuple(Note(note) for note in hashes.notes),
        )
    )
