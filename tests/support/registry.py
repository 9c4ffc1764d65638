"""A real registry process on this computer."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext, redirect_stdout
from pathlib import Path
from typing import Any

import requests
from threatexchange.exchanges.clients.stopncii.api import StopNCIIAPI, StopNCIIEndpoint

from takedown_registry.cli import _parser

APP = Path(__file__).parents[2] / "app"


def registry_command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one `takedown-registry` command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "takedown_registry", *arguments],
        cwd=APP,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def registry_here(*arguments: str) -> str:
    """Run one `takedown-registry` command in this process and return what it prints.

    To start a process takes far longer than to make a registry, and a hundred tests make one. Left out is
    what `run` does beside: its logging would become that of the tests.
    """
    chosen = _parser().parse_args(arguments)
    printed = io.StringIO()
    with redirect_stdout(printed):
        chosen.command(chosen)
    return printed.getvalue()


class RegistryProcess:
    """`takedown-registry serve` on a folder of its own, with its operator's settings.

    Args:
        log: file for what it writes down; else where the tests' own goes.
        flags: further ones of `serve`.

    Attributes:
        data, log: its folder, and the file for what it writes down.
        operators_url: where it answers its operator, with `--metrics` among the flags.
        url, root_key_id: as it printed them.
    """

    def __init__(
        self,
        data: Path,
        *,
        port: int = 0,
        database: str = "",
        workers: int = 1,
        log: Path | None = None,
        flags: Sequence[str] = (),
        **settings: object,
    ) -> None:
        self.data, self.log = data, log
        if not data.exists():
            bits = str(settings.pop("puzzle_bits", 0))
            registry_here("init", "--data", str(data), "--database", database, "--puzzle-bits", bits)
            if settings:
                file = data / "registry.json"
                file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **settings}), "utf-8")
        command = [sys.executable, "-m", "takedown_registry", "serve", "--data", str(data)]
        with log.open("ab") if log else nullcontext() as stderr:
            self._process = subprocess.Popen(
                [*command, "--port", str(port), "--workers", str(workers), *flags],
                cwd=APP,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        assert self._process.stdout
        greeting = json.loads(self._process.stdout.readline())
        self.operators_url: str = greeting.get("metrics", "")
        self.url: str = greeting["url"]
        self.root_key_id: str = greeting["root_key_id"]

    @property
    def address(self) -> str:
        return f"{self.url}#{self.root_key_id}"

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def add_platform(self, name: str) -> Platform:
        printed = registry_here("platform", "add", name, "--data", str(self.data), "--json")
        return Platform(self.url, json.loads(printed))

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        self._process.kill()
        self._end()

    def stop(self) -> None:
        self._process.terminate()
        self._end()

    def _end(self) -> None:
        self._process.wait(20)
        if self._process.stdout:
            self._process.stdout.close()


class Platform:
    """A platform that runs the unmodified `threatexchange` client."""

    def __init__(self, url: str, keys: dict[str, Any]) -> None:
        self.name: str = keys["name"]
        self.keys = keys
        self.url = url
        self.api = StopNCIIAPI(
            subscription_key=keys["subscription_key"],
            fetch_function_key=keys["fetch_function_key"],
            additional_function_keys={
                StopNCIIEndpoint.SubmitFeedback: keys["feedback_function_key"],
                StopNCIIEndpoint.SubmitHashes: keys["submit_function_key"],
            },
            base_url_override=f"{url}/v1",
        )

    def acknowledge(self, ack_token: str) -> None:
        self._post("Acknowledge", {"ackToken": ack_token})

    def tell(self, value: str, word: str) -> dict[str, Any]:
        """Give feedback on one fingerprint; returns what the registry answers."""
        said = {"hashValue": value, "feedbackValue": word, "tags": []}
        return self._post("SubmitFeedback", {"count": 1, "hashFeedbacks": [said]})

    def _post(self, endpoint: str, content: dict[str, Any]) -> dict[str, Any]:
        name = endpoint.removeprefix("Submit").lower()
        answer = requests.post(
            f"{self.url}/v1/{endpoint}",
            json=content,
            headers={
                "x-functions-key": self.keys[f"{name}_function_key"],
                "Ocp-Apim-Subscription-Key": self.keys["subscription_key"],
            },
            timeout=20,
        )
        answer.raise_for_status()
        return dict(answer.json())
