"""Whatever a registry's environment says and whatever else is installed there, nobody is told of requests."""

from __future__ import annotations

import asyncio
import socket
from contextlib import closing
from pathlib import Path

import pytest
import requests

from support.registry import RegistryProcess
from support.world import World
from takedown_registry.app import make_app

EXPORTER = "opentelemetry/exporter/otlp/proto/http/_log_exporter.py"
PROVIDER = """
from pathlib import Path
class Provider:
    def get_tracer(self, *given, **named):
        Path({mark!r}).touch()
        raise SystemExit
"""


@pytest.fixture
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that comes to be when telemetry begins: everything is installed and asked for."""
    mark, installed = tmp_path / "told", tmp_path / "installed"
    exporter = installed / EXPORTER
    exporter.parent.mkdir(parents=True)
    exporter.write_text(f"from pathlib import Path\nPath({str(mark)!r}).touch()\n")
    (installed / "watching.py").write_text(PROVIDER.format(mark=str(mark)))
    about = installed / "watching-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: watching\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[opentelemetry_tracer_provider]\nwatching = watching:Provider\n")
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setenv("OTEL_PYTHON_TRACER_PROVIDER", "watching")
    monkeypatch.setenv("PYTHONPATH", str(installed))
    monkeypatch.syspath_prepend(str(installed))
    return mark


def test_a_running_registry_tells_nobody_of_a_request(
    tmp_path: Path, mark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as collector:
        collector.settimeout(0.2)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.getsockname()[1]}")
        registry = RegistryProcess(tmp_path / "data")
        try:
            assert requests.get(f"{registry.url}/healthz", timeout=20).status_code == 200
        finally:
            registry.stop()
        with pytest.raises(TimeoutError):
            collector.accept()
    assert not mark.exists()


def test_the_application_sets_no_exporter_up_when_it_is_started(
    tmp_path: Path, mark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    told: list[str] = []

    async def start() -> None:
        steps = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, str]:
            return {"type": next(steps)}

        async def send(message: object) -> None:
            told.append(message["type"])  # type: ignore[index]

        await app({"type": "lifespan", "asgi": {}, "state": {}}, receive, send)  # type: ignore[arg-type]

    with closing(World(tmp_path / "registry")) as world:
        app = make_app(world.registry)
        asyncio.run(start())
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert not mark.exists()
