"""Two languages that nobody speaks, made from the sources, to find texts that have no translation or no room.

    PYTHONPATH=app:tests python -m support.pseudo --out FOLDER [SCREEN...]

draws every screen in both (light and dark, 100 and 200 %) with an index. They are never shipped: `build`
makes their catalogues in a folder of its own, beside copies of the real ones.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from stillmark import resources

PROJECT = Path(__file__).parents[2]
LONG, MIRRORED = "en_XA", "ar_XB"
"""Left to right and right to left; both 40 % longer, with an accent on every letter, in brackets."""
FORMS = {LONG: 2, MIRRORED: 6}

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "áƀçđéƒğĥíĵķľɱñóþɋřšţúṽŵẋýžÁɃÇĐÉƑĞĤÍĴĶĽḾÑÓÞɊŘŠŢÚṼŴẊÝŽ"
_TABLE = str.maketrans(_PLAIN, _ACCENTED)
_KEPT = re.compile(r"(\{[^}]*\}|%n)")
_PATTERN = re.compile(r"[dMyHhm :.,]+")
_PADDING = "ţó řóóɱ ƒóř ŵóřđš "


def _load_update() -> ModuleType:
    path = PROJECT / "assets" / "i18n" / "update.py"
    spec = importlib.util.spec_from_file_location("i18n_update", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


update = _load_update()
"""`assets/i18n/update.py`."""


def marked(text: str) -> str:
    """Return a text with accents, in brackets, at least 40 % longer; fields and counts stay as they are."""
    parts = [part if _KEPT.fullmatch(part) else part.translate(_TABLE) for part in _KEPT.split(text)]
    wanted = -(-len(text) * 4 // 10)
    padding = (_PADDING * (wanted // len(_PADDING) + 1))[: max(0, wanted - 3)].rstrip()
    return f"[{''.join(parts)} {padding or '·'}]"


def translation(tag: str, context: str, source: str) -> str:
    """Return what a text reads in one of the two."""
    if context == "Dates" and _PATTERN.fullmatch(source):
        return source
    return marked(f"{tag[-1]} {source}" if context == "Language" else source)


def write_master(tag: str, file: Path) -> None:
    """Write the .ts file of one of the two."""
    root = ET.Element("TS", version="2.1", language=tag)
    contexts: dict[str, ET.Element] = {}
    for (context, source), plural in update.texts().items():
        if context not in contexts:
            contexts[context] = ET.SubElement(root, "context")
            ET.SubElement(contexts[context], "name").text = context
        message = ET.SubElement(contexts[context], "message", {"numerus": "yes"} if plural else {})
        ET.SubElement(message, "source").text = source
        made = ET.SubElement(message, "translation")
        if plural:
            for _ in range(FORMS[tag]):
                ET.SubElement(made, "numerusform").text = translation(tag, context, source)
        else:
            made.text = translation(tag, context, source)
    ET.ElementTree(root).write(file, "utf-8", xml_declaration=True)


_LINE = re.compile(r"(#+ |- |\d+\. |> |!?\[|)(.*?)(\]\([^)]*\)|)")


def marked_guide(markdown: str) -> str:
    """Return a guide in which every text is marked; commands, pictures and links stay what they are."""
    fences = markdown.split("```")
    for index in range(0, len(fences), 2):
        parted = [_LINE.fullmatch(line) for line in fences[index].split("\n")]
        lines = [(one[1], marked(one[2]) if one[2] else "", one[3]) for one in parted if one]
        fences[index] = "\n".join("".join(line) for line in lines)
    return "```".join(fences)


def build(folder: Path) -> Path:
    """Make the texts of both in a folder, beside copies of the real ones; return the folder."""
    for entry in resources.guides().iterdir():
        (folder / entry.name).write_bytes(entry.read_bytes())
        if entry.name.endswith(".en.md"):
            for tag in FORMS:
                own = folder / entry.name.replace(".en.", f".{tag}.")
                own.write_text(marked_guide(entry.read_text("utf-8")), "utf-8")
    for entry in resources.catalogues().iterdir():
        (folder / entry.name).write_bytes(entry.read_bytes())
    for tag in FORMS:
        master = folder / f"stillmark_{tag}.ts"
        write_master(tag, master)
        update.compile_to(master, folder / f"stillmark_{tag}.qm")
    return folder


@contextmanager
def installed(folder: Path) -> Iterator[None]:
    """Let the window find its catalogues and guides in this folder."""
    before = resources.catalogues, resources.guides
    resources.catalogues = resources.guides = lambda: folder  # type: ignore[assignment]
    try:
        yield
    finally:
        resources.catalogues, resources.guides = before


def main(arguments: list[str]) -> int:
    """Draw the screens that are named, all of them if none is."""
    from stillmark.gui.gallery import command

    out, screens = Path(arguments[arguments.index("--out") + 1]), arguments[:]
    del screens[screens.index("--out") : screens.index("--out") + 2]
    made = Path(tempfile.mkdtemp())
    try:
        with installed(build(made)):
            command.DIMENSIONS["languages"] = tuple(FORMS)
            narrowed = {"screens": screens, "themes": ["light", "dark"]}
            count = command.run(out, narrowed, print)
    finally:
        shutil.rmtree(made)
    print(f"{count} pictures in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
