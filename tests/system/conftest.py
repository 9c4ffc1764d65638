"""Real processes for whole-path tests: a registry, platforms, pictures on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.pictures import landscape
from support.recorder import Recorder
from support.registry import Platform, RegistryProcess


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[RegistryProcess]:
    # The puzzle is on: what came without its solution would be shown to platforms a day later.
    process = RegistryProcess(tmp_path / "registry", puzzle_bits=3)
    yield process
    process.stop()


@pytest.fixture
def platform(registry: RegistryProcess) -> Platform:
    return registry.add_platform("Platform A")


@pytest.fixture
def recorder(registry: RegistryProcess) -> Iterator[Recorder]:
    tap = Recorder(registry.url)
    yield tap
    tap.close()


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "Seoul trip 2024"
    folder.mkdir()
    paths = []
    for seed in range(3):
        path = folder / f"IMG_secret_{seed}.jpg"
        image = landscape(seed, (640, 480))
        exif = image.getexif()
        exif[0x010F] = "CameraMakerMarker"
        image.save(path, quality=90, exif=exif)
        paths.append(path)
    return paths
