#!/bin/sh
# Builds wheel and sdist, and from the wheel the frozen app, dist/stillmark/, in an environment of its own made from
# the hash-pinned locks; beside it the list of all that is in it (sbom.cdx.json) and the licences (notices/).
# Usage: packaging/build-app.sh [OUTPUT_FOLDER]     On Debian 12: python3-venv, libpython3.11, gcc, binutils.
# The same source, locks and Python give the same bytes. PYTHON names another interpreter than the system's.
set -eu
cd "$(dirname "$0")/.."
out=${1:-dist}
mkdir -p "$out"
out=$(cd "$out" && pwd)
python=${PYTHON:-/usr/bin/python3}
for tool in "$python" gcc objdump strip readelf; do
  command -v "$tool" >/dev/null 2>&1 || { echo "Missing: $tool" >&2; exit 1; }
done

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1735689600)}
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8 TZ=UTC
umask 022

work=$(mktemp -d "${TMPDIR:-/tmp}/build-app.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
"$python" -m venv "$work/venv"
install="$work/venv/bin/python -m pip install -q --disable-pip-version-check --no-compile"
$install --require-hashes -r packaging/requirements.lock
$install --require-hashes -r packaging/frozen/build-requirements.lock
# What is frozen is the wheel, as it would be released.
"$work/venv/bin/python" -m hatchling build -t sdist -t wheel -d "$work/wheel" >"$work/log" 2>&1 || {
  cat "$work/log" >&2
  exit 1
}
$install --no-deps --no-index "$work"/wheel/*.whl

site=$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
"$work/venv/bin/python" packaging/frozen/lean.py "$site"
"$work/venv/bin/python" -m PyInstaller --noconfirm --log-level WARN \
  --distpath "$work/dist" --workpath "$work/work" packaging/frozen/stillmark.spec
rm -rf "$out/stillmark"
cp -R "$work/dist/stillmark" "$out/stillmark"
cp "$work"/wheel/* "$out/"
"$work/venv/bin/python" packaging/frozen/inventory.py "$out/stillmark" "$work/work/stillmark" "$out"
python3 packaging/check_sbom.py "$out/sbom.cdx.json" "$out/stillmark"
find "$out/stillmark" "$out/notices" "$out/sbom.cdx.json" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
du -sm "$out/stillmark"
