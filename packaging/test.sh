#!/bin/sh
# Sets everything up and runs every check: style, types, architecture, tests. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
sh packaging/setup.sh test
export QT_QPA_PLATFORM=offscreen
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
PYTHONPATH=app .venv/bin/lint-imports
# Two at once, on two cores; `-n 0` runs them one after another.
exec .venv/bin/python -m pytest -n 2 --dist worksteal "$@"
