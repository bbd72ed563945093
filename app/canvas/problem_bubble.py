"""The bubble beside a node that does not work: what is wrong, and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.canvas.card_plate import paint_shadow
from app.theme import themes
from app.widgets.buttons import Button
from app.widgets.card import label
from app.widgets.flow import Flow

__all__ = ["ProblemBubble"]

_SHADOW, _EDGE, _WIDTH, _GAP = 12, 14, 316, 12
_OWN = 100
"""So much worse it is to cover what it is about than to cover anything else."""
_FAR, _NEAR = 30, 12
"""One pixel away from it is as bad as to cover so many others; and how many of those around it
are gone around for a free place."""


class ProblemBubble(QFrame):
    """Shows itself next to a rectangle of its parent; `picked(number)` when a button is pressed."""

    picked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.title, self.sentence = label("problem", self), label("muted", self)
        self.buttons: list[Button] = []
        self._holder = QWidget(self)
        self._flow = Flow(self._holder, gap=8)
        column = QVBoxLayout(self)
        edge = _SHADOW + _EDGE
        column.setContentsMargins(edge, edge - 2, edge, edge)
        column.setSpacing(7)
        for text in (self.title, self.sentence):
            text.setWordWrap(True)
            column.addWidget(text)
        column.addWidget(self._holder)
        themes.changed.connect(self.update)
        self.hide()

    def show_problem(
        self, title: str, sentence: str, buttons: Sequence[str], beside: QRect,
        avoided: Iterable[QRect] = (),
    ) -> None:
        """Says what is wrong beside a rectangle of the parent, where it covers least of others
        that are to be `avoided`. The first button is the best."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        if [button.text() for button in self.buttons] != list(buttons):
            self._offer(buttons)
        self._holder.setVisible(bool(buttons))
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.resize(self._fitting_size())
        self.move(self._place(beside, tuple(avoided)))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = themes.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        paint_shadow(painter, box, theme)
        painter.setPen(QPen(theme.color("danger", 0.45), 1.2))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(box, 9, 9)
        painter.end()

    def _offer(self, buttons: Sequence[str]) -> None:
        for old in self.buttons:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = []
        for number, text in enumerate(buttons):
            button = Button(tone="" if number else "soft", parent=self._holder)
            button.set_words(text)
            button.clicked.connect(partial(self.picked.emit, number))
            button.show()
            self._flow.addWidget(button)
            self.buttons.append(button)

    def _fitting_size(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        # Of a layout in a widget the height for a width is kept until an event says it is old.
        self._flow.activate()
        self._holder.updateGeometry()
        layout.activate()
        width = min(_WIDTH + 2 * _SHADOW, max(160, self._room.width()))
        height = layout.heightForWidth(width)
        return QSize(width, height if height > 0 else self.sizeHint().height())

    def _place(self, beside: QRect, avoided: Sequence[QRect]) -> QPoint:
        """Below the rectangle or above it, else at its side, else beside what is around it: where
        it covers least and is not far, and always inside the parent."""
        room, size = self._room.rect(), self.size()
        inside = [
            QPoint(
                min(max(room.left(), x), max(room.left(), room.right() - size.width())),
                min(max(room.top(), y), max(room.top(), room.bottom() - size.height())),
            )
            for box in (beside, *sorted(avoided, key=partial(_apart, beside))[:_NEAR])
            for x, y in self._corners(box)
        ]
        plates = [
            QRect(corner, size).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW) for corner in inside
        ]
        away = np.array([max(0, _apart(plate, beside) - _GAP) for plate in plates])
        cost = _covered(plates, avoided) + _OWN * _covered(plates, [beside]) + _FAR * away
        return inside[int(cost.argmin())]  # of equals the first

    def _corners(self, beside: QRect) -> Iterator[tuple[int, int]]:
        """Where its corner may be beside a rectangle, the best places first."""
        wide, tall = self.width(), self.height()
        gap = _GAP - _SHADOW
        left, right = beside.left() - _SHADOW, beside.right() + _SHADOW - wide
        for y in (beside.bottom() + gap, beside.top() - gap - tall):
            for x in (beside.center().x() - wide // 2, left, right):
                yield x, y
        top, low = beside.top() - _SHADOW, beside.bottom() + _SHADOW - tall
        for x in (beside.right() + gap, beside.left() - gap - wide):
            for y in (beside.center().y() - tall // 2, top, low):
                yield x, y


def _apart(a: QRect, b: QRect) -> int:
    """How many pixels lie between two rectangles."""
    both = a.united(b)
    across = max(0, both.width() - a.width() - b.width())
    return across + max(0, both.height() - a.height() - b.height())


def _covered(plates: Sequence[QRect], boxes: Sequence[QRect]) -> NDArray[np.int64]:
    """How many pixels of the boxes lie under each plate, those of two boxes counted twice."""
    upper, other = _edges(plates)[:, None], _edges(boxes)[None]
    least, most = np.maximum(upper, other), np.minimum(upper, other)
    sides = (most[..., 2:] - least[..., :2]).clip(0)
    return np.asarray(sides.prod(axis=-1).sum(axis=-1))


def _edges(boxes: Sequence[QRect]) -> NDArray[np.int64]:
    """Left, top, right and bottom of each, in rows."""
    rows = [(b.x(), b.y(), b.x() + b.width(), b.y() + b.height()) for b in boxes]
    return np.array(rows, np.int64).reshape(-1, 4)
