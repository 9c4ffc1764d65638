#!/bin/sh
# Compares two builds bit for bit: every file's bytes, its mode and where links lead.
# Usage: packaging/compare.sh ONE_FOLDER OTHER_FOLDER
set -eu
list() {
  (cd "$1" && find . \( -type f -printf '%m %p ' -exec sh -c 'sha256sum <"$1" | cut -c1-64' _ {} \; \) \
    -o \( -type l -printf '%p -> %l\n' \) | LC_ALL=C sort)
}
one=$(mktemp) other=$(mktemp)
trap 'rm -f "$one" "$other"' EXIT
list "$1" >"$one"
list "$2" >"$other"
[ -s "$one" ] || { echo "$1 is empty" >&2; exit 2; }
diff "$one" "$other" || { echo "The two builds differ." >&2; exit 1; }
echo "the same: $(wc -l <"$one") files and links"
