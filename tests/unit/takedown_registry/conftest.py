"""A registry without HTTP for every test, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from support.postgres import PostgresServer
from support.world import World
from takedown_registry.database import Database
from takedown_registry.settings import Settings

MakeWorld = Callable[..., World]
_REFERENCES = {"item_id": "items", "hash_id": "hashes", "centre_id": "centres"}


def references_to_nothing(world: World) -> list[str]:
    """Return what some holding refers to and is not there; PostgreSQL does not check it (`schema`)."""
    with world.database.read() as connection:
        return [
            column
            for column, table in _REFERENCES.items()
            if connection.exec_driver_sql(
                f"SELECT count(*) FROM holdings WHERE {column} IS NOT NULL"
                f" AND {column} NOT IN (SELECT id FROM {table})"
            ).scalar_one()
        ]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """A database with empty tables, to copy."""
    postgres.execute("CREATE DATABASE with_tables")
    Database(postgres.url("with_tables")).close()
    return "with_tables"


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Gives the address of a new database, or "" for a file in the registry's folder."""
    if request.param == "sqlite":
        yield lambda: ""
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_template")
    made: list[str] = []

    def make() -> str:
        made.append(server.database(template))
        return made[-1]

    yield make
    for url in made:
        server.drop(url)


@pytest.fixture
def make_world(tmp_path: Path, new_database: Callable[[], str]) -> Iterator[MakeWorld]:
    """Makes registries; pass what their settings should be."""
    worlds: list[World] = []

    def make(settings: Settings | None = None) -> World:
        chosen = replace(settings or Settings(), database=new_database())
        worlds.append(World(tmp_path / f"registry{len(worlds)}", chosen))
        return worlds[-1]

    yield make
    wrong = [references_to_nothing(world) for world in worlds]
    for world in worlds:
        world.close()
    assert not any(wrong)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


@pytest.fixture
def sqlite_world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "registry")
    yield made
    made.close()
