"""In what order, and how soon, platforms are shown what was taken in.

Intake is never refused: whoever could fill a quota could shut everybody else out. A flow that runs faster
than its quota is published later instead, in its own order and never later than `longest_days`, by which time
the people who run the registry have seen it in the metrics. Flows do not delay each other:

- each support centre that vouches has its own;
- anonymous submissions whose puzzle was solved have one for each of a few sizes (`SIZES`), so that whoever
  hands in few pictures never waits behind many: to hold them up, a flood has to solve a puzzle for every few
  pictures of its own;
- anonymous submissions without a solution share a slow one that begins `unsolved_hours` late.

The rate is kept by the generic cell rate algorithm (ITU-T I.371, virtual scheduling): one row per flow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, bindparam, case, select, update
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.sql.elements import ColumnElement

from takedown_protocol.messages import MAX_ITEMS_PER_MESSAGE
from takedown_registry.ledger import CHUNK, added
from takedown_registry.schema import flows, holdings
from takedown_registry.sql import BIG, among, new_rows_in

SOLVED: Final = "solved"
SIZES: Final = ((3, "few"), (12, "some"), (MAX_ITEMS_PER_MESSAGE, "many"))
"""Up to so many pictures in a submission, and what that flow is called."""
UNSOLVED: Final = "unsolved"
NEVER: Final = 2**62
"""`publish_after` of what was taken out by a decision before any platform was sent it."""
_DAY: Final = 86400


@dataclass(frozen=True, slots=True)
class Quotas:
    """How many pictures of each flow are published without delay; an hourly rate of 0 sets no limit.

    Attributes:
        centre_per_hour, centre_burst: of each support centre; the burst may come at once.
        solved_per_hour, solved_burst: of anonymous submissions with a solved puzzle, for each of `SIZES`.
        unsolved_per_hour, unsolved_hours: of those without, and how late they begin.
        longest_days: nothing is published later than this.
    """

    centre_per_hour: int = 500
    centre_burst: int = 2000
    solved_per_hour: int = 500
    solved_burst: int = 1000
    unsolved_per_hour: int = 50
    unsolved_hours: int = 24
    longest_days: int = 7

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if type(value) is not int or not 0 <= value <= 10**9:
                raise ValueError(f"{name}: needs a whole number")
        if self.longest_days < 1 or self.unsolved_hours > self.longest_days * 24:
            raise ValueError("longest_days: needs to be 1 or more, and no less than unsolved_hours")


def publish_after(
    connection: Connection, quotas: Quotas, *, centre: int | None, solved: bool, pictures: int, now: int
) -> int | None:
    """Count pictures into their flow; return when platforms may see them (Unix seconds), None for at once.

    Args:
        connection: in a writing transaction.
        quotas: what the operator decided.
        centre: row of the centre that vouches, or None.
        solved: whether the puzzle was solved, or there is none.
        pictures: items of the submission.
        now: Unix seconds.
    """
    if centre is not None:
        flow, rate, burst, late = f"centre:{centre}", quotas.centre_per_hour, quotas.centre_burst, 0
    elif solved:
        size = next(name for most, name in SIZES if pictures <= most)
        flow, rate, burst, late = f"{SOLVED}:{size}", quotas.solved_per_hour, quotas.solved_burst, 0
    else:
        flow, rate, burst, late = UNSOLVED, quotas.unsolved_per_hour, 0, quotas.unsolved_hours * 3600
    begin = now + late
    if rate:
        interval = 3_600_000 // rate
        counted = {
            "flow": flow,
            "from_ms": begin * 1000,
            "longer": pictures * interval,
            # However long the queue: it never grows beyond what is published late enough anyway.
            "last": (now + quotas.longest_days * _DAY) * 1000 + burst * interval,
        }
        free_at = int(connection.execute(_count(connection.dialect.name), counted).scalar_one())
        begin = max(begin, (free_at - max(burst, pictures) * interval) // 1000)
    begin = min(begin, now + quotas.longest_days * _DAY)
    return begin if begin > now else None


@lru_cache(maxsize=2)
def _count(dialect: str) -> ReturningInsert[Any]:
    """Return what makes a flow's queue longer, from `from_ms` where it has room, and says when it ends."""
    from_ms, longer, last = (bindparam(name, type_=BIG) for name in ("from_ms", "longer", "last"))

    def limited(end: ColumnElement[int]) -> ColumnElement[int]:
        return case((end < last, end), else_=last)

    before = flows.c.free_at_ms
    return (
        new_rows_in(dialect, flows)
        .values(name=bindparam("flow"), free_at_ms=limited(from_ms + longer))
        .on_conflict_do_update(
            index_elements=[flows.c.name],
            set_={"free_at_ms": limited(case((before > from_ms, before), else_=from_ms) + longer)},
        )
        .returning(flows.c.free_at_ms)
    )


def publish_due(connection: Connection, now: int) -> bool:
    """Show platforms what was put off until `now`; returns whether there is more to do.

    In a writing transaction; at most `CHUNK` holdings, those due first.
    """
    due = (
        select(holdings.c.id)
        .where(holdings.c.publish_after <= now)
        .order_by(holdings.c.publish_after, holdings.c.id)
        .limit(CHUNK)
    )
    rows = list(connection.scalars(due))
    if not rows:
        return False
    shown = update(holdings).where(among(holdings.c.id, rows)).values(publish_after=None)
    added(connection, set(connection.scalars(shown.returning(holdings.c.hash_id))), now)
    return len(rows) == CHUNK
