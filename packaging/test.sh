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
if [ $# -gt 0 ]; then exec .venv/bin/python -m pytest "$@"; fi
# Two at once, on two cores; then those that stop and time processes, by themselves.
.venv/bin/python -m pytest -n 2 --dist worksteal -m "not alone"
exec .venv/bin/python -m pytest -m alone
