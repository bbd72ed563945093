"""A column that scrolls when it does not fit; its contents keep their width either way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

__all__ = ["ScrollColumn"]


class ScrollColumn(QScrollArea):
    """`column` is the layout to fill; `padding` is kept around it."""

    def __init__(self, parent: QWidget | None = None, *, padding: int = 14, gap: int = 12) -> None:
        super().__init__(parent)
        self._padding = padding
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(self)
        self.column = QVBoxLayout(inside)
        self.column.setSpacing(gap)
        self.setWidget(inside)
        self.verticalScrollBar().rangeChanged.connect(self._pad)
        self._pad(0, 0)

    def _pad(self, low: int, high: int) -> None:
        """The scroll bar takes its room from the padding."""
        bar = self.verticalScrollBar().sizeHint().width() if high > low else 0
        side = self._padding
        self.column.setContentsMargins(side, side, max(side - bar, min(side, 2)), side)
