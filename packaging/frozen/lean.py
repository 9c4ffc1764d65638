"""Takes out of the build environment what would be shipped and never run.

    python lean.py SITE_PACKAGES

- Encoders, network and devices of FFmpeg: other libraries name these as needed, so each is replaced by an
  empty one of the same name, whose functions all return 0. An encoder then says that it is not there;
  nothing else calls into them. What only they needed is not collected any more.
- Of the tables of ICU (which Qt sorts with), those of other languages than the window's.
- Debugging symbols.

Needs gcc and binutils; the same input gives the same bytes.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

EMPTIED = {
    "av.libs": (
        *("libx264-", "libx265-", "libSvtAv1Enc-", "libmp3lame-", "libvpl-"),  # encoders
        *("libasound-", "libxcb-", "libdrm-"),  # sound cards and screens, to record from
        "libgnutls-",  # TLS for FFmpeg's own network protocols
    ),
    "pillow_heif.libs": ("libx265-",),
    "pillow.libs": ("libxcb-",),  # screenshots
}
"""Folder of libraries: beginnings of names."""

ICU_KEPT = re.compile(
    r"[^/]+\.(icu|nrm)"
    r"|((coll|curr|lang|region|unit|zone)/)?(root|pool|res_index|supplementalData|tzdbNames)\.(res|icu)"
    r"|coll/(ucadata\.icu|(en|ko)\w*\.res)|(en|ko)(_\w+)?\.res"
    r"|(keyTypeData|timezoneTypes|zoneinfo64|metaZones|windowsZones|likelySubtags|langInfo|metadata|plurals"
    r"|numberingSystems|pluralRanges|dayPeriods|genderList|icustd|icuver|currencyNumericCodes|units"
    r"|grammaticalFeatures)\.res"
)
"""Tables that stay: what holds for every language, and English and Korean."""

_SYMBOL = re.compile(
    r"^[0-9a-f]+ (?P<flags>.{7}) (?P<section>\S+)\s+(?P<size>[0-9a-f]+)\s+"
    r"(?:(?P<old>\()?(?P<version>[A-Za-z_][\w.]*)\)?\s+)?(?P<name>[A-Za-z_]\w*)$",
    re.MULTILINE,
)


def main(site: Path) -> int:
    """Make the environment lean; 0, or a word on what is not where it was."""
    wanted = frozenset(
        symbol["name"]
        for library in site.rglob("*.so*")
        for symbol in _SYMBOL.finditer(_told("objdump", "-T", library))
        if symbol["section"] == "*UND*"
    )
    for folder, beginnings in EMPTIED.items():
        for beginning in beginnings:
            for library in _found(site / folder, beginning + "*"):
                empty(library, wanted)
    for library in _found(site / "PySide6/Qt/lib", "libicudata.so.*"):
        narrow(library)
    for library in sorted(site.rglob("*.so*")):
        if library.is_file() and not library.is_symlink():
            strip(library)
    return 0


def empty(library: Path, wanted: frozenset[str]) -> None:
    """Replace a library by one that holds nothing and exports what others want of it.

    Nothing more: a C++ library also exports pieces of the standard library, and would stand in for theirs.
    """
    code, versions = [], set()
    for number, symbol in enumerate(
        sorted(_SYMBOL.finditer(_told("objdump", "-T", library)), key=lambda m: m[0][17:])
    ):
        if symbol["name"] not in wanted or symbol["section"] in {"*UND*", "*ABS*"} or "w" in symbol["flags"]:
            continue
        plain = symbol["version"] in {None, "Base"}
        name = symbol["name"] if plain else f"empty_{number}"
        is_data = symbol["flags"].endswith("O")
        code.append(
            f"char {name}[{max(int(symbol['size'], 16), 1)}];"
            if is_data
            else f"int {name}(void) {{ return 0; }}"
        )
        if not plain:
            versions.add(symbol["version"])
            at = "@" if symbol["old"] else "@@"
            code.append(f'__asm__(".symver {name}, {symbol["name"]}{at}{symbol["version"]}");')
    _compile(
        library, "\n".join(code), "".join(f"{each} {{ local: empty_*; }};\n" for each in sorted(versions))
    )


def narrow(library: Path) -> None:
    """Leave only `ICU_KEPT` in a library of ICU's tables (their form: ICU, source/common/ucmndata.h)."""
    symbol = re.search(r"^([0-9a-f]+) .*\s(icudt\d+_dat)$", _told("objdump", "-T", library), re.MULTILINE)
    section = re.search(
        r"^\s*\d+ \.rodata\s+\w+\s+(\w+)\s+\w+\s+(\w+)", _told("objdump", "-h", library), re.MULTILINE
    )
    if not symbol or not section:
        sys.exit(f"{library.name} does not look like ICU's tables")
    data = library.read_bytes()
    data = data[int(symbol[1], 16) - int(section[1], 16) + int(section[2], 16) :]
    header = struct.unpack_from("<H", data)[0]
    (count,) = struct.unpack_from("<I", data, header)
    pairs = [struct.unpack_from("<II", data, header + 4 + 8 * number) for number in range(count)]
    starts = [*(at for _, at in pairs), None]
    kept = []
    for number, (name_at, at) in enumerate(pairs):
        name = data[header + name_at : data.index(b"\0", header + name_at)]
        # The last table's end is not written down; a word more than it needs does no harm.
        following = starts[number + 1]
        if ICU_KEPT.fullmatch(name.decode().partition("/")[2]):
            kept.append((name, data[header + at : None if following is None else header + following]))
    if len(kept) < 20:
        sys.exit(f"only {len(kept)} of {count} tables of {library.name} are known: look at lean.py again")
    names, tables, toc = b"", b"", b""
    names_at = 4 + 8 * len(kept)
    tables_at = names_at + sum(len(name) + 1 for name, _ in kept)
    tables_at += -(header + tables_at) % 16
    for name, table in kept:
        toc += struct.pack("<II", names_at + len(names), tables_at + len(tables))
        names += name + b"\0"
        tables += table + bytes(-len(table) % 16)
    body = struct.pack("<I", len(kept)) + toc + names
    whole = data[:header] + body + bytes(tables_at - len(body)) + tables
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder, "tables")
        packed.write_bytes(whole)
        _compile(
            library,
            f'__asm__(".section .rodata\\n.balign 16\\n.globl {symbol[2]}\\n.type {symbol[2]}, @object\\n"\n'
            f'".size {symbol[2]}, {len(whole)}\\n{symbol[2]}:\\n.incbin \\"{packed}\\"\\n.previous");',
            "",
        )


