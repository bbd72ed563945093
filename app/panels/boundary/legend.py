"""The key to the prediction picture: shapes of points, colours of classes, the colour scale."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.texts import tr, tr_engine
from app.theme import themes
from engine.datasets import DataSpec

__all__ = ["Colors", "Shapes"]

_LINE = 18.0
_MARK = 8.0
_SPACE = 12.0


class _Line(QWidget):
    """One line of the key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec: DataSpec | None = None
        self.full = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def show_spec(self, spec: DataSpec, full: float = 1.0) -> None:
        """Explains pictures of this data; `full` is the value painted in full colour."""
        self._spec, self.full = spec, full
        self.setVisible(spec.view != "image")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, int(_LINE))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, int(_LINE))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._spec is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_key(painter, self._spec)
            painter.end()

    def paint_key(self, painter: QPainter, spec: DataSpec) -> None:
        """Paints the line for pictures of this data."""
        raise NotImplementedError

    def word(self, painter: QPainter, x: float, text: str) -> float:
        """Writes `text` at `x`; where the next thing may begin."""
        painter.setPen(themes.now().color("muted"))
        wide = QFontMetricsF(self.font()).horizontalAdvance(text)
        painter.drawText(QRectF(x, 0, wide + 2, _LINE), Qt.AlignmentFlag.AlignVCenter, text)
        return x + wide + _SPACE


class Shapes(_Line):
    """Circles are training samples, diamonds test samples."""

    def paint_key(self, painter: QPainter, spec: DataSpec) -> None:
        x = self._shape(painter, 0.0, False, tr("train"))
        self._shape(painter, x, True, tr("test"))

    def _shape(self, painter: QPainter, x: float, diamond: bool, text: str) -> float:
        theme = themes.now()
        middle = QPointF(x + _MARK / 2 + 1, _LINE / 2)
        painter.setPen(QPen(theme.color("text"), 1))
        painter.setBrush(theme.color("muted", 0.55))
        if diamond:
            r = _MARK / 2 + 1
            around = (QPointF(0, -r), QPointF(r, 0), QPointF(0, r), QPointF(-r, 0))
            painter.drawPolygon(QPolygonF([middle + offset for offset in around]))
        else:
            painter.drawEllipse(middle, _MARK / 2, _MARK / 2)
        return self.word(painter, x + _MARK + 6, text)


class Colors(_Line):
    """The colours of the classes, or the scale from negative to positive."""

    def paint_key(self, painter: QPainter, spec: DataSpec) -> None:
        if spec.task == "classes":
            self._classes(painter, spec)
        else:
            self._scale(painter, spec)

    def _classes(self, painter: QPainter, spec: DataSpec) -> None:
        x = 0.0
        for number, name in enumerate(spec.classes):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(themes.now().class_color(number))
            painter.drawRoundedRect(QRectF(x, 5, _MARK, _MARK), 2, 2)
            x = self.word(painter, x + _MARK + 5, tr_engine(name))

    def _scale(self, painter: QPainter, spec: DataSpec) -> None:
        theme = themes.now()
        binary = spec.task == "binary"
        ends = [f"−{self.full:.3g}", f"+{self.full:.3g}"]
        if binary:
            ends = [tr_engine(name) for name in spec.classes]
        x = self.word(painter, 0.0, ends[0]) - _SPACE + 6
        bar = QRectF(x, 5, 64, _MARK)
        shade = QLinearGradient(bar.topLeft(), bar.topRight())
        for at, role in ((0.0, "negative"), (0.5, "neutral"), (1.0, "positive")):
            shade.setColorAt(at, theme.color(role))
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(shade)
        painter.drawRoundedRect(bar, 2, 2)
        self.word(painter, bar.right() + 6, ends[1])
