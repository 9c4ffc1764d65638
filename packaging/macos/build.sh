#!/bin/sh
# Builds dist/Stillmark.app and dist/stillmark-VERSION.dmg on macOS. Not run yet.
# With SIGN_AS set to a Developer ID, everything in it is signed with the hardened runtime (by PyInstaller, as the spec
# says); with NOTARY_PROFILE too, Apple is asked to notarise it.
set -eu
cd "$(dirname "$0")/../.."
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
"${PYTHON:-python3}" -m venv "$work/venv"
python=$work/venv/bin/python
for lock in packaging/requirements.lock packaging/frozen/build-requirements.lock; do
  "$python" -m pip install -q --disable-pip-version-check --no-compile --require-hashes -r "$lock"
done
"$python" -m hatchling build -t wheel -d "$work/wheel"
"$python" -m pip install -q --no-compile --no-deps --no-index "$work"/wheel/*.whl
"$python" -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath "$work/work" packaging/frozen/stillmark.spec

app=dist/Stillmark.app
if [ -n "${SIGN_AS:-}" ]; then
  codesign --verify --deep --strict "$app"
fi
dmg=dist/stillmark-$version.dmg
rm -f "$dmg"
hdiutil create -quiet -volname Stillmark -srcfolder "$app" -format UDZO "$dmg"
if [ -n "${NOTARY_PROFILE:-}" ]; then
  xcrun notarytool submit "$dmg" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$dmg"
fi
echo "$dmg"