def strip(library: Path) -> None:
    """Take debugging symbols out, unless the loader would refuse the result: strip knows not every layout."""
    stripped = library.with_name(library.name + ".stripped")
    _told("strip", "--strip-unneeded", "-o", stripped, library)
    loaded = re.findall(
        r"^\s+LOAD\s+(0x\w+)\s+(0x\w+)\s.*\s(0x\w+)$", _told("readelf", "-lW", stripped), re.MULTILINE
    )
    if loaded and all((int(at, 16) - int(to, 16)) % int(unit, 16) == 0 for at, to, unit in loaded):
        stripped.chmod(library.stat().st_mode)
        stripped.replace(library)
    else:
        stripped.unlink()


def _found(folder: Path, pattern: str) -> list[Path]:
    found = sorted(folder.glob(pattern))
    if not found:
        sys.exit(f"{folder.name}/{pattern} is not there any more: look at lean.py again")
    return found


def _compile(library: Path, code: str, versions: str) -> None:
    soname = re.search(r"SONAME\s+(\S+)", _told("objdump", "-p", library))
    with tempfile.TemporaryDirectory() as folder:
        source, script = Path(folder, "library.c"), Path(folder, "versions")
        source.write_text(code + "\n", "utf-8")
        script.write_text(versions, "utf-8")
        subprocess.run(
            [
                *(
                    "gcc",
                    "-shared",
                    "-fPIC",
                    "-Os",
                    "-fno-builtin",
                    "-w",
                    "-nostdlib",
                    "-s",
                    "-Wl,--build-id=none",
                ),
                *("-Wl,-z,noexecstack", f"-Wl,-soname,{soname[1] if soname else library.name}"),
                *([f"-Wl,--version-script={script}"] if versions else []),
                *("-o", str(library), str(source)),
            ],
            check=True,
        )


def _told(*command: str | Path) -> str:
    return subprocess.run([str(each) for each in command], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
