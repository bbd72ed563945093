"""A column that scrolls when it does not fit; its contents keep their width either way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

__all__ = ["ScrollColumn"]


class ScrollColumn(QScrollArea):
    """`column` is the layout to fill; `padding` is kept around it. Where it is lower than `roomy`
    it draws its contents together, and `tightened` tells them to do the same."""

    tightened = Signal(bool)

    def __init__(
        self, parent: QWidget | None = None, *, padding: int = 14, gap: int = 12, roomy: int = 0
    ) -> None:
        super().__init__(parent)
        self._padding, self._gap, self._roomy = padding, gap, roomy
        self._tight = False
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tight = self.viewport().height() < self._roomy
        if tight != self._tight:
            self._tight = tight
            self.column.setSpacing(self._gap // 2 if tight else self._gap)
            bar = self.verticalScrollBar()
            self._pad(bar.minimum(), bar.maximum())
            self.tightened.emit(tight)

    def _pad(self, low: int, high: int) -> None:
        """The scroll bar takes its room from the padding."""
        bar = self.verticalScrollBar().sizeHint().width() if high > low else 0
        side = self._padding
        end = side * 2 // 3 if self._tight else side
        self.column.setContentsMargins(side, end, max(side - bar, min(side, 2)), end)
