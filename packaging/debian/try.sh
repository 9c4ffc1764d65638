#!/bin/sh
# Installs the .deb in a minimal Debian, uses it there, removes it, and looks at what is left.
# Usage, as root: packaging/debian/try.sh PACKAGE.deb SYSTEM_FOLDER [PICTURES_FOLDER]
# SYSTEM_FOLDER: a minimal Debian 12, made with debootstrap if it is not there. Screenshots go to PICTURES_FOLDER.
set -eu
deb=$(realpath "$1")
root=$(realpath -m "$2")
pictures=$(realpath -m "${3:-.}")
[ -e "$root/bin/sh" ] || debootstrap --variant=minbase bookworm "$root" >/dev/null
mkdir -p "$pictures" "$root/dev/pts"
cp /etc/resolv.conf "$root/etc/resolv.conf"
bound=""
release() { for each in $bound; do umount -l "$root/$each"; done; }
trap release EXIT INT TERM
for each in proc sys dev dev/pts; do
  mount --bind "/$each" "$root/$each"
  bound="$each $bound"
done
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
  DEBIAN_FRONTEND=noninteractive "$@"; }
as_user() { inside runuser -u user -- env HOME=/home/user "$@"; }
files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp \
  -o -path ./var/log -o -path ./var/cache -o -path ./var/lib/apt \) -prune -o -print | sort); }
fail() { echo "FAILED: $*" >&2; exit 1; }

inside apt-get -q update >/dev/null
inside apt-get -q install -y --no-install-recommends xvfb x11-apps imagemagick fonts-inter fonts-noto-cjk >/dev/null 2>&1
inside id user >/dev/null 2>&1 || inside useradd -m user
# What an earlier try that failed left there.
inside dpkg --purge stillmark >/dev/null 2>&1 || true
inside apt-get -q autoremove -y --purge >/dev/null
rm -rf "$root/home/user/.local"
cp "$deb" "$root/tmp/stillmark.deb"
files >"$root/tmp/before"

inside apt-get -q install -y --no-install-recommends /tmp/stillmark.deb >"$root/tmp/install.log" 2>&1 ||
  { tail -20 "$root/tmp/install.log"; fail "does not install"; }
echo "installed: $(inside dpkg-query -W -f '${Package} ${Version}, ${Installed-Size} KiB' stillmark)"

files >"$root/tmp/used-before"
as_user stillmark practice --no-window --json >"$root/tmp/practice.json" 2>/dev/null || fail "practice without a window"
echo "practice without a window: passed"
as_user stillmark doctor --json | tee "$root/tmp/doctor.json" | grep -o '"level": "[a-z]*"'
grep -q '"level": "sandbox"' "$root/tmp/doctor.json" || fail "the picture worker is not shut in"

for language in C.UTF-8 ko_KR.UTF-8; do
  as_user sh -c "Xvfb -displayfd 5 -screen 0 1280x800x24 -nolisten tcp 5>/tmp/display >/dev/null 2>&1 & screen=\$!
    sleep 2
    export DISPLAY=:\$(cat /tmp/display) LANG=$language LANGUAGE=$language
    stillmark practice >/dev/null 2>/tmp/window-errors & window=\$!
    for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      sleep 3
      kill -0 \$window || exit 1
      xwd -root -silent | convert xwd:- png:/tmp/window.png
      [ \$(convert /tmp/window.png -format %k info:) -lt 50 ] || break
    done
    kill \$window; sleep 1; kill \$screen" || fail "no window"
  cp "$root/tmp/window.png" "$pictures/installed-$language.png"
  [ "$(inside convert /tmp/window.png -format '%k' info:)" -gt 50 ] || fail "the window is empty"
  [ ! -s "$root/tmp/window-errors" ] || { cat "$root/tmp/window-errors"; fail "the window complains"; }
done
echo "window: opened, two pictures in $pictures"
files >"$root/tmp/used-after"
diff "$root/tmp/used-before" "$root/tmp/used-after" >"$root/tmp/traces" || { cat "$root/tmp/traces"; fail "using it left files"; }
echo "files left by using it: 0"

# A kept case goes through an upgrade, stays if nobody is there to be asked, and goes if that is what was answered.
printf 'four quiet plain words' >"$root/tmp/words"
keep() { as_user stillmark vault create --passphrase-file /tmp/words >/dev/null; }
state() { as_user sh -c 'cd ~/.local/share/stillmark && sha256sum -- * && stat -c "%n %a %u %i" . *'; }
kept() { as_user stillmark vault cases --passphrase-file /tmp/words >/dev/null; }
remove() { inside apt-get -q remove -y --autoremove --purge stillmark >"$root/tmp/remove.log" 2>&1 ||
  { tail -20 "$root/tmp/remove.log"; fail "does not go away"; }; }
keep && kept || fail "nothing could be kept"
before=$(state)
rm -rf "$root/tmp/later"
dpkg-deb -R "$deb" "$root/tmp/later"
sed -i 's/^Version: .*/&+later/' "$root/tmp/later/DEBIAN/control"
dpkg-deb --root-owner-group -Znone --build "$root/tmp/later" "$root/tmp/later.deb" >/dev/null
inside apt-get -q install -y --no-install-recommends /tmp/later.deb >"$root/tmp/install.log" 2>&1 ||
  { tail -20 "$root/tmp/install.log"; fail "does not upgrade"; }
inside dpkg-query -W -f '${Version}' stillmark | grep -q '+later$' || fail "was not upgraded"
[ "$before" = "$(state)" ] || fail "the upgrade touched what was kept"
kept || fail "what was kept does not open after the upgrade"
echo "upgraded: what was kept is untouched and opens"
remove
[ -e "$root/home/user/.local/share/stillmark/store.key" ] || fail "unattended removal destroyed what was kept"
echo "removed unattended: what was kept is still there"
inside apt-get -q install -y --no-install-recommends /tmp/stillmark.deb >/dev/null 2>&1
echo 'stillmark stillmark/forget boolean true' | inside debconf-set-selections
remove
[ ! -e "$root/home/user/.local/share/stillmark" ] || fail "what was kept is still there"
echo "removed, answered yes: what was kept is gone"

rmdir "$root/home/user/.local/share" "$root/home/user/.local" 2>/dev/null || true
files >"$root/tmp/after"
diff "$root/tmp/before" "$root/tmp/after" >"$root/tmp/left" || { cat "$root/tmp/left"; fail "removal left files"; }
echo "files left by removal: 0"
echo "where the system's own records still name it:"
(cd "$root" && grep -rl stillmark etc var home root usr/share 2>/dev/null | sed 's/^/  /') || echo "  nowhere"
