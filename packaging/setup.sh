#!/bin/sh
# Brings what this checkout needs: system packages, a virtual environment, the locked Python packages.
# Usage: packaging/setup.sh run|window|test     Works on a minimal Debian 12; elsewhere it names what is missing.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

# Qt's own wheels expect these libraries of the system.
qt="libgl1 libegl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0
 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0
 libxcb-xkb1 libx11-xcb1 fonts-noto-cjk fonts-inter"
packages="python3-venv"
case $purpose in
  window) packages="$packages $qt" ;;
  # The oracle pdqhash and threatexchange build from source; the registry is tested with PostgreSQL too; strace
  # records what the store writes, so that power can be cut between any two writes, and whatever a session on a
  # screen of its own (xvfb) leaves behind; poppler reads case sheets back; the desktop's lock is told by D-Bus;
  # nginx is the registry's proxy.
  test) packages="$packages $qt g++ python3-dev git postgresql strace poppler-utils xvfb dbus-daemon nginx-light" ;;
esac

missing=""
if command -v dpkg-query >/dev/null 2>&1; then
  for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
fi
if [ -n "$missing" ]; then
  as_root=""
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"; else
      echo "Missing system packages. As root, and then run this again:" >&2
      echo "  apt-get install --no-install-recommends$missing" >&2
      exit 1
    fi
  fi
  echo "Installing system packages:$missing" >&2
  case " $missing " in *" postgresql "*)
    # The tests run a server of their own: Debian's package need not make one and start it.
    $as_root mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' |
      $as_root tee /etc/postgresql-common/createcluster.d/only-the-programs.conf >/dev/null ;;
  esac
  case " $missing " in *" nginx-light "*)
    # Nor may a web server start because of it. (systemctl unmask nginx, if you want one.)
    $as_root mkdir -p /etc/systemd/system
    $as_root ln -sf /dev/null /etc/systemd/system/nginx.service ;;
  esac
  # A list that cannot be refreshed is no reason to stop: the packages may still be found.
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2 || true
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >&2
fi

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Python 3.11 or newer is needed; found $("$python" --version)." >&2
  exit 1
}
[ -x .venv/bin/python ] || "$python" -m venv .venv

lock=packaging/requirements.lock
[ "$purpose" = test ] && lock=packaging/requirements-test.lock
stamp=.venv/installed-$(basename "$lock")
# What is installed follows from the lock and, for the commands in .venv/bin, from pyproject.toml.
if ! cat "$lock" pyproject.toml | cmp -s - "$stamp"; then
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$lock" >&2
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . >&2
  cat "$lock" pyproject.toml >"$stamp"
fi
# The app itself never writes byte code (it would tell when the app was first used), so it is made here; without,
# each start would compile every module anew.
.venv/bin/python -m compileall -q app >&2 || true
