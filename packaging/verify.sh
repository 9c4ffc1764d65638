#!/bin/sh
# Verifies a release: that the files in a folder are those that were signed, all of them and no others.
#
#     sh verify.sh KEY.pem FOLDER
#
# KEY.pem is the public key of whoever releases. Get it by another way than the files: whoever can change the files can
# change a key that lies beside them. Needs openssl (3 or newer) and sha256sum, as every Linux has them. It writes
# nothing. What it does, so that you can do it by hand:
#
# 1. SHA256SUMS was signed with that key (Ed25519):
#      openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig
# 2. every file that SHA256SUMS names has the bytes it says:
#      sha256sum --check --strict SHA256SUMS
# 3. there is no file that it does not name.
set -eu
[ $# = 2 ] || { echo "usage: sh verify.sh KEY.pem FOLDER" >&2; exit 2; }
key=$(realpath "$1")
cd "$2"

refuse() { echo "NOT VERIFIED: $*. Do not install these files." >&2; exit 1; }

openssl pkey -pubin -in "$key" -noout -text 2>/dev/null | grep -qi ed25519 || refuse "$1 is no Ed25519 public key"
openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig >/dev/null 2>&1 ||
  refuse "SHA256SUMS was not signed with this key"
sha256sum --check --strict --quiet SHA256SUMS >/dev/null 2>&1 || refuse "a file is missing or was changed"
for file in * .[!.]*; do
  case $file in SHA256SUMS | SHA256SUMS.sig | '.[!.]*') continue ;; esac
  [ -f "$file" ] && [ ! -h "$file" ] || refuse "$file is not a plain file"
  grep -qxF "$(sha256sum <"$file" | cut -c1-64)  $file" SHA256SUMS || refuse "$file was not signed"
done
echo "verified: $(wc -l <SHA256SUMS) files, as they were signed"
