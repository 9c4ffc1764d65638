"""Older databases become what the program expects, with everything that was in them, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from support.postgres import PostgresServer
from support.world import Person, World, item, pdq
from takedown_registry import revisions
from takedown_registry.accounts import Platform
from takedown_registry.database import Database
from takedown_registry.engines import make_engine, read_url, sqlite_url
from takedown_registry.revisions import FIRST, NEWEST, SchemaTooNew, SchemaTooOld, migrate
from takedown_registry.schema import METADATA
from takedown_registry.settings import Settings

MakeUrl = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeUrl]:
    """Gives addresses of databases without tables."""
    made: list[str] = []
    if request.param == "sqlite":

        def make() -> str:
            made.append(sqlite_url(tmp_path / f"{len(made)}.sqlite3"))
            return made[-1]

        yield make
        return
    server: PostgresServer = request.getfixturevalue("postgres")

    def make_there() -> str:
        made.append(server.database())
        return made[-1]

    yield make_there
    for url in made:
        server.drop(url)


def step_to(url: str, revision: str) -> None:
    """Take the steps up to a revision, from nothing."""
    engine = make_engine(read_url(url))
    with engine.begin() as connection:
        config = revisions._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def shape(connection: Connection) -> dict[str, Any]:
    """Everything that the database says about its tables, in a form that can be compared."""
    found = inspect(connection)
    tables = set(found.get_table_names()) - {"alembic_version"}

    def columns(table: str) -> list[tuple[Any, ...]]:
        return sorted(
            (each["name"], str(each["type"]), each["nullable"]) for each in found.get_columns(table)
        )

    def indexes(table: str) -> list[tuple[Any, ...]]:
        return sorted(
            (
                str(each["name"]),
                each["column_names"],
                {name: str(value) for name, value in each.get("dialect_options", {}).items()},
            )
            for each in found.get_indexes(table)
        )

    return {
        table: {
            "columns": columns(table),
            "indexes": indexes(table),
            "primary": found.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(tuple(each["column_names"]) for each in found.get_unique_constraints(table)),
            "foreign": sorted(
                (each["constrained_columns"], each["referred_table"], each["options"])
                for each in found.get_foreign_keys(table)
            ),
        }
        for table in tables
    }


def test_the_steps_lead_to_just_the_tables_that_a_new_database_gets(empty: MakeUrl) -> None:
    new, stepped = Database(empty()), empty()
    step_to(stepped, NEWEST)
    migrated = Database(stepped)
    with new.read() as one, migrated.read() as other:
        assert shape(one) == shape(other)
        unchecked = {"item_id", "hash_id", "centre_id"} if other.dialect.name == "postgresql" else set()
        # Alembic does not ask a constraint which databases it is for.
        differences = compare_metadata(MigrationContext.configure(other), METADATA)
        assert {(kind, *key.column_keys, key.table.name) for kind, key in differences} == {
            ("add_fk", column, "holdings") for column in unchecked
        }
    new.close()
    migrated.close()


def test_the_newest_revision_is_the_last_step() -> None:
    assert ScriptDirectory.from_config(revisions._config()).get_heads() == [NEWEST]


FIRST_ROWS = [
    "INSERT INTO sequence VALUES (1, 1, 7, 1700000000)",
    "INSERT INTO platforms VALUES (1, 'A', 'a', 'b', 'c', 'd', 'e', 1, NULL)",
    "INSERT INTO cases VALUES (1, '{key}', NULL)",
    "INSERT INTO items VALUES (1, 1, '{item}', 'intimate', 'image', 'adult', 1699999200, NULL)",
    "INSERT INTO hashes VALUES (1, 'ImagePDQ', {one}, TRUE, NULL, 1700000000)",
    "INSERT INTO hashes VALUES (2, 'ImagePDQ', {two}, TRUE, NULL, NULL)",
    "INSERT INTO holdings VALUES (1, 1, 1, 6, NULL, NULL)",
    "INSERT INTO holdings VALUES (2, 1, 2, 7, NULL, NULL)",
    "INSERT INTO deliveries VALUES (1, 1, 1700000000, NULL, NULL, NULL)",
]


def test_what_an_older_database_holds_goes_on(empty: MakeUrl, tmp_path: Path) -> None:
    url = empty()
    step_to(url, FIRST)
    engine = make_engine(read_url(url))
    literal = "decode('{}', 'hex')" if "postgresql" in url else "'{}'"
    # A person with the words from before.
    probe = World(tmp_path / "probe")
    person = Person(probe)
    probe.close()
    with engine.begin() as connection:
        for row in FIRST_ROWS:
            connection.exec_driver_sql(
                row.format(
                    key=person.keys.case_key.hex(),
                    item=f"{1:032x}",
                    one=literal.format(pdq(1)),
                    two=literal.format(pdq(2)),
                )
            )
        if "sqlite" in url:
            connection.exec_driver_sql("DROP TABLE alembic_version")  # written down only later
        else:
            for table in ("platforms", "cases", "items", "hashes", "holdings"):
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 10)")
    engine.dispose()

    with pytest.raises(SchemaTooOld):
        Database(url)
    with pytest.raises(SchemaTooOld):
        migrate(read_url(url), additive_only=True)
    assert migrate(read_url(url)) == ("0002", "0003", "0004", "0005")
    assert migrate(read_url(url)) == ()

    world = World(tmp_path / "registry", Settings(database=url))
    person.world, platform = world, Platform(1, "A")
    page = world.fetch(platform, 1_700_000_000)
    assert [(each["hashValue"], each["lastModtimestamp"]) for each in page["hashRecords"]] == [
        (pdq(1), 1_700_000_000),
        (pdq(2), 1_700_000_001),
    ]
    world.fetch(platform, page["nextSetTimestamp"])
    assert person.states() == ["collected"]
    person.submit(item(2, pdq(2), pdq(3)))
    assert person.withdraw().whole_case
    (gone,) = [each for each in world.fetch(platform, 11)["hashRecords"] if each["hashValue"] == pdq(2)]
    assert gone["hashStatus"] == "Withdrawn"
    world.close()


def test_a_newer_database_is_left_alone(empty: MakeUrl) -> None:
    url = empty()
    database = Database(url)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(SchemaTooNew):
        Database(url)
    with pytest.raises(SchemaTooNew):
        migrate(read_url(url))


def test_a_step_that_fails_changes_nothing(empty: MakeUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    url = empty()
    step_to(url, FIRST)
    engine = make_engine(read_url(url))
    with engine.connect() as connection:
        before = shape(connection)

    def fail(*_: object, **__: object) -> None:
        raise OSError("no more")

    monkeypatch.setattr("alembic.operations.Operations.create_index", fail)
    with pytest.raises(OSError, match="no more"):
        migrate(read_url(url))
    with engine.connect() as connection:
        assert shape(connection) == before
    engine.dispose()
