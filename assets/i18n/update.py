"""Bring the .ts masters up to date with the texts in the window, and compile the .qm files.

    python assets/i18n/update.py

Texts are the literals of `translate(context, source, disambiguation, n)` below `app/stillmark/gui`. They are
read from the syntax tree, because pyside6-lupdate of some versions drops plurals. Translations that exist are
kept, new ones are marked unfinished, texts no longer used are dropped. The English file holds plurals only.

A new language is a new file here: `stillmark_fr.ts` with `<TS version="2.1" language="fr_FR"/>` in it. Its
name for itself is the translation of `English` in the context `Language`.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
SOURCES = PROJECT / "app" / "stillmark" / "gui"
COMPILED = PROJECT / "app" / "stillmark" / "resources" / "i18n"
SOURCE = "en"
"""Language of the sources: its file holds nothing but plurals."""

Texts = dict[tuple[str, str], bool]
"""(context, source) and whether it has plural forms."""


def texts() -> Texts:
    """Return every text of the window; raise ValueError for one that is not a literal."""
    found: Texts = {}
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name not in ("translate", "tr"):
                continue
            literals = [argument.value for argument in node.args[:2] if isinstance(argument, ast.Constant)]
            if name == "tr" or len(literals) != 2 or not all(isinstance(text, str) for text in literals):
                raise ValueError(f"{path.name}:{node.lineno}: a text must be translate(context, literal)")
            found[(str(literals[0]), str(literals[1]))] = len(node.args) == 4
    return dict(sorted(found.items(), key=lambda item: item[0][0]))


def languages() -> list[str]:
    """Return the tag of every language that has a .ts file; a new one may hold nothing but `<TS/>`."""
    return sorted(path.stem.removeprefix("stillmark_") for path in HERE.glob("stillmark_*.ts"))


def master(language: str) -> Path:
    """Return the .ts file of a language."""
    return HERE / f"stillmark_{language}.ts"


def read(path: Path) -> dict[tuple[str, str], ET.Element]:
    """Return the messages of a .ts file."""
    if not path.exists():
        return {}
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message
        for context in ET.parse(path).getroot().iter("context")  # noqa: S314 - our own file
        for message in context.iter("message")
    }


def locale(language: str) -> str:
    """Return the locale that a .ts file names, which tells Qt its plural forms; else the tag itself."""
    return ET.parse(master(language)).getroot().get("language", language)  # noqa: S314 - our own file


def write(language: str, wanted: Texts) -> None:
    """Write one .ts file anew."""
    known = read(master(language))
    forms = max((len(message.findall("*/numerusform")) for message in known.values()), default=0) or 2
    root = ET.Element("TS", version="2.1", language=locale(language))
    contexts: dict[str, ET.Element] = {}
    for (context, source), plural in wanted.items():
        if language == SOURCE and not plural:
            continue
        if context not in contexts:
            contexts[context] = ET.SubElement(root, "context")
            ET.SubElement(contexts[context], "name").text = context
        message = ET.SubElement(contexts[context], "message", {"numerus": "yes"} if plural else {})
        ET.SubElement(message, "source").text = source
        old = known.get((context, source))
        translation = old.find("translation") if old is not None else None
        if translation is None or (len(translation) > 0) != plural:
            translation = ET.Element("translation", type="unfinished")
            for _ in range(forms if plural else 0):
                ET.SubElement(translation, "numerusform")
        message.append(translation)
    ET.indent(root, "    ")
    body = ET.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    master(language).write_text(f"{head}{body}\n", "utf-8")


def compile_to(source: Path, target: Path) -> None:
    """Compile a .ts file."""
    lrelease = Path(sys.executable).with_name("pyside6-lrelease")
    command = [str(lrelease), "-silent", str(source), "-qm", str(target)]
    subprocess.run(command, check=True)


def main() -> None:
    """Update and compile all languages."""
    wanted = texts()
    for language in languages():
        write(language, wanted)
        compile_to(master(language), COMPILED / f"stillmark_{language}.qm")


if __name__ == "__main__":
    main()
