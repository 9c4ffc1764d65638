"""How much one file may cost, by what it claims to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from stillmark.domain.archive import MAX_LISTING_BYTES
from stillmark.domain.worker_messages import MAX_MESSAGE_BYTES, MAX_VIDEO_MESSAGE_BYTES
from stillmark.isolation.sniff import FileKind

_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Limits of one file's worker; the defaults are those of a picture.

    Attributes:
        wall_seconds: from its start until it is killed, pauses not counted; covers a worker that waits or is
            stopped.
        stall_seconds: the same from one sign of progress to the next, so that what may take long may not
            hang for long. No more than `wall_seconds`.
        cpu_seconds: processor time, whole seconds; covers one that loops while the computer is busy.
        memory_bytes: address space. An idle worker maps about 450 MiB, mostly decoders that are never
            touched; a picture of 100 megapixels, the most that is decoded, takes 300 MB as RGB and as much
            again while it is converted.
        reply_bytes: longest answer that is read; the honest ones are about 2 KiB for pictures.
        file_bytes: larger files are refused unread: pictures are held in memory, videos are not.
        plain_bytes: the reply is no message but exactly so many bytes.
    """

    wall_seconds: float = 10.0
    stall_seconds: float = 10.0
    cpu_seconds: int = 10
    memory_bytes: int = 1024 * _MIB
    reply_bytes: int = MAX_MESSAGE_BYTES
    file_bytes: int = 512 * _MIB
    plain_bytes: int | None = None


ANIMATION: Final = WorkerLimits(reply_bytes=MAX_VIDEO_MESSAGE_BYTES)
"""Its frames are in the answer; it stops by itself before its time is over (`animation.WORK_SECONDS`)."""

VIDEO: Final = WorkerLimits(
    wall_seconds=7200.0,
    stall_seconds=20.0,
    cpu_seconds=3600,
    memory_bytes=2048 * _MIB,
    reply_bytes=MAX_VIDEO_MESSAGE_BYTES,
    file_bytes=16 * 1024 * _MIB,
)
"""An hour of 1080p without key frames takes some ten minutes. Sixteen reference frames of 4K with ten bits
take 400 MB."""

ARCHIVE: Final = WorkerLimits(reply_bytes=MAX_LISTING_BYTES, file_bytes=1024 * 1024 * _MIB)
"""The directory of a ZIP file, which is read from its end, however long the file is."""

LIMITS: Final[Mapping[FileKind, WorkerLimits]] = MappingProxyType(
    {FileKind.PICTURE: WorkerLimits(), FileKind.ANIMATION: ANIMATION, FileKind.VIDEO: VIDEO}
)
