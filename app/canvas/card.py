"""The card that explains one neuron or wire beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMargins, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.texts import tr
from app.theme import themes
from app.widgets.card import label
from app.widgets.figures import Figures

__all__ = ["PICTURE", "Content", "ExplanationCard"]

_SHADOW = 12
_INSIDE = QMargins(_SHADOW, _SHADOW, _SHADOW, _SHADOW)
_WIDTH, _BESIDE, _CLEAR = 268, 8, 4
PICTURE = 2 * 84
"""Pixels along the side of the enlarged picture, for the sharpest screens."""
_ROWS = 4


@dataclass(frozen=True)
class Content:
    """What a card says. `formula` and the values of `rows` are rich text; `note` is a sentence."""

    title: str
    formula: str = ""
    rows: Sequence[tuple[str, str]] = ()
    note: str = ""
    picture: QImage | None = None


class ExplanationCard(QWidget):
    """Shows a `Content` next to a rectangle of its parent; never takes the pointer. Where it can it
    leaves alone the `corners`, in which something always stands, the rectangle `avoided`, in which
    something else stands now, and those `spared`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pinned = False
        self.avoided = QRect()
        self.corners: Sequence[QRect] = ()
        self.spared: Sequence[QRect] = ()
        self.title, self.note = label("strong"), label("muted")
        self.formula = Figures()
        self.picture = QLabel()
        self.names = [label("muted") for _ in range(_ROWS)]
        self.values = [Figures() for _ in range(_ROWS)]
        self._arrange()
        self.hide()

    def show_content(
        self, content: Content, beside: QRect, *, pinned: bool, way: Sequence[QPoint] = ()
    ) -> None:
        """Shows `content` beside a rectangle, inside the parent, and off the points of a wire that
        it is about."""
        self._pinned = pinned
        self.title.setText(content.title)
        self.title.setToolTip(tr("Pinned: press Escape to let go") if pinned else "")
        for widget, text in ((self.formula, content.formula), (self.note, content.note)):
            widget.setText(text)
            widget.setVisible(bool(text))
        self.formula.setStyleSheet(
            f"background: {themes.now().field}; border-radius: 6px; padding: 5px 8px;"
        )
        for number, (name, value) in enumerate(zip(self.names, self.values, strict=True)):
            there = number < len(content.rows)
            name.setVisible(there)
            value.setVisible(there)
            if there:
                name.setText(content.rows[number][0])
                value.setText(f"<b>{content.rows[number][1]}</b>")
        self._show_picture(content)
        self.setAccessibleName(content.title)
        self._column.activate()
        self.resize(self._fitting_size())
        self.move(self._place(beside, way))
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = themes.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        shade = theme.color("text") if theme.name == "light" else theme.color("window")
        for reach in range(_SHADOW, 0, -2):
            shade.setAlphaF(0.012 if theme.name == "light" else 0.09)
            painter.setBrush(shade)
            grown = box.adjusted(-reach, -reach + 3, reach, reach)
            painter.drawRoundedRect(grown, 8 + reach, 8 + reach)
        pen = QPen(theme.color("accent" if self._pinned else "border"), 1.4 if self._pinned else 1)
        painter.setPen(pen)
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(box, 8, 8)
        painter.end()

    def _arrange(self) -> None:
        edge = _SHADOW + 12
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(edge, edge - 1, edge, edge)
        column.setSpacing(7)
        column.addWidget(self.title)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.formula, 1)
        column.addLayout(top)
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        for number, (name, value) in enumerate(zip(self.names, self.values, strict=True)):
            grid.addWidget(name, number, 0)
            grid.addWidget(value, number, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        column.addWidget(self.note)
        for text in (self.formula, self.note):
            text.setWordWrap(True)
        self.formula.setTextFormat(Qt.TextFormat.RichText)

    def _show_picture(self, content: Content) -> None:
        self.picture.setVisible(content.picture is not None)
        if content.picture is not None:
            made = QPixmap.fromImage(content.picture)
            made.setDevicePixelRatio(2.0)
            self.picture.setPixmap(made)

    def _fitting_size(self) -> QSize:
        width = _WIDTH + 2 * _SHADOW
        height = self._column.heightForWidth(width)
        return QSize(width, height if height > 0 else self.sizeHint().height())

    def _place(self, beside: QRect, way: Sequence[QPoint]) -> QPoint:
        """Right of the rectangle, else left, below or above: the first place inside the parent in
        which it hides nothing of what it is about; else where it hides least."""
        room, size = self._room.rect(), self.size()
        widest = max(0, room.right() - size.width())
        lowest = max(0, room.bottom() - size.height())
        above = max((box.top() for box in self.corners), default=room.bottom())
        lows = lowest, min(lowest, max(0, above - size.height() + _SHADOW - _CLEAR))
        places = dict.fromkeys(
            (min(max(0, at.x()), widest), min(max(0, at.y()), low))
            for at in self._around(beside) for low in lows
        )
        spots = [QPoint(*at) for at in places]
        return min(spots, key=lambda at: self._hidden(at, beside, way))  # the first of equals

    def _around(self, beside: QRect) -> Iterator[QPoint]:
        """Corners for a card beside a rectangle, the best first."""
        size, middle = self.size(), beside.center()
        right = beside.right() + _BESIDE - _SHADOW
        left = beside.left() - _BESIDE + _SHADOW - size.width()
        low = beside.bottom() + _BESIDE - _SHADOW
        high = beside.top() - _BESIDE + _SHADOW - size.height()
        levels = (
            middle.y() - size.height() // 3,
            self.avoided.top() - size.height() + 2 * _SHADOW, self.avoided.bottom() - 2 * _SHADOW,
            low, high,
            *(y for spared in self.spared for y in (
                spared.bottom() + _BESIDE - _SHADOW,
                spared.top() - _BESIDE + _SHADOW - size.height(),
            )),
        )
        yield from (QPoint(x, y) for x in (right, left) for y in levels)
        across = (middle.x() - size.width() // 2, right, left)
        yield from (QPoint(x, y) for y in (low, high) for x in across)

    def _hidden(
        self, at: QPoint, beside: QRect, way: Sequence[QPoint]
    ) -> tuple[int, ...]:
        """How much a card there would hide: of the rectangle, of a wire, of the corners, of what
        else is to be avoided, and of what is to be spared."""
        own = QRect(at, self.size()).marginsRemoved(_INSIDE)
        on_way = sum(own.contains(point) for point in way)
        other = _common(own, self.avoided.marginsRemoved(_INSIDE))
        corners, spared = (
            sum(_common(own, box) for box in boxes) for boxes in (self.corners, self.spared)
        )
        return _common(own, beside), on_way, corners, other, spared


def _common(a: QRect, b: QRect) -> int:
    """How many pixels two rectangles share."""
    both = a.intersected(b)
    return 0 if both.isEmpty() else both.width() * both.height()
