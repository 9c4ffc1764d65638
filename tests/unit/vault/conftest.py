"""A registry without HTTP, somebody who writes to it, and a folder for a store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stillmark.services.keep import KeepService
from support.keeping import Correspondent, keep_service
from support.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "registry")
    yield made
    made.close()


@pytest.fixture
def someone(world: World) -> Correspondent:
    return Correspondent(world)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def keep(folder: Path) -> Iterator[KeepService]:
    service = keep_service(folder)
    yield service
    service.lock()
