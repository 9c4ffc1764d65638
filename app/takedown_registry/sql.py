"""The few things that SQLite and PostgreSQL say differently, so that everything else is said once.

- `BIG`: 64-bit numbers; SQLite numbers its rows by itself only where the type is called INTEGER.
- `HexText`: hexadecimal digits, kept as bytes (half the size) where the database can look bytes up in a list.
- `among`: "is one of these", as one parameter of any length, so that a statement is prepared once.
- `insert_columns`, `insert_rows`: many rows in one statement and one round trip.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Dialect,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

POSTGRESQL: Final = "postgresql"
BIG: Final = BigInteger().with_variant(Integer(), "sqlite")


class HexText(TypeDecorator[str]):
    """Lower-case hexadecimal digits; in PostgreSQL kept as the bytes they stand for."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose what a column is made of."""
        kept = LargeBinary() if dialect.name == POSTGRESQL else String(self.length)
        return dialect.type_descriptor(kept)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """Turn digits into what is stored."""
        return bytes.fromhex(value) if value is not None and dialect.name == POSTGRESQL else value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Turn what is stored into digits."""
        return bytes(value).hex() if value is not None and dialect.name == POSTGRESQL else value


class _ListOf(TypeDecorator[Collection[Any]]):
    """A list of values as one parameter of text: an array written out, or JSON.

    The driver could write arrays too, but takes several times as long over each value.
    """

    impl = String
    cache_ok = True

    def __init__(self, element: TypeEngine[Any]) -> None:
        super().__init__()
        self.element = element

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        """Write the list."""
        if value is None:
            return None
        if dialect.name != POSTGRESQL:
            return json.dumps(list(value))
        write = _writer(self.element, [each for each in value if each is not None])
        return f"{{{','.join(['NULL' if each is None else write(each) for each in value])}}}"


def _writer(element: TypeEngine[Any], values: Collection[Any]) -> Callable[[Any], str]:
    """Return what writes each of these as it stands in PostgreSQL's text of an array (its manual, 8.15.6)."""
    if isinstance(element, HexText):
        # One look at all of them: nothing but digits gets into the text.
        together = "".join(values)
        if 2 * len(bytes.fromhex(together)) != len(together):
            raise ValueError("not hexadecimal digits alone")
        return lambda digits: '"\\\\x' + digits + '"'
    if isinstance(element, Integer | Boolean):
        return str
    # There are often many of a few.
    return {text: _quoted(text) for text in set(values)}.__getitem__


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> _Among:
        """Stay as it is: as one of several conditions it would be compared to 1, and SQLite, which has no
        type for yes and no, then reads the whole table instead of looking values up.
        """
        return self


@compiles(_Among)
def _among_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    tested, values = element.clauses
    one, listed = compiler.process(tested, **options), compiler.process(values, **options)
    return f"{one} IN (SELECT value FROM json_each({listed}))"  # noqa: S608 - both are rendered expressions


@compiles(_Among, POSTGRESQL)
def _among_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    tested, values = element.clauses
    array = compiler.process(cast(values, postgresql.ARRAY(tested.type)), **options)
    return f"{compiler.process(tested, **options)} = ANY({array})"


def among(tested: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Return the condition that `tested` is one of `values`; of none if there are none."""
    return _Among(tested, bindparam(None, values, type_=_ListOf(tested.type), unique=True))


def among_named(tested: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that `tested` is one of a list given when the statement is run.

    For statements that are made once, as every submission needs them.
    """
    return _Among(tested, bindparam(name, type_=_ListOf(tested.type)))


def new_rows(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return the start of an INSERT that can say what happens to rows that are there already."""
    return new_rows_in(connection.dialect.name, table)


def new_rows_in(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return the same for a database by its name, for statements that are made once."""
    return postgresql.insert(table) if dialect == POSTGRESQL else sqlite.insert(table)


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, renew: Sequence[str] = ()
) -> None:
    """Insert many rows that all name the same columns; see `insert_columns`."""
    names = rows[0] if rows else ()
    insert_columns(connection, table, {name: [row[name] for row in rows] for name in names}, renew=renew)


def insert_columns(
    connection: Connection,
    table: Table,
    lists: Mapping[str, Sequence[Any]],
    *,
    same: Mapping[str, Any] | None = None,
    renew: Sequence[str] = (),
    keep: bool = False,
    returning: Sequence[Column[Any]] = (),
) -> list[Any]:
    """Insert many rows at once, given by columns; returns the columns asked for, in any order.

    Rows that get their `id` from the database are numbered in the order in which they are given.

    Args:
        connection: in a writing transaction.
        table: where to.
        lists: values by column name, of equal length.
        same: columns that have one value in all rows.
        renew: columns that are set where a row with this primary key is there already, instead of failing.
        keep: leave a row as it is, and return nothing of it, where one like it is there already.
        returning: columns of the new rows to give back.
    """
    count = len(next(iter(lists.values()), ()))
    if not count:
        return []
    common, dialect = dict(same or {}), connection.dialect.name
    statement = _insertion(
        dialect, table, tuple(lists), tuple(common), tuple(renew), keep=keep, returning=tuple(returning)
    )
    parameters: Any = {**lists, **common}
    if dialect != POSTGRESQL:
        parameters = [
            dict(zip(lists, row, strict=True)) | common for row in zip(*lists.values(), strict=True)
        ]
    done = connection.execute(statement, parameters)
    return list(done.all()) if returning else []


@lru_cache(maxsize=64)
def _insertion(
    dialect: str,
    table: Table,
    lists: tuple[str, ...],
    common: tuple[str, ...],
    renew: tuple[str, ...],
    *,
    keep: bool,
    returning: tuple[Column[Any], ...],
) -> Any:
    """Return the statement of `insert_columns`, which it is cheaper to keep than to make."""
    made = new_rows_in(dialect, table)
    if dialect == POSTGRESQL:
        types = {name: table.c[name].type for name in (*lists, *common)}
        arrays = [
            cast(bindparam(name, type_=_ListOf(types[name])), postgresql.ARRAY(types[name])) for name in lists
        ]
        columns = [column(name, types[name]) for name in lists]
        listed = func.unnest(*arrays).table_valued(*columns, with_ordinality="row").render_derived()
        chosen = [listed.c[name] for name in lists]
        made = made.from_select(
            [*lists, *common],
            select(*chosen, *(bindparam(name, type_=types[name]) for name in common)).order_by(listed.c.row),
        )
    if renew:
        newer = {name: made.excluded[name] for name in renew}
        made = made.on_conflict_do_update(index_elements=list(table.primary_key), set_=newer)
    if keep:
        made = made.on_conflict_do_nothing()
    return made.returning(*returning) if returning else made
