"""Every text of the program can be read in every language."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QRawFont
from PySide6.QtWidgets import QLabel

from app import texts
from app.resources import resource
from app.texts import LANGUAGES, Translated, tr, tr_engine, without_key

ROOT = Path(__file__).resolve().parents[2]
OTHERS = [code for code in LANGUAGES if code != "en"]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """packaging/translations.py, which collects the texts."""
    spec = importlib.util.spec_from_file_location(
        "translations", ROOT / "packaging" / "translations.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_is_complete_and_compiled(tool, code):
    assert tool.problems(code, tool.collect()) == []


def test_the_tool_finds_texts_of_application_and_engine(tool):
    found = tool.collect()
    assert "Untitled" in found["app"]
    assert {"Learning rate", "XOR", "Petal length (cm)"} <= set(found["engine"])
    assert "x₁" not in found["engine"]


def test_the_tool_refuses_a_text_it_cannot_read(tool, tmp_path):
    (tmp_path / "view.py").write_text("label = tr(f'Epoch {n}')\n", encoding="utf-8")
    with pytest.raises(tool.NotLiteral, match=r"view\.py:1"):
        list(tool.app_texts(tmp_path))


def test_updating_keeps_translations_and_drops_stale_ones(tool, tmp_path):
    path = tmp_path / "xx.ts"
    known = {("app", "Open"): "Auf", ("app", "Gone"): "Weg"}
    path.write_text(tool.render("xx", {"app": ["Open", "New"]}, known), encoding="utf-8")
    assert tool.read(path) == {("app", "Open"): "Auf"}
    assert 'type="unfinished"' in path.read_text(encoding="utf-8")


@pytest.fixture
def drawn(qapp) -> Callable[[str], bool]:
    """Whether the bundled fonts have a character."""
    fonts = [
        QRawFont(str(resource("fonts", name)), 13.0)
        for name in ("Inter-Regular.otf", "NotoSansSC-Regular.otf")
    ]
    return lambda sign: sign <= " " or any(font.supportsCharacter(ord(sign)) for font in fonts)


@pytest.mark.parametrize("code", OTHERS)
def test_translations_need_no_other_font(tool, drawn, code):
    known = tool.read(resource("translations", f"{code}.ts"))
    assert not {sign for text in known.values() for sign in text if not drawn(sign)}


@pytest.mark.parametrize("folder", ["app", "engine"])
def test_no_sign_in_the_source_needs_another_font(drawn, folder):
    missing = {
        (path.name, sign)
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "cli.py"  # what is printed on a terminal is shown in its own font
        for sign in path.read_text(encoding="utf-8")
        if not drawn(sign)
    }
    assert not missing


@pytest.mark.parametrize("code", OTHERS)
def test_menu_entries_keep_their_keys(tool, code):
    known = tool.read(resource("translations", f"{code}.ts"))
    for (context, source), text in known.items():
        if context == "app" and "&" in source:
            key = source[source.index("&") + 1].upper()
            assert f"(&{key})" in text or f"&{key}" in text.upper()


class Greeting(Translated, QLabel):
    def __init__(self) -> None:
        super().__init__()
        self.retranslate()

    def retranslate(self) -> None:
        self.setText(tr("Untitled"))


def test_the_language_can_be_switched_while_the_program_runs(qtbot, qapp):
    greeting = Greeting()
    qtbot.addWidget(greeting)
    assert greeting.text() == "Untitled"
    texts.install("zh_CN")
    qapp.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
    assert greeting.text() == "未命名"
    assert tr_engine("Learning rate") == "学习率"
    assert tr("Saved {file}.", file="a.nsketch") == "已保存 a.nsketch。"
    texts.install("en")
    qapp.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
    assert greeting.text() == "Untitled"


def test_an_unknown_text_is_shown_as_it_is(qapp):
    assert tr_engine("A text that nobody wrote") == "A text that nobody wrote"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("&Open…", "Open…"),
        ("打开(&O)…", "打开…"),
        ("撤销(&U)：加一层", "撤销：加一层"),
        ("1 + 1", "1 + 1"),
    ],
)
def test_a_text_can_be_shown_without_its_key(text, plain):
    assert without_key(text) == plain
