#!/bin/sh
# The whole proof of what is released, on Debian 12, about 20 minutes and 6 GB: two builds in different places, compared
# bit for bit; the figures against the source; the .deb in a minimal Debian. As root, with debootstrap, lintian, strace,
# desktop-file-utils and appstream.
# Usage: packaging/prove.sh WORK_FOLDER
set -eu
cd "$(dirname "$0")/.."
work=${1:?where to work}
mkdir -p "$work/one" "$work/another place/source"
work=$(cd "$work" && pwd)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

sh packaging/build-app.sh "$work/one"
sh packaging/build-deb.sh "$work/one"
sh packaging/build-portable.sh "$work/one"
# The second time from another folder, at another time, with another temporary folder and another umask.
git archive HEAD | tar -x -C "$work/another place/source"
for script in build-app build-deb build-portable; do
  (umask 077; TMPDIR=$work sh "$work/another place/source/packaging/$script.sh" "$work/two")
done
sh packaging/compare.sh "$work/one" "$work/two"

lintian --fail-on error,warning "$work"/one/*.deb
desktop-file-validate packaging/debian/stillmark.desktop
dpkg-deb --fsys-tarfile "$work"/one/*.deb | tar -x -O ./usr/share/metainfo/org.stillmark.Stillmark.metainfo.xml \
  >"$work/metainfo.xml"
appstreamcli validate --no-net "$work/metainfo.xml"
sh packaging/try-portable.sh "$work"/one/*-portable.tar.xz
sh packaging/setup.sh test
.venv/bin/python packaging/same.py "$work/one/stillmark"
missed=""
.venv/bin/python tests/benchmarks/packaged.py "$work/one/stillmark" ||
  missed=", but for an aim of the figures: measure again when nothing else runs"
[ "$(id -u)" = 0 ] || { echo "Not root: the .deb was not tried." >&2; exit 1; }
sh packaging/debian/try.sh "$work"/one/*.deb "$work/system" "$work/pictures"
echo "proved$missed"
