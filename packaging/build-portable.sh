#!/bin/sh
# Builds the portable archive from the frozen app: unpack it on a stick, start stillmark/stillmark.
# The file `portable` beside the program makes it keep everything there (stillmark/kept), nothing on the computer.
# Usage: packaging/build-portable.sh [OUTPUT_FOLDER]     OUTPUT_FOLDER holds stillmark/, from packaging/build-app.sh.
set -eu
cd "$(dirname "$0")/.."
out=$(cd "${1:-dist}" && pwd)
[ -x "$out/stillmark/stillmark" ] || { echo "First: sh packaging/build-app.sh $out" >&2; exit 1; }
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1735689600)}
umask 022
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
work=$(mktemp -d "${TMPDIR:-/tmp}/build-portable.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
cp -R "$out/stillmark" "$work/stillmark"
: >"$work/stillmark/portable"
for extra in sbom.cdx.json notices; do
  [ ! -e "$out/$extra" ] || cp -R "$out/$extra" "$work/stillmark/"
done
name=stillmark-$version-linux-$(uname -m)-portable.tar.xz
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu -c stillmark |
  xz -6 -T1 >"$out/$name"
echo "$out/$name"
