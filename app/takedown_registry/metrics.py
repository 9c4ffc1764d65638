"""How many requests were answered, and how fast; for Prometheus.

With several workers each keeps its counts in a file of a folder that they share, whose name is in
`FOLDER_VARIABLE` before this module is imported; whoever is asked adds the files up.
"""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own name."""
_COUNTS: Final = CollectorRegistry()
_requests: Final = Counter(
    "takedown_registry_requests",
    "Answers given, by route and status.",
    ["method", "route", "status"],
    registry=_COUNTS,
)
_seconds: Final = Histogram(
    "takedown_registry_request_seconds",
    "How long answers took.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
    registry=_COUNTS,
)


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer. No argument may be of the sender's choice."""
    _requests.labels(method, route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def counts(folder: str | None) -> bytes:
    """Return the counts in Prometheus' text format: of all workers that count into `folder`, or, where there
    is none, of this process.
    """
    if folder is None:
        return generate_latest(_COUNTS)
    shared = CollectorRegistry()
    MultiProcessCollector(shared, path=folder)  # type: ignore[no-untyped-call]  # the library's own gap
    return generate_latest(shared)
