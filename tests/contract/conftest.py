"""One real registry process per file, on a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.person import NetworkPerson
from support.registry import Platform, RegistryProcess


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryProcess]:
    folder = tmp_path_factory.mktemp("registry")
    process = RegistryProcess(folder / "data", log=folder / "log")
    yield process
    process.stop()


@pytest.fixture(scope="module")
def platform(registry: RegistryProcess) -> Platform:
    return registry.add_platform("Platform A")


@pytest.fixture
def person(registry: RegistryProcess) -> NetworkPerson:
    return NetworkPerson(registry.url, registry.root_key_id)
