"""What lies at the foot of the canvas has a ground, so that it can be read over cards and wires."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.canvas.status_line import StatusLine
from app.theme import themes
from app.widgets.card import label
from app.widgets.icons import pixmap

__all__ = ["TALL", "Foot", "paint_ground"]

TALL = 36
"""Height of everything at the foot, in pixels."""
_ROUND, _CLEAR, _PAD, _SIGN = 9.0, 0.9, 10, 15


def paint_ground(painter: QPainter, box: QRectF) -> None:
    """A calm plate through which what lies below can just be seen."""
    theme = themes.now()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("border", _CLEAR), 1))
    painter.setBrush(theme.color("panel", _CLEAR))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)


class Foot(QWidget):
    """The status line on its ground, with a sign before it while something is wrong; never takes
    the pointer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._sign = label(parent=self)
        self.status = StatusLine(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(_PAD, 0, _PAD, 0)
        line.setSpacing(7)
        line.addWidget(self._sign)
        line.addWidget(self.status, 1)
        self.restyle()

    def restyle(self) -> None:
        """In the colours of the theme in use."""
        self._sign.setPixmap(pixmap("triangle-alert", _SIGN, "warning", self.devicePixelRatioF()))
        self.update()

    def least(self) -> int:
        """How wide it should be at least; 0 for nothing. The same while a note is there for a
        moment, as long as that is short."""
        return self.status.least + self._around() if self.status.least else 0

    def wanted(self) -> int:
        """How wide it is with all that it has to say; 0 for nothing."""
        wide = self.status.sizeHint().width()
        return wide + self._around() if wide > 2 else 0

    def place(self, x: int, y: int, room: int) -> None:
        """Stands at a corner, as wide as it must and may be."""
        self._sign.setVisible(self._signed)
        self.setGeometry(x, y, max(0, min(room, self.wanted())), TALL)
        self.setVisible(bool(self.wanted()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_ground(painter, QRectF(self.rect()))
        painter.end()

    @property
    def _signed(self) -> bool:
        return bool(self.status.reason) and not self.status.note

    def _around(self) -> int:
        return 2 * _PAD + 4 + (_SIGN + 7 if self._signed else 0)
