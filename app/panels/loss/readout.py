"""The newest numbers of the curves, or those under the mouse, in two lines that never move."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import themes
from app.widgets.figures import tabular

__all__ = ["Part", "Readout"]

_LINE = 18
_GAP = 14.0


@dataclass(frozen=True)
class Part:
    """A few words in one colour, their number in bold."""

    words: str
    number: str
    role: str


class Readout(QWidget):
    """Painted by hand: a label with new rich text would lay out the whole panel at every frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self._below = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def show_parts(self, parts: tuple[Part, ...], below: str) -> None:
        """`parts` side by side, `below` under them in muted letters."""
        if (parts, below) != (self._parts, self._below):
            self._parts, self._below = parts, below
            spoken = ", ".join(f"{part.words} {part.number}" for part in parts)
            self.setAccessibleName(f"{spoken} {below}".strip())
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 2 * _LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        plain, bold = tabular(self.font()), tabular(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        x = 0.0
        for part in self._parts:
            painter.setPen(themes.now().color(part.role))
            for font, text in ((plain, f"{part.words} "), (bold, part.number)):
                painter.setFont(font)
                painter.drawText(int(x), _baseline(painter), text)
                x += QFontMetricsF(font).horizontalAdvance(text)
            x += _GAP
        painter.setFont(plain)
        painter.setPen(themes.now().color("muted"))
        painter.drawText(
            0, _LINE, self.width(), _LINE, Qt.AlignmentFlag.AlignVCenter, self._below
        )
        painter.end()


def _baseline(painter: QPainter) -> int:
    metrics = painter.fontMetrics()
    return (_LINE + metrics.ascent() - metrics.descent()) // 2
