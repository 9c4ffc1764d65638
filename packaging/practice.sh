#!/bin/sh
# Sets everything up and runs practice mode: the window with an embedded registry, or --no-window without a screen.
set -eu
cd "$(dirname "$0")/.."
purpose=window
for argument in "$@"; do
  [ "$argument" = --no-window ] && purpose=run
done
sh packaging/setup.sh "$purpose"
exec .venv/bin/stillmark practice "$@"
