#!/bin/sh
# What `try.sh` does inside the booted system: README.md from "Install" to "Back up", with what it must show.
set -eu

C="--config /etc/takedown-registry/registry.toml"
registry() { runuser -u takedown-registry -- /opt/takedown-registry/.venv/bin/takedown-registry "$@"; }
say() { echo "ok: $*"; }
W=/var/lib/takedown-registry
sign() {
    registry keys request $C --out $W/request.json
    registry keys sign --root-key /run/root-key/root.json --request $W/request.json --out $W/signed.json
    registry keys install $W/signed.json $C
    rm $W/request.json $W/signed.json
}
main_pid() { systemctl show --property=MainPID --value takedown-registry; }
ask() { /opt/takedown-registry/.venv/bin/python -c "import sys, urllib.request as u; print(u.urlopen(sys.argv[1], timeout=5).read().decode())" "$1"; }
until_ready() {
    for _ in $(seq 60); do ask http://127.0.0.1:8742/readyz >/dev/null 2>&1 && return; sleep 1; done
    journalctl --unit takedown-registry --no-pager | tail -n 20
    return 1
}

for _ in $(seq 30); do su postgres -c "psql -qc 'select 1'" >/dev/null 2>&1 && break; sleep 1; done
# What an earlier try left.
su postgres -c "dropdb --if-exists takedown && dropuser --if-exists takedown-registry"
find $W -mindepth 1 -delete
su postgres -c "createuser takedown-registry && createdb --owner=takedown-registry takedown"
install -d -m 700 -o takedown-registry /run/root-key
identity=$(registry init $C --root-key /run/root-key/root.json | awk '/root_key_id/ {print $2}')
sign
registry config check $C
say "made, signed and checked by the commands of README.md"

systemctl start takedown-registry
until_ready
systemctl is-active takedown-registry
registry platform add "Platform A" $C --json >/run/platform.json
sign
ask http://127.0.0.1:8741/.well-known/takedown-registry | grep -q payload
say "started, ready, takes a platform, describes itself"

pid=$(main_pid)
status() { awk -v name="$1:" '$1 == name {print $2}' "/proc/$pid/status"; }
[ "$(status NoNewPrivs)" = 1 ] && [ "$(status Seccomp)" = 2 ] && [ "$(status CapEff)" = 0000000000000000 ]
[ "$(ps -o user:32= -p "$pid" | tr -d ' ')" = takedown-registry ]
awk '/Max core file size/ {print $5}' "/proc/$pid/limits" | grep -qx 0
! nsenter --target "$pid" --mount -- sh -c 'echo x >/opt/takedown-registry/x' 2>/dev/null
! nsenter --target "$pid" --mount -- sh -c 'echo x >/etc/x' 2>/dev/null
nsenter --target "$pid" --mount -- sh -c 'echo x >/var/lib/takedown-registry/x && rm /var/lib/takedown-registry/x'
say "no privileges, a filter of system calls, no core files; only its own folder can be written"

registry keys rotate $C >/dev/null
sign
printf '%s\n' 'a passphrase for a trial, not short' >$W/passphrase
chown takedown-registry $W/passphrase
chmod 600 $W/passphrase
registry backup $C --out $W/backup --passphrase-file $W/passphrase
registry audit export $C --out $W/log.json
registry audit verify $W/log.json \
    --registry "$identity"
registry review decisions $C
say "keys changed, backed up, log exported and verified while it runs"

kill -KILL "$pid"
sleep 8
until_ready
[ "$(main_pid)" != "$pid" ]
say "started again by itself after it was killed"

systemctl restart postgresql
until_ready
say "ready again after the database was restarted"

before=$(date +%s)
systemctl stop takedown-registry
[ "$(systemctl show --property=Result --value takedown-registry)" = success ]
echo "stopped within $(($(date +%s) - before)) s"
say "stopped in order"
journalctl --unit takedown-registry --no-pager --output=cat | grep '^{' | head -n 3
systemd-analyze security takedown-registry --no-pager | tail -n 1
journalctl --no-pager --priority=err | grep -i takedown || true
