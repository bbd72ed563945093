"""Buttons, figures, icons and folds, and how what is typed finds an action."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.theme import themes
from app.widgets.buttons import ActionButton, Button
from app.widgets.figures import FixedFigures
from app.widgets.fold import Fold
from app.widgets.icons import bind_icon
from app.widgets.matching import match
from app.widgets.slider import Slider

pytestmark = pytest.mark.usefixtures("qapp")
LEFT = Qt.MouseButton.LeftButton


def test_space_belongs_to_the_focused_button_and_otherwise_to_the_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    button, other = Button(), Button()
    column.addWidget(button)
    column.addWidget(other)
    play = QAction("Play", window)
    play.setShortcut("Space")
    window.addAction(play)
    with qtbot.waitExposed(window):
        window.show()
    window.setFocus()
    QTest.mouseClick(button, LEFT)
    assert not button.hasFocus()
    with qtbot.waitSignal(play.triggered):
        QTest.keyClick(window, Qt.Key.Key_Space)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.assertNotEmitted(play.triggered), qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Space)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_an_action_button_follows_its_action(qtbot: QtBot) -> None:
    action = QAction("&Run")
    action.setToolTip("Go (F5)")
    button = ActionButton(action, "play", words=True)
    qtbot.addWidget(button)
    assert button.text().strip() == "Run"
    assert button.accessibleName() == "Run"
    action.setEnabled(False)
    action.setText("Halt")
    assert not button.isEnabled()
    assert button.accessibleName() == "Halt"
    button.show_words(False)
    assert button.text() == ""


def test_figures_never_change_their_width(qtbot: QtBot) -> None:
    label = FixedFigures("000,000", size=17)
    qtbot.addWidget(label)
    widths, drawn = set(), set()
    for text in ("000,000", "111,111", "000,546", "–"):
        label.setText(text)
        widths.add(label.sizeHint().width())
        if len(text) == 7:
            drawn.add(label.fontMetrics().horizontalAdvance(text))
    assert len(widths) == 1
    assert len(drawn) == 1


def test_icons_follow_the_theme(qtbot: QtBot) -> None:
    button = Button()
    qtbot.addWidget(button)
    bind_icon(button, "play")
    before = button.icon().pixmap(24, 24).toImage()
    themes.use("dark")
    assert button.icon().pixmap(24, 24).toImage() != before


def test_a_fold_opens_and_closes(qtbot: QtBot) -> None:
    fold = Fold()
    qtbot.addWidget(fold)
    inside = Slider(5)
    fold.body.addWidget(inside)
    fold.set_text("More", "help", "L2 0.1")
    fold.show()
    assert not inside.isVisible()
    QTest.mouseClick(fold.head, LEFT)
    assert inside.isVisible()
    assert fold.is_open
    assert fold.head.accessibleName() == "More: L2 0.1"


def test_letters_at_word_starts_match_best() -> None:
    texts = ["Remove the layer", "Add a layer", "Dark colours", "New weights"]
    assert match("xyz", texts[0]) is None

    def best(typed: str) -> str:
        scores = {text: match(typed, text) for text in texts}
        return max((t for t in texts if scores[t] is not None), key=lambda t: scores[t] or 0)

    assert best("al") == "Add a layer"
    assert best("nw") == "New weights"
    assert best("remove") == "Remove the layer"
    assert match("", "anything") is not None
