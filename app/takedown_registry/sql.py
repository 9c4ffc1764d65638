"""The few things that SQLite and PostgreSQL say differently, so that everything else is said once.

- `BIG`: 64-bit numbers; SQLite numbers its rows by itself only where the type is called INTEGER.
- `HexText`: hexadecimal digits, kept as bytes (half the size) where the database can look bytes up in a list.
- `among`: "is one of these", as one parameter of any length, so that a statement is prepared once.
- `insert_rows`: many rows in one statement and one round trip.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
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
    column,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
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


class _ListOf(TypeDecorator[Sequence[Any]]):
    """A list of values as one parameter: an array, or JSON text."""

    impl = String
    cache_ok = True

    def __init__(self, element: TypeEngine[Any]) -> None:
        super().__init__()
        self.element = element

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == POSTGRESQL:
            return dialect.type_descriptor(postgresql.ARRAY(self.element))
        return dialect.type_descriptor(String())

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        return value if dialect.name == POSTGRESQL else json.dumps(value)


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True


@compiles(_Among)
def _among_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    tested, values = element.clauses
    one, listed = compiler.process(tested, **options), compiler.process(values, **options)
    return f"{one} IN (SELECT value FROM json_each({listed}))"  # noqa: S608 - both are rendered expressions


@compiles(_Among, POSTGRESQL)
def _among_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    tested, values = element.clauses
    return f"{compiler.process(tested, **options)} = ANY({compiler.process(values, **options)})"


def among(tested: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Return the condition that `tested` is one of `values`; of none if there are none."""
    return _Among(tested, bindparam(None, list(values), type_=_ListOf(tested.type), unique=True))


def new_rows(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return the start of an INSERT that can say what happens to rows that are there already."""
    return postgresql.insert(table) if connection.dialect.name == POSTGRESQL else sqlite.insert(table)


def insert_rows(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    renew: Sequence[str] = (),
    returning: Sequence[Column[Any]] = (),
) -> list[Any]:
    """Insert many rows that all name the same columns; returns the columns asked for, in any order.

    Args:
        connection: in a writing transaction.
        table: where to.
        rows: values by column name.
        renew: columns that are set where a row with this primary key is there already, instead of failing.
        returning: columns of the new rows to give back.
    """
    if not rows:
        return []
    names = list(rows[0])
    made = new_rows(connection, table)
    if connection.dialect.name == POSTGRESQL:
        arrays = [
            bindparam(None, [row[name] for row in rows], type_=ARRAY(table.c[name].type), unique=True)
            for name in names
        ]
        columns = [column(name, table.c[name].type) for name in names]
        listed = func.unnest(*arrays).table_valued(*columns).render_derived()
        made = made.from_select(names, select(*(listed.c[name] for name in names)))
    if renew:
        newer = {name: made.excluded[name] for name in renew}
        made = made.on_conflict_do_update(index_elements=list(table.primary_key), set_=newer)
    statement = made.returning(*returning) if returning else made
    if connection.dialect.name == POSTGRESQL:
        done = connection.execute(statement)
    else:
        done = connection.execute(statement, list(rows))
    return list(done) if returning else []
