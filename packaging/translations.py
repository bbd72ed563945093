"""Collects every text that people read and keeps resources/translations up to date.

    python packaging/translations.py            update every language and compile it
    python packaging/translations.py de         begin a new language
    python packaging/translations.py --check    change nothing; 1 if something is missing or old

Texts of the application are the literals given to `tr`, found in its source; texts of the engine
are read from its registries, those of the examples from their files. Translations are kept in
`<language>.ts` (edit it by hand or with Qt Linguist) and compiled to `<language>.qm`, which the
application loads.
"""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.model import files  # noqa: E402
from engine.datasets import datasets  # noqa: E402
from engine.experiment import Split, Training  # noqa: E402
from engine.initializers import initializers  # noqa: E402
from engine.layers import layers  # noqa: E402
from engine.layers.unknown import Unknown  # noqa: E402
from engine.losses import losses  # noqa: E402
from engine.metrics import metrics  # noqa: E402
from engine.optimizers import optimizers  # noqa: E402
from engine.param import Declared  # noqa: E402
from engine.registry import Registry  # noqa: E402
from engine.schedules import schedules  # noqa: E402

FOLDER = ROOT / "resources" / "translations"
REGISTRIES: tuple[Registry[Any], ...] = (
    layers, datasets, losses, metrics, optimizers, schedules, initializers,
)  # fmt: skip

Texts = dict[str, list[str]]
"""Context -> texts in the order in which they were found."""
Translations = dict[tuple[str, str], str]
"""(Context, text) -> translation."""


class NotLiteral(Exception):
    """A call of `tr` whose text cannot be found by reading the source."""


def app_texts(folder: Path = ROOT / "app") -> Iterator[str]:
    """The first argument of every `tr(…)` in the Python files of `folder`. Raises NotLiteral."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr"):
                continue
            text = node.args[0] if node.args else None
            if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
                raise NotLiteral(f"{path}:{node.lineno}: tr needs a literal text")
            yield text.value


def engine_texts() -> Iterator[str]:
    """Every label, explanation, category, choice, class and feature that the engine declares."""
    for registry in REGISTRIES:
        yield registry.what
        for cls in registry.values():
            yield from _declared(cls)
            yield getattr(cls, "category", "")
    for cls in (Split, Training, Unknown):
        yield from _declared(cls)
    for kind in datasets.values():
        yield from (*kind().classes, *kind().features)


def example_texts() -> Iterator[str]:
    """Titles and descriptions of the projects that come with the application."""
    yield from files.templates()
    shipped = [name for names in files.templates().values() for name in names]
    for name in (*files.examples(), *shipped):
        project = files.read(files.find(name)).project
        yield from (project.title, project.description)


def _declared(cls: type[Declared]) -> Iterator[str]:
    yield from (cls.label, cls.summary)
    for p in cls.params.values():
        yield from (p.label, p.help, p.unit)
        yield from (p.option_label(option) for option in p.options)


def has_words(text: str) -> bool:
    """Whether there is something to translate: x₁, 2⁹ and B read the same everywhere."""
    return re.search(r"[A-Za-z]{2}", text) is not None


def collect() -> Texts:
    """Every text of the program, each once. Raises NotLiteral."""
    found: dict[str, Iterable[str]] = {
        "app": app_texts(),
        "engine": (*engine_texts(), *example_texts()),
    }
    return {
        context: [text for text in dict.fromkeys(texts) if has_words(text)]
        for context, texts in found.items()
    }


def read(path: Path) -> Translations:
    """The finished translations of a .ts file; none where there is no file."""
    if not path.exists():
        return {}
    return {
        (context.findtext("name", ""), message.findtext("source", "")): text
        for context in ET.parse(path).getroot().iter("context")
        for message in context.iter("message")
        if (text := message.findtext("translation", ""))
    }


def render(language: str, texts: Texts, known: Translations) -> str:
    """The .ts file: every text with its translation where there is one."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    for name, sources in texts.items():
        context = ET.SubElement(root, "context")
        ET.SubElement(context, "name").text = name
        for source in sources:
            message = ET.SubElement(context, "message")
            ET.SubElement(message, "source").text = source
            translation = ET.SubElement(message, "translation")
            translation.text = known.get((name, source))
            if not translation.text:
                translation.set("type", "unfinished")
    ET.indent(root)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    return head + ET.tostring(root, encoding="unicode") + "\n"


def fields(text: str) -> set[str]:
    """The names in braces that a text is filled in with."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def problems(language: str, texts: Texts) -> list[str]:
    """What keeps a language from being complete and right, one line each."""
    path = FOLDER / f"{language}.ts"
    known = read(path)
    found = [f"stale text {text!r}" for key in known if (text := key[1]) not in texts[key[0]]]
    for context, sources in texts.items():
        for source in sources:
            translation = known.get((context, source))
            if translation is None:
                found.append(f"no translation of {source!r}")
            elif context == "app" and fields(translation) != fields(source):
                found.append(f"other {{fields}} in {translation!r} than in {source!r}")
    return [f"{path.name}: {line}" for line in found] + not_compiled(language, known)


def not_compiled(language: str, known: Translations) -> list[str]:
    """Translations that the .qm file does not have as the .ts file has them."""
    from PySide6.QtCore import QTranslator

    path = FOLDER / f"{language}.qm"
    translator = QTranslator()
    if not translator.load(str(path)):
        return [f"{path.name}: cannot be read"]
    return [
        f"{path.name}: old translation of {source!r}"
        for (context, source), text in known.items()
        if translator.translate(context, source) != text
    ]


def compile_all(languages: Iterable[str]) -> None:
    """Makes the .qm file of each language with Qt's lrelease."""
    tool = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent))
    for language in languages:
        source, target = (str(FOLDER / f"{language}.{end}") for end in ("ts", "qm"))
        subprocess.run([tool or "pyside6-lrelease", "-silent", source, "-qm", target], check=True)


def main() -> int:
    """Runs the tool; see the module's text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("language", nargs="*", help="such as de; default: all there are")
    parser.add_argument("--check", action="store_true", help="only say what is missing or old")
    given = parser.parse_args()
    languages = given.language or sorted(path.stem for path in FOLDER.glob("*.ts"))
    texts = collect()
    if not given.check:
        for language in languages:
            path = FOLDER / f"{language}.ts"
            path.write_text(render(language, texts, read(path)), encoding="utf-8")
        compile_all(languages)
    found = [line for language in languages for line in problems(language, texts)]
    print(*found, f"{len(found)} problems in {sum(map(len, texts.values()))} texts", sep="\n")
    return 1 if given.check and found else 0


if __name__ == "__main__":
    raise SystemExit(main())
