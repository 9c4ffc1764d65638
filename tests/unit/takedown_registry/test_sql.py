"""Lists reach both databases as they are, whatever characters are in them."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import StatementError

from support.world import World
from takedown_registry.schema import flows, hashes
from takedown_registry.sql import among, insert_columns

ODD = ["", " ", "NULL", "null", '"', '""', "\\", "\\x00", '\\"', "{a,b}", "a,b", "'", "\n", "가", "%s", ":x"]


def test_odd_text_comes_back_as_it_was(world: World) -> None:
    with world.database.write() as connection:
        numbers = list(range(len(ODD)))
        insert_columns(connection, flows, {"name": ODD, "free_at_ms": numbers})
        assert {row.name: row.free_at_ms for row in connection.execute(select(flows))} == dict(
            zip(ODD, numbers, strict=True)
        )
        for each in ODD:
            assert list(connection.scalars(select(flows.c.name).where(among(flows.c.name, [each])))) == [each]
        assert not list(connection.scalars(select(flows.c.name).where(among(flows.c.name, []))))


def test_what_is_there_is_kept_or_renewed_as_asked(world: World) -> None:
    value = "00ff" * 16
    lists = {"value": [value, "1" * 32], "stamp": [None, 5]}
    same = {"signal": "ImagePDQ", "active": False}
    columns = [hashes.c.value, hashes.c.stamp, hashes.c.active]
    with world.database.write() as connection:
        made = insert_columns(connection, hashes, lists, same=same, returning=columns)
        assert sorted(tuple(row) for row in made) == [(value, None, False), ("1" * 32, 5, False)]
        again = {"value": [value, "2" * 64]}
        made = insert_columns(
            connection, hashes, again, same=same | {"active": True}, keep=True, returning=columns
        )
        assert [tuple(row) for row in made] == [("2" * 64, None, True)]
        kept = connection.scalars(select(hashes.c.active).where(among(hashes.c.value, [value])))
        assert list(kept) == [False]
        insert_columns(connection, flows, {"name": ["a"], "free_at_ms": [1]})
        insert_columns(connection, flows, {"name": ["a", "b"]}, same={"free_at_ms": 2}, renew=["free_at_ms"])
        assert sorted(map(tuple, connection.execute(select(flows)))) == [("a", 2), ("b", 2)]


def test_rows_are_numbered_in_the_order_in_which_they_are_given(world: World) -> None:
    values = [f"{number:064x}" for number in range(3000)]
    random.Random(3).shuffle(values)
    same = {"signal": "ImagePDQ", "active": False}
    with world.database.write() as connection:
        for some in (values[:10], values[10:]):
            made = insert_columns(connection, hashes, {"value": some}, same=same, returning=[hashes.c.id])
            assert len(made) == len(some)
        assert list(connection.scalars(select(hashes.c.value).order_by(hashes.c.id))) == values


@pytest.mark.parametrize("wrong", [["ab", 'cd","ef'], ["ab cd"], ["가"], ["a\n"]])
def test_nothing_but_digits_stands_where_digits_belong(world: World, wrong: list[str]) -> None:
    if world.database.engine.dialect.name == "postgresql":
        same = {"signal": "ImagePDQ", "active": False}
        with pytest.raises(StatementError), world.database.write() as connection:
            insert_columns(connection, hashes, {"value": wrong}, same=same)


def test_values_of_a_list_are_looked_up_and_no_table_is_read_for_them(sqlite_world: World) -> None:
    chosen = among(hashes.c.id, [1, 2])
    statements = (
        select(hashes.c.id).where(chosen),
        select(hashes.c.id).where(chosen & hashes.c.active),
        update(hashes).where(chosen, hashes.c.stamp.is_(None)).values(stamp=1),
    )
    with sqlite_world.database.write() as connection:
        for statement in statements:
            text = str(statement.compile(connection, compile_kwargs={"render_postcompile": True}))
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", (1, 2)[: text.count("?")]).all()
            assert "SEARCH hashes" in str(plan), plan
            assert "SCAN hashes" not in str(plan), plan
