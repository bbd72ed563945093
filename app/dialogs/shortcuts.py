"""The page with every action and its key, made from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.actions import Actions
from app.dialogs.page import Page
from app.texts import Translated, tr, without_key
from app.widgets.buttons import Button
from app.widgets.card import Card, label, section_title
from app.widgets.scroll import ScrollColumn

__all__ = ["ShortcutPage"]

_COLUMNS = 3
_MIDDLE_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ShortcutPage(Translated, Page):
    """Cards of actions, one for each menu."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._scroll = ScrollColumn(self, padding=2)
        self._close = Button(tone="primary", parent=self)
        self._close.clicked.connect(self.close)
        self.body.addWidget(self._scroll, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        self.body.addLayout(foot)
        self._cards: QWidget | None = None
        self.resize(1120, 600)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self._close.set_words(tr("Close"))
        if self._cards is not None:
            self._scroll.column.removeWidget(self._cards)
            self._cards.deleteLater()
        self._cards = self._make_cards()
        self._scroll.column.addWidget(self._cards)

    def _make_cards(self) -> QWidget:
        """Columns of cards, each card put where there is more room."""
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        columns = [QVBoxLayout() for _ in range(_COLUMNS)]
        filled = [0] * _COLUMNS
        for column in columns:
            column.setSpacing(12)
            row.addLayout(column, 1)
        cards = [(title, _lines(actions)) for title, actions in self._actions.groups()]
        cards += [(tr("On the canvas"), _on_canvas()), (tr("Anywhere"), _gestures())]
        for title, lines in cards:
            shortest = filled.index(min(filled))
            columns[shortest].addWidget(_card(title, lines))
            filled[shortest] += len(lines) + 2
        for column in columns:
            column.addStretch(1)
        return holder


def _lines(actions: list[QAction]) -> list[tuple[str, list[str]]]:
    """Name and keys of the actions that have any."""
    return [
        (without_key(action.text()).rstrip("…"), keys)
        for action in actions
        if (keys := [_key(k) for k in action.shortcuts() if not _rare(k)])
    ]


def _key(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


def _rare(keys: QKeySequence) -> bool:
    """Whether it is a key of its own on some keyboards, such as "Undo"."""
    first = keys[0]  # type: ignore[index]
    return bool(first.key() >= Qt.Key.Key_Back)


def _gestures() -> list[tuple[str, list[str]]]:
    """What keys do in forms; these are not actions."""
    return [
        (tr("Next and previous control"), ["Tab", "Shift+Tab"]),
        (tr("Change a slider a little"), ["←", "→"]),
        (tr("Change a slider a lot"), ["PgUp", "PgDown"]),
        (tr("Type the value of a slider"), ["F2", "0 … 9"]),
        (tr("Give up typing, close a page"), ["Esc"]),
    ]


def _on_canvas() -> list[tuple[str, list[str]]]:
    """What keys do while the keyboard is on the canvas."""
    return [
        (tr("Next and previous layer"), ["Tab", "Shift+Tab"]),
        (tr("Go to the neighbouring layer or neuron"), ["←", "→", "↑", "↓"]),
        (tr("First and last layer"), ["Home", "End"]),
        (tr("The menu of what is selected"), [tr("Menu key"), "Shift+F10"]),
        (tr("Move what is selected"), ["Ctrl+←", "…"]),
        (tr("Move it a little"), ["Ctrl+Shift+←", "…"]),
        (tr("Select more"), [tr("Shift+click")]),
        (tr("Select with a free line"), [tr("Alt+drag")]),
        (tr("Move the view"), [tr("Space+drag")]),
        (tr("Zoom"), [tr("Ctrl+wheel")]),
    ]


def _card(title: str, lines: list[tuple[str, list[str]]]) -> Card:
    card = Card(gap=8)
    heading = section_title(card)
    heading.setText(title.upper())
    card.body.addWidget(heading)
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    for row, (text, keys) in enumerate(lines):
        name = label(parent=card)
        name.setText(text)
        name.setWordWrap(True)
        grid.addWidget(name, row, 0)
        grid.addLayout(_caps(keys, card), row, 1, _MIDDLE_RIGHT)
    card.body.addLayout(grid)
    return card


def _caps(keys: list[str], parent: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    for key in keys:
        cap = label("key", parent)
        cap.setText(key)
        row.addWidget(cap)
    return row
