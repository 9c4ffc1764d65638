#!/bin/sh
# Try the systemd unit for real: sh packaging/registry/try.sh SYSTEM_FOLDER
# Installs this checkout as README.md says into a minimal Debian 12 (made with debootstrap if it is not there), boots that
# with systemd-nspawn without any network, and uses the registry there. As root; debootstrap, systemd-container.
set -eu

[ $# -eq 1 ] || { echo "which folder for the system?" >&2; exit 2; }
checkout=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
system=$(cd "$1" && pwd)

[ -e "$system/bin/sh" ] || debootstrap --variant=minbase \
    --include=systemd,systemd-sysv,dbus,python3,python3-venv,postgresql,ca-certificates,procps bookworm "$system" >/dev/null
place="$system/opt/takedown-registry"
mkdir -p "$place"
git -C "$checkout" archive HEAD | tar -x -C "$place"
if [ ! -x "$place/.venv/bin/takedown-registry" ]; then
    cp /etc/resolv.conf "$system/etc/resolv.conf"
    chroot "$system" sh -ec 'cd /opt/takedown-registry; python3 -m venv .venv
        .venv/bin/pip install --quiet --require-hashes -r packaging/requirements.lock
        .venv/bin/pip install --quiet --no-deps --no-build-isolation -e .'
fi
chroot "$system" sh -ec 'cd /opt/takedown-registry
    id takedown-registry >/dev/null 2>&1 ||
        useradd --system --home-dir /var/lib/takedown-registry --no-create-home takedown-registry
    install -d -m 700 -o takedown-registry /var/lib/takedown-registry
    install -D -m 644 packaging/registry/registry.toml /etc/takedown-registry/registry.toml
    install -m 644 packaging/registry/takedown-registry.service /etc/systemd/system/
    install -m 755 packaging/registry/try-inside.sh /usr/local/sbin/try-inside
    rm -f /var/lib/tried'
cat >"$system/etc/systemd/system/try-inside.service" <<'UNIT'
[Unit]
After=multi-user.target postgresql.service
[Service]
Type=oneshot
ExecStart=/bin/sh -c '/usr/local/sbin/try-inside >/var/lib/tried 2>&1; echo "exit $?" >>/var/lib/tried; systemctl poweroff'
[Install]
WantedBy=multi-user.target
UNIT
ln -sf ../try-inside.service "$system/etc/systemd/system/multi-user.target.wants/try-inside.service"
timeout 300 systemd-nspawn --quiet --directory="$system" --boot --register=no --keep-unit --private-network >/dev/null 2>&1 || true
cat "$system/var/lib/tried"
tail -n 1 "$system/var/lib/tried" | grep -q '^exit 0$'
