"""Whether a registry can do its work now, and what its operator has to do soon."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from prometheus_client.metrics_core import GaugeMetricFamily
from sqlalchemy import func, select

from takedown_registry.database import DatabaseUnavailable
from takedown_registry.descriptor import Published, published
from takedown_registry.feed import feed_size
from takedown_registry.http import Registry
from takedown_registry.keys import DAY, KeysMissing
from takedown_registry.quotas import NEVER
from takedown_registry.revisions import NEWEST, revision_of
from takedown_registry.schema import holdings

WARN_DAYS: Final = 5
"""So long before keys or the descriptor are over, it is said."""
ROOM_BYTES: Final = 100 * 1024 * 1024
"""Less free room in the data folder is too little."""
LATE_SECONDS: Final = 3 * 3600
"""Housekeeping is hourly; after so long without, something is wrong with it."""
COUNT_SECONDS: Final = 600
"""Large tables are counted no more often than this."""
COUNT_PAUSE: Final = 100
"""Nor sooner than this many times as long as the last count took: ten million rows take seconds."""
COUNT_WAIT: Final = 0.25
"""Who asks waits this many seconds for a count, and is otherwise told the one before."""


@dataclass(frozen=True, slots=True)
class State:
    """How a registry is.

    Attributes:
        faults: by name of the check; empty text: none. With any fault it cannot do its work.
        warnings: what has to be done soon, in plain words.
        figures: numbers by name; those that are not known now are left out.
    """

    faults: dict[str, str]
    warnings: tuple[str, ...]
    figures: dict[str, float]

    @property
    def ready(self) -> bool:
        """Whether people and platforms can be served."""
        return not any(self.faults.values())


HELP: Final = {
    "ready": "1 where people and platforms can be served.",
    "warnings": "What the operator has to do soon; /readyz says what.",
    "workers": "Processes that answer.",
    "descriptor_seconds_left": "Until the signed description expires.",
    "descriptor_current": "0 where it no longer says what the registry does: sign a new version.",
    "sealing_seconds_left": "Until the newest published sealing key is over.",
    "housekeeping_seconds": "Since the last complete housekeeping.",
    "disk_free_bytes": "Room in the data folder's file system.",
    "active_hashes": "Hashes that platforms are asked to match.",
    "held_back": "Hashes of submissions that are published later.",
}


@dataclass(slots=True)
class Health:
    """Looks at one registry. Safe to use from several threads.

    Attributes:
        registry: which.
        workers: how many processes answer.
        kept_house_at: when housekeeping was last done (`time.monotonic`).
    """

    registry: Registry
    workers: Callable[[], int]
    kept_house_at: Callable[[], float]
    _counts: _Counts = field(init=False)

    def __post_init__(self) -> None:
        self._counts = _Counts(self.registry)

    def look(self) -> State:
        """Look at everything."""
        faults: dict[str, str] = {"database": "", "migrations": "", "keys": "", "disk": "", "workers": ""}
        figures: dict[str, float] = {"workers": self.workers()}
        warnings: list[str] = []
        if not figures["workers"]:
            faults["workers"] = "no process answers"
        shown: Published | None = None
        try:
            with self.registry.database.read() as connection:
                if revision_of(connection) != NEWEST:
                    faults["migrations"] = "the tables are not those of this version: run `migrate`"
                else:
                    shown = published(connection, self.registry.settings, self.registry.keys, self._now)
                    figures |= self._counts.latest()
        except DatabaseUnavailable:
            faults["database"] = "cannot be reached"
        except KeysMissing as error:
            faults["keys"] = str(error)
        if shown is not None:
            faults["keys"] = self._judge(shown, figures, warnings)
        faults["disk"] = self._disk(figures)
        figures["housekeeping_seconds"] = time.monotonic() - self.kept_house_at()
        if figures["housekeeping_seconds"] > LATE_SECONDS:
            warnings.append("housekeeping has not been done for hours: look for its faults in the log")
        state = State(faults, tuple(warnings), figures)
        figures |= {"ready": state.ready, "warnings": len(warnings)}
        return state

    @property
    def _now(self) -> int:
        return self.registry.now

    def _judge(self, shown: Published, figures: dict[str, float], warnings: list[str]) -> str:
        figures["descriptor_current"] = shown.current
        figures["descriptor_seconds_left"] = shown.expires_at - self._now
        figures["sealing_seconds_left"] = shown.sealing_until - self._now
        if not shown.current:
            warnings.append("the description is not what the registry does: sign a new version")
        for name, until in (("description", shown.expires_at), ("sealing key", shown.sealing_until)):
            if until <= self._now:
                return f"the {name} is over: sign a new description"
            if until <= self._now + WARN_DAYS * DAY:
                warnings.append(
                    f"the {name} is over in {(until - self._now) // DAY} days: sign a new version"
                )
        return ""

    def _disk(self, figures: dict[str, float]) -> str:
        try:
            figures["disk_free_bytes"] = shutil.disk_usage(self.registry.keys.folder).free
            with tempfile.TemporaryFile(dir=self.registry.keys.folder) as file:
                file.write(b"?")
                file.flush()
        except OSError as error:
            return f"the data folder cannot be written ({type(error).__name__})"
        return "" if figures["disk_free_bytes"] >= ROOM_BYTES else "the data folder is nearly full"


class _Counts:
    """How many rows there are, counted aside: whoever asks for figures is not kept waiting.

    Nothing is known until the first count has ended. Safe to use from several threads.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: dict[str, float] = {}
        self._again_at = float("-inf")
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def latest(self) -> dict[str, float]:
        """Return the newest figures by name; begins to count where they are old."""
        with self._lock:
            if self._thread is None and time.monotonic() > self._again_at:
                self._thread = threading.Thread(target=self._count, name="count", daemon=True)
                self._thread.start()
            counting = self._thread
        if counting is not None:
            counting.join(COUNT_WAIT)
        return dict(self._known)

    def _count(self) -> None:
        begun = time.monotonic()
        try:
            with self._registry.database.read() as connection:
                held = select(func.count()).where(holdings.c.publish_after < NEVER)
                self._known = {
                    "active_hashes": feed_size(connection),
                    "held_back": connection.scalar(held) or 0,
                }
            ended = time.monotonic()
            self._again_at = ended + max(COUNT_SECONDS, COUNT_PAUSE * (ended - begun))
        except DatabaseUnavailable:
            pass  # `look` finds that out for itself; the next one begins anew
        finally:
            self._thread = None


class StateCollector:
    """One state, for Prometheus."""

    def __init__(self, state: State) -> None:
        self._state = state

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every figure, and every check."""
        for name, value in self._state.figures.items():
            yield GaugeMetricFamily(f"takedown_registry_{name}", HELP[name], value=float(value))
        checks = GaugeMetricFamily("takedown_registry_check", "1 where this check passes.", labels=["check"])
        for name, fault in self._state.faults.items():
            checks.add_metric([name], 0.0 if fault else 1.0)
        yield checks
