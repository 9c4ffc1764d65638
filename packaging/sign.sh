#!/bin/sh
# Signs a folder of files to release: writes SHA256SUMS and SHA256SUMS.sig there. verify.sh is the other side.
# Usage: packaging/sign.sh SECRET_KEY.pem FOLDER
# A key is made once, kept off the network and never in the repository:
#     openssl genpkey -algorithm ed25519 -out SECRET_KEY.pem; openssl pkey -in SECRET_KEY.pem -pubout -out KEY.pem
set -eu
[ $# = 2 ] || { echo "usage: sh sign.sh SECRET_KEY.pem FOLDER" >&2; exit 2; }
key=$(realpath "$1")
cd "$2"
rm -f SHA256SUMS SHA256SUMS.sig
find . -maxdepth 1 -type f -printf '%f\n' | LC_ALL=C sort | xargs -d '\n' sha256sum -- >"$key.sums"
mv "$key.sums" SHA256SUMS
openssl pkeyutl -sign -inkey "$key" -rawin -in SHA256SUMS -out SHA256SUMS.sig
wc -l SHA256SUMS
