# Builds dist\stillmark on Windows, the portable ZIP, and the installer if Inno Setup is there. Not run yet.
# Usage: powershell -File packaging\windows\build.ps1
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$env:PYTHONHASHSEED = "0"
$env:PYTHONDONTWRITEBYTECODE = "1"
$work = Join-Path ([IO.Path]::GetTempPath()) ("build-app." + [Guid]::NewGuid())

function Run { & $args[0] $args[1..($args.Length - 1)]; if ($LASTEXITCODE) { throw "failed: $args" } }

try {
  Run python -m venv "$work\venv"
  $python = "$work\venv\Scripts\python.exe"
  foreach ($lock in "packaging\requirements.lock", "packaging\frozen\build-requirements.lock") {
    Run $python -m pip install -q --disable-pip-version-check --no-compile --require-hashes -r $lock
  }
  Run $python -m hatchling build -t wheel -d "$work\wheel"
  Run $python -m pip install -q --no-compile --no-deps --no-index (Get-Item "$work\wheel\*.whl").FullName
  Run $python -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath "$work\work" `
    packaging\frozen\stillmark.spec
  $version = (Select-String -Path pyproject.toml -Pattern '^version = "(.*)"').Matches[0].Groups[1].Value
  # The portable copy: a file named portable beside the program keeps everything there.
  New-Item -ItemType File -Force dist\stillmark\portable | Out-Null
  Compress-Archive -Force -Path dist\stillmark -DestinationPath "dist\stillmark-$version-windows-portable.zip"
  Remove-Item dist\stillmark\portable
  if (Get-Command iscc -ErrorAction SilentlyContinue) {
    Run iscc "/DVersion=$version" /Odist packaging\windows\stillmark.iss
  }
} finally {
  if (Test-Path $work) { Remove-Item -Recurse -Force $work }
}
