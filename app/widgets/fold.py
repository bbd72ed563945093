"""A heading that shows and hides a section."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.theme import themes
from app.widgets.buttons import Quiet
from app.widgets.icons import paint_icon

__all__ = ["Fold"]

_ARROW = 14
_HEIGHT, _TIGHT = 24, 20


class Fold(QWidget):
    """A heading over `body`, which is hidden to begin with."""

    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = _Head(self)
        self.head.toggled.connect(self._show)
        self._inside = QWidget(self)
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 2, 0, 4)
        self.body.setSpacing(6)
        self._inside.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.head)
        column.addWidget(self._inside)

    def set_text(self, text: str, help: str = "", summary: str = "") -> None:
        """Names the section; `summary` says on the right what is set inside."""
        self.head.summary = summary
        self.head.setText(text)
        self.head.setAccessibleName(f"{text}: {summary}" if summary else text)
        self.head.setAccessibleDescription(help)
        self.head.setToolTip(help)
        self.head.update()

    def set_tight(self, tight: bool) -> None:
        """A lower heading, where there is little room."""
        self.head.tall = _TIGHT if tight else _HEIGHT
        self.head.updateGeometry()

    @property
    def is_open(self) -> bool:
        """Whether the section is shown."""
        return self.head.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Shows or hides the section."""
        self.head.setChecked(is_open)

    def _show(self, is_open: bool) -> None:
        self._inside.setVisible(is_open)
        self.toggled.emit(is_open)


class _Head(Quiet, QAbstractButton):
    """The line to click: an arrow, the name, and a summary."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.summary = ""
        self.tall = _HEIGHT
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + _ARROW + 4, self.tall)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = themes.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        ink = "text" if self.underMouse() else "muted"
        arrow = "chevron-down" if self.isChecked() else "chevron-right"
        top = (self.height() - _ARROW) / 2
        paint_icon(painter, arrow, QRectF(-1, top, _ARROW, _ARROW), ink)
        painter.setPen(theme.color(ink))
        words = self.rect().adjusted(_ARROW + 3, 0, -2, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.text())
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(words, int(right), self.summary)
