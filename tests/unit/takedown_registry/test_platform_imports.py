"""Only who uses `threatexchange` needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from support.registry import APP

WITHOUT = """
import sys
for missing in {missing!r}:
    sys.modules[missing] = None  # importing it fails from now on
sys.argv[1:] = {arguments!r}
{code}
"""


def run_without(missing: list[str], code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = WITHOUT.format(missing=missing, arguments=list(arguments), code=code)
    return subprocess.run(
        [sys.executable, "-c", script], cwd=APP, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_registry_needs_neither_threatexchange_nor_requests() -> None:
    code = "from takedown_registry.cli import run; run(['pull', '--help'])"
    done = run_without(["threatexchange", "faiss", "requests"], code)
    assert (done.returncode, "--into-hma" in done.stdout) == (0, True), done.stderr


def test_pulling_into_hma_needs_no_threatexchange() -> None:
    code = "import takedown_registry.platform.pull_command, takedown_registry.platform.practice"
    assert run_without(["threatexchange", "faiss"], code).returncode == 0


@pytest.mark.parametrize("module", ["exchange", "signal_type"])
def test_the_extensions_say_what_is_missing(module: str) -> None:
    done = run_without(["threatexchange"], f"import takedown_registry.platform.{module}")
    assert "threatexchange" in done.stderr
