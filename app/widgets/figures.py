"""Numbers that never jump: tabular figures in labels of fixed width."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.theme import themes
from app.widgets.card import label

__all__ = ["Figures", "FixedFigures", "Readout", "tabular"]


def tabular(font: QFont) -> QFont:
    """`font` with digits of equal width."""
    made = QFont(font)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


class Figures(QLabel):
    """A label whose digits all have one width. Rich text is welcome."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(tabular(self.font()))


class FixedFigures(Figures):
    """A number that takes the room of `widest` whatever it shows."""

    def __init__(
        self,
        widest: str,
        *,
        size: int = 13,
        weight: QFont.Weight = QFont.Weight.DemiBold,
        role: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._widest, self._size, self._weight, self._role = widest, size, weight, role
        self.setTextFormat(Qt.TextFormat.PlainText)
        themes.changed.connect(self._dress)
        self._dress()

    def set_widest(self, widest: str) -> None:
        """Takes the room of another text."""
        self._widest = widest
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        width = self.fontMetrics().horizontalAdvance(self._widest) + 2
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _dress(self) -> None:
        self.setStyleSheet(
            f"font-size: {self._size}px; font-weight: {int(self._weight)};"
            f" color: {getattr(themes.now(), self._role)};"
        )
        self.updateGeometry()


class Readout(QWidget):
    """A small caption over a large number, as in the transport bar."""

    def __init__(self, widest: str, role: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption = label("caption", self)
        self.number = FixedFigures(
            widest, size=17, weight=QFont.Weight.Bold, role=role, parent=self
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.caption)
        column.addWidget(self.number)

    def set_caption(self, text: str, help: str = "") -> None:
        """Names the number."""
        self.caption.setText(text)
        self.setToolTip(help)
        self.number.setAccessibleName(text)

    def set_text(self, text: str) -> None:
        """Shows a number, already formatted."""
        self.number.setText(text)
