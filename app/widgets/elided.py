"""A label that shortens its text with … where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

__all__ = ["ElidedLabel"]


class ElidedLabel(QLabel):
    """Plain text in a tone of the stylesheet, at most as wide as its text."""

    def __init__(self, tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_text(self, text: str) -> None:
        """Shows `text`, or its beginning."""
        self._full = text
        self.setMaximumWidth(self._wanted() + 4)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.fit()

    def sizeHint(self) -> QSize:
        return QSize(self._wanted(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(40, self._wanted()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def _wanted(self) -> int:
        self.ensurePolished()
        return self.fontMetrics().horizontalAdvance(self._full) + 2

    def fit(self) -> None:
        """Shows as much of the text as there is room for."""
        room = max(self.width(), 1)
        self.setText(
            self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideMiddle, room)
        )
