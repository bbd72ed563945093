"""The rounded panel that views sit on, the bar on top, titles and rules."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

__all__ = ["Bar", "Card", "Rule", "label", "section_title"]


class Card(QFrame):
    """A rounded frame on the window. `body` is its vertical layout."""

    def __init__(self, parent: QWidget | None = None, *, padding: int = 14, gap: int = 10) -> None:
        super().__init__(parent)
        self._padding, self._gap = padding, gap
        self.body = QVBoxLayout(self)
        self.set_tight(False)

    def set_tight(self, tight: bool) -> None:
        """Draws what is on it together, where there is little room."""
        side = self._padding
        end = side * 2 // 3 if tight else side
        self.body.setContentsMargins(side, end, side, end)
        self.body.setSpacing(self._gap * 2 // 3 if tight else self._gap)


class Bar(QFrame):
    """A band across the whole window. `row` is its horizontal layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(16, 10, 16, 10)
        self.row.setSpacing(10)


class Rule(QFrame):
    """A thin line between sections."""


def label(tone: str = "", parent: QWidget | None = None) -> QLabel:
    """An empty label in a tone of the stylesheet: muted, strong, danger, title, section."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if tone:
        made.setProperty("tone", tone)
    return made


def section_title(parent: QWidget | None = None) -> QLabel:
    """The small heading of a section; give it its text in `retranslate`, already upper case."""
    return label("section", parent)
