"""Everything that can be read changes its language while the program runs, and comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QTabBar,
    QWidget,
)

from app.actions import SPECS
from app.canvas.popover import LayerPopover
from app.model import files
from app.panels.data.gallery import Gallery
from app.texts import LANGUAGES, language
from app.widgets.formula import Formula
from engine.graph import Graph
from tests.stories.person import Person, foreign

NAMES = frozenset(re.findall(r"\w+", """
    Neural Sketchpad, NumPy, Qt for Python, pyqtgraph, Lucide, Inter, Noto Sans, English,
    ziamath, ziafont, latex2mathml, latex, mathml, STIX Two,
    nsketch, resources, data, MIT, LGPL, ISC, OFL, Fisher, Transformer, Xavier, Swish, Dropout,
    Adam, AdamW, SGD, RMSProp, Adagrad, Nesterov, Huber, Glorot, LeCun, He, Epsilon, MSE, MAE,
    Leaky ReLU, ELU, GELU, SiLU, Softmax, Softplus, Sigmoid, Tanh, sin, log, XOR,
    tanh, sigmoid, softmax, softplus,
    Ctrl, Shift, Alt, Tab, Esc, Del, Delete, Enter, Return, Space, Ins, Home, End, PgUp, PgDown
"""))
"""What is the same in every language: names, formulas and keys. Proper names only."""
WORD = re.compile(r"[A-Za-z]{3,}")
TAG = re.compile(r"<[^>]*>|&nbsp;")


def read(root: QWidget) -> Iterator[tuple[str, str]]:
    """Every text of a window with where it stands; what is hidden now may be shown later."""
    for widget in (root, *root.findChildren(QWidget)):
        if not (widget.objectName().startswith("qt_") or foreign(widget)):
            for text in _words(widget):
                yield type(widget).__name__, TAG.sub(" ", text)
    for action in root.findChildren(QAction):
        if not foreign(action):
            for text in (action.text(), action.toolTip(), action.statusTip()):
                yield f"action {action.objectName()}", TAG.sub(" ", text)


def _words(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, Formula):  # described by its LaTeX, which is the same everywhere
        yield widget.accessibleName()
        return
    yield from (
        widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(),
        widget.windowTitle(), widget.statusTip(),
    )
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QMenu):
        yield widget.title()
    elif isinstance(widget, QLineEdit):
        yield from (widget.text(), widget.placeholderText())
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(n) for n in range(widget.count()))
        yield from (widget.tabToolTip(n) for n in range(widget.count()))
    elif isinstance(widget, QComboBox):
        yield widget.placeholderText()
        for number in range(widget.count()):
            yield widget.itemText(number)
            yield str(widget.itemData(number, Qt.ItemDataRole.ToolTipRole) or "")


def english(root: QWidget) -> list[tuple[str, str]]:
    """Texts with an English word in them that is no name."""
    return sorted({
        (where, text) for where, text in read(root)
        if any(word not in NAMES for word in WORD.findall(text))
    })


def speak(person: Person, code: str) -> None:
    person.application.actions[f"view.language.{code}"].trigger()
    QApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
    assert language() == code
    QApplication.processEvents()  # the layout follows the new words


def titles(person: Person) -> tuple[str, ...]:
    """What the painted headers of the network say."""
    network = person.window.canvas.scene.network
    assert network is not None
    return tuple(text for c in network.columns for text in (c.title, c.detail, *c.names))


@pytest.fixture
def reader(person: Person) -> Person:
    """Somebody with the opening example, three epochs in, a message and the lists of files."""
    person.start()
    person.control(Qt.Key.Key_F10)
    person.until(person.trained(1))
    person.application._list_examples()
    person.application._list_recent()
    return person


def test_no_english_is_left_in_chinese_and_none_is_lost_on_the_way_back(reader: Person) -> None:
    def texts_seen() -> tuple[list[tuple[str, str]], tuple[str, ...]]:
        reader.application._list_examples()
        reader.application._list_recent()
        return sorted(set(read(reader.window))), titles(reader)

    before = texts_seen()
    speak(reader, "zh_CN")
    texts_seen()
    assert english(reader.window) == []
    assert not [t for t in titles(reader) if any(w not in NAMES for w in WORD.findall(t))]
    speak(reader, "en")
    reader.until(lambda: texts_seen() == before)


@pytest.mark.parametrize("example", files.examples())
def test_every_example_speaks_chinese(person: Person, example: str) -> None:
    person.application.settings.language = "zh_CN"
    speak(person, "zh_CN")
    person.start(example)
    person.control(Qt.Key.Key_F10)
    person.until(person.trained(1))
    assert english(person.window) == []
    assert not [t for t in titles(person) if any(w not in NAMES for w in WORD.findall(t))]
    assert not WORD.search(person.window.windowTitle().replace("Neural Sketchpad", ""))


def test_popups_and_pages_speak_chinese(reader: Person) -> None:
    speak(reader, "zh_CN")
    window = reader.window
    for node in ("input1", "dense1", "output1"):
        reader.click_on("settings", node)
        (popover,) = window.findChildren(LayerPopover)
        assert english(popover) == []
        reader.press(Qt.Key.Key_Escape)
        reader.until(lambda: not window.findChildren(LayerPopover))
    for id in ("help.shortcuts", "help.about", "help.palette"):
        reader.application.actions[id].trigger()
        dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
        assert english(dialog) == []
        dialog.close()
        reader.until(lambda: not window.findChildren(QDialog))
    (gallery,) = window.data.findChildren(Gallery)
    assert english(gallery) == []


def test_the_question_on_close_speaks_chinese(reader: Person) -> None:
    speak(reader, "zh_CN")
    reader.click_on("more", "dense1")
    seen: list[list[tuple[str, str]]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(english(box))
        box.button(QMessageBox.StandardButton.Cancel).click()

    QTimer.singleShot(0, reader.window, look)
    reader.window.close()
    assert seen == [[]]
    assert reader.window.isVisible()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_action_says_what_it_does(reader: Person, code: str) -> None:
    speak(reader, code)
    for spec in SPECS:
        action = reader.application.actions[spec.id]
        assert action.text() and action.statusTip(), spec.id
        assert action.toolTip().startswith(action.statusTip()), spec.id


def test_messages_are_in_the_language_of_the_moment(reader: Person) -> None:
    speak(reader, "zh_CN")
    said = reader.window.canvas.around.status
    reader.click_on("more", "dense1")
    reader.until(lambda: bool(said.note))
    assert english(reader.window) == []
    reader.document.edit("", lambda project: project.with_graph(Graph()))
    reader.press(Qt.Key.Key_Space)
    assert reader.messages
    assert all(not WORD.search(text) for text in (said.note, said.reason, *reader.messages))
