"""How much one picture may cost."""

from __future__ import annotations

from dataclasses import dataclass

from stillmark.domain.worker_messages import MAX_MESSAGE_BYTES


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Limits of one picture's worker.

    Attributes:
        wall_seconds: from its start until it is killed; covers a worker that waits or is stopped.
        cpu_seconds: processor time, whole seconds; covers one that loops while the computer is busy.
        memory_bytes: address space. An idle worker maps about 120 MiB; a picture of 100 megapixels, the
            most that is decoded, takes 300 MB as RGB and as much again while it is converted.
        reply_bytes: longest answer that is read; the honest ones are about 2 KiB.
    """

    wall_seconds: float = 10.0
    cpu_seconds: int = 10
    memory_bytes: int = 1024 * 1024 * 1024
    reply_bytes: int = MAX_MESSAGE_BYTES
