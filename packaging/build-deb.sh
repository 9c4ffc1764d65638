#!/bin/sh
# Builds dist/stillmark_VERSION_ARCH.deb from the frozen app, with dpkg-deb alone; the same input, the same bytes.
# Usage: packaging/build-deb.sh [OUTPUT_FOLDER]     OUTPUT_FOLDER holds stillmark/, from packaging/build-app.sh.
set -eu
cd "$(dirname "$0")/.."
out=$(cd "${1:-dist}" && pwd)
[ -x "$out/stillmark/stillmark" ] || { echo "First: sh packaging/build-app.sh $out" >&2; exit 1; }
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1735689600)}
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC
umask 022
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
architecture=$(dpkg --print-architecture)
date=$(date -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)

work=$(mktemp -d "${TMPDIR:-/tmp}/build-deb.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
root=$work/root
share=$root/usr/share
doc=$share/doc/stillmark
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/lib" "$doc" "$share/applications" "$share/metainfo" \
  "$share/man/man1" "$share/icons/hicolor/scalable/apps" "$share/lintian/overrides"
cp -R "$out/stillmark" "$root/usr/lib/stillmark"
ln -s ../lib/stillmark/stillmark "$root/usr/bin/stillmark"
cp packaging/debian/stillmark.desktop "$share/applications/"
sed "s/@VERSION@/$version/; s/@DATE@/$date/" packaging/debian/stillmark.metainfo.xml \
  >"$share/metainfo/org.stillmark.Stillmark.metainfo.xml"
cp assets/icon/stillmark.svg "$share/icons/hicolor/scalable/apps/"
cp packaging/debian/lintian-overrides "$share/lintian/overrides/stillmark"
cp packaging/debian/copyright packaging/centre.md "$doc/"
for extra in sbom.cdx.json notices; do
  [ ! -e "$out/$extra" ] || cp -R "$out/$extra" "$doc/"
done
gzip -9n <packaging/debian/stillmark.1 >"$share/man/man1/stillmark.1.gz"
printf 'stillmark (%s) stable; urgency=medium\n\n  * Built from source.\n\n -- Stillmark <stillmark@localhost>  %s\n' \
  "$version" "$(date -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.gz"
install -m 755 packaging/debian/prerm "$root/DEBIAN/prerm"
cp packaging/debian/templates "$root/DEBIAN/"

find "$root" -type d -exec chmod 755 {} +
find "$root/usr" -type f -exec chmod 644 {} +
chmod 755 "$root/usr/lib/stillmark/stillmark"

# What Qt expects of the system, found in the files themselves.
mkdir "$work/debian"
printf 'Source: stillmark\n\nPackage: stillmark\nArchitecture: any\n' >"$work/debian/control"
find "$root/usr/lib/stillmark" -type f \( -name '*.so*' -o -name stillmark \) | sort >"$work/files"
private=$(sed 's|/[^/]*$||' "$work/files" | sort -u | sed 's|^|-l|')
# Those of Python's own libraries that come along are not asked of the system.
within="-xlibssl3 -xlibsqlite3-0 -xlibexpat1 -xlibffi8 -xliblzma5 -xlibbz2-1.0 -xlibuuid1 -xzlib1g"
# shellcheck disable=SC2046,SC2086
depends=$(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info $within $private $(sed 's|^|-e|' "$work/files") \
  2>"$work/shlibdeps.log" | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || { cat "$work/shlibdeps.log" >&2; exit 1; }

cat >"$root/DEBIAN/control" <<CONTROL
Package: stillmark
Version: $version
Architecture: $architecture
Maintainer: Stillmark <stillmark@localhost>
Installed-Size: $(find "$root/usr" -type f -printf '%s\n' | awk '{ s += int(($1 + 1023) / 1024) } END { print s }')
Depends: $depends, debconf (>= 0.5) | debconf-2.0
Recommends: fonts-inter, fonts-noto-cjk | fonts-nanum
Section: utils
Priority: optional
Description: make digital fingerprints of files
 Computes digital fingerprints of files on this computer. The files stay where
 they are.
CONTROL
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
find "$root/DEBIAN" -type f ! -name prerm -exec chmod 644 {} +
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
name=stillmark_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz -z6 --threads-max=1 --build "$root" "$out/$name" >/dev/null
echo "$out/$name"
