#!/bin/sh
# Unpacks the portable archive, keeps a case with it, and looks that nothing was written anywhere else.
# Usage: packaging/try-portable.sh ARCHIVE     Needs strace, to see every file that is made by any of its processes.
set -eu
archive=$(realpath "$1")
stick=$(mktemp -d)
trap 'rm -rf "$stick"' EXIT INT TERM
mkdir "$stick/home" "$stick/data"
tar -C "$stick" -xf "$archive"
printf 'four quiet plain words' >"$stick/words"
cd /
use() {
  env -i HOME="$stick/home" XDG_DATA_HOME="$stick/data" PATH=/usr/bin:/bin LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen \
    strace -f -qq -o "$stick/calls" -e trace=open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,mknod,link,linkat \
    "$stick/stillmark/stillmark" "$@" >"$stick/out" 2>&1
  grep -E 'O_CREAT|O_WRONLY|O_RDWR|mkdir|rename|mknod|creat\(|link(at)?\(' "$stick/calls" |
    grep -v ' = -1 ' | grep -vE '"(/dev/(null|shm/[^"]*|tty)|/proc/[^"]*)"' | grep -v "\"$stick/stillmark/kept" || true
}
elsewhere=$(use vault create --passphrase-file "$stick/words"; use vault cases --passphrase-file "$stick/words"; use doctor)
[ -e "$stick/stillmark/kept/store.key" ] || { cat "$stick/out"; echo "FAILED: nothing was kept" >&2; exit 1; }
[ -z "$elsewhere" ] || { echo "$elsewhere"; echo "FAILED: written elsewhere" >&2; exit 1; }
[ -z "$(find "$stick/home" "$stick/data" -mindepth 1)" ] || { echo "FAILED: files at home" >&2; exit 1; }
use vault wipe --yes >/dev/null
[ ! -e "$stick/stillmark/kept" ] || { echo "FAILED: something stays after wiping" >&2; exit 1; }
echo "portable: kept beside the program alone, wiped without a rest"
