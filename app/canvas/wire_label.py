"""The label of a wire between two cards: the shape of what flows, on the place it has found.

It looks for a place when it is seen, clear of cards, other wires and their labels, and is kept as
a pixmap. Far out its letters are larger, and farther out there is none.
"""

from __future__ import annotations

import operator
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.canvas.brushes import font
from app.canvas.crowd import Crowd
from app.canvas.drawn import Allowance, Drawn
from app.canvas.labels import LETTERS, MEDIUM, Label, Way, label_on, label_size
from app.canvas.pane import Pane
from app.canvas.wire_curve import WireCurve
from app.canvas.wire_look import WireLook
from app.theme import themes

__all__ = ["WireLabel"]

_LARGEST, _ON_SCREEN, _SEEN = 18, 10.0, 0.42
"""The size of its letters at most when far out, on the screen then, and the zoom below which
there is none."""
_STUB, _FAR_STUB = 9.0, 7.0
"""Pixels of a wire that its label leaves to be seen on either side, and on the screen far out."""
_ABOVE = 24.0
"""Room for a label above or below its wire, besides its own height."""


class WireLabel:
    """Says `text` on a curve; `wire` tells it from the labels of other wires.

    It is placed when it is seen, as far as `allowance` goes; else by `work`. `bounds` are the room
    of wire and label, wherever that will lie. Whoever owns it repaints it.
    """

    def __init__(
        self, wire: Hashable, curve: WireCurve, text: str, allowance: Allowance | None = None
    ) -> None:
        self._wire, self._allowance = wire, allowance
        self.text = text
        self._look = WireLook()
        self._pill = Drawn()
        self._sizes = LETTERS, _STUB
        self._others: Sequence[NDArray[np.float64]] = ()
        self._crowd = Crowd()
        self.follow(curve)

    # --- where it may lie -------------------------------------------------------------------

    def follow(self, curve: WireCurve, *, aside: bool = False) -> None:
        """Its wire takes another way; `aside` it leaves the middle to a neighbour's label."""
        self._curve, self._aside = curve, aside
        self._placed = Label()
        self._pill.forget()
        self._measure()

    def say(self, text: str) -> None:
        """Says something else."""
        self.text = text
        self._measure()

    def stand_clear(self, others: Sequence[NDArray[np.float64]]) -> bool:
        """Keeps off other wires, given as points along them; whether these are others now."""
        same = len(others) == len(self._others) and all(map(operator.is_, others, self._others))
        if not same:
            self._others = others
            self._unsettle()
        return not same

    def join(self, crowd: Crowd) -> bool:
        """Keeps off cards and other labels, which may leave it less room, or more; whether it has
        to look for a place again."""
        box = self._placed.box
        less = not self._unsure and (box.isEmpty() or crowd.covers(box))
        if crowd is self._crowd and not less:
            return False
        self._crowd.drop(self._wire)
        self._crowd = crowd
        self._unsettle()
        return True

    @property
    def box(self) -> QRectF:
        """Where it lies; empty where there is no room for it."""
        return self._settled.box

    def covers(self, point: QPointF) -> bool:
        """Whether a point of the scene is on what is seen of it."""
        return self._shown.box.contains(point)

    def _measure(self) -> None:
        """The room of wire and label, which is asked for at every frame."""
        self.bounds = self._curve.box
        if self.text:
            wide, tall = label_size(self.text, _LARGEST)
            knots = self._curve.knots
            wide = max(wide, abs(knots[-1][0] - knots[0][0]))
            above = 0.0 if self._curve.bends else 2 * tall + _ABOVE
            largest = QRectF(0, 0, wide + 4, tall + 4 + above)
            largest.moveCenter(self._curve.middle)
            self.bounds = self.bounds.united(largest)
        self._unsettle()

    def _unsettle(self) -> None:
        """It may have to lie elsewhere; it looks for its place when it is seen."""
        self._unsure = True
        """Whether it is where it was placed last."""
        self._crowd.drop(self._wire)
        self._pill.expire()

    @property
    def _shown(self) -> Label:
        """What is read and where; without room it is read while its wire is looked at."""
        label = self._settled
        if label.text or not self._look.hovered:
            return label
        wide, tall = label_size(self.text, self._sizes[0])
        box = QRectF(0, 0, wide, tall)
        box.moveCenter(self._curve.middle)
        return Label(self.text, box, self._sizes[0])

    @property
    def _settled(self) -> Label:
        """The label on the place it has found."""
        if self._unsure:
            self._unsure = False
            letters, stub = self._sizes
            curve, near = self._curve, self._near()
            way = Way(curve.knots, curve.line, self._others, self._aside, near)
            said = self.text, curve.knots
            alone = self.text and not self._crowd.says(self._wire, self._sizes, said)
            self._placed = label_on(way, self.text, letters, stub) if alone else Label()
            if self._placed.text:
                self._crowd.put(self._wire, self._sizes, self._placed.box, said)
        return self._placed

    def _near(self) -> Sequence[QRectF]:
        """What is in its way."""
        return self._crowd.near(self._wire, self._sizes, self.bounds) if self.text else ()

    # --- how it is painted ------------------------------------------------------------------

    def show_look(self, look: WireLook) -> None:
        """Is lit, greyed or wrong as its wire is."""
        self._look = look
        self.restyle()

    def restyle(self) -> None:
        """Its colours have changed."""
        self._pill.expire()

    @property
    def stale(self) -> bool:
        """Whether it is not as sharp as it could be, as the zoom is another one, or changed."""
        return self._pill.stale

    def work(self) -> None:
        """Draws it anew; it is seen when the scene is painted again."""
        self._pill.draw(self._room, self._paint)

    def show_on(self, pane: Pane) -> None:
        """Paints it, if it can be read."""
        if not self.text or pane.zoom < _SEEN:
            return
        self._grow(pane.zoom)
        allowance = self._allowance if pane.kept and self._unsure else None
        if allowance is not None and not allowance.take(waits=self._pill.shown):
            x, y = self._placed.box.topLeft().toTuple()
            self._pill.keep(pane, x - 1, y - 1)
            return
        box = self._shown.box
        if box.isEmpty():
            return
        if pane.kept:
            if self._pill.expired:
                self._pill.forget()
            self._pill.show(pane, box.x(), box.y(), self._room, self._paint)
            return
        painter = pane.painter
        painter.translate(box.topLeft())
        self._paint(painter, pane.scale)
        painter.translate(-box.topLeft())

    def _grow(self, zoom: float) -> None:
        """Far out the letters are larger, to be read, and must leave more of the wire."""
        letters = min(_LARGEST, max(LETTERS, round(_ON_SCREEN / zoom)))
        sizes = letters, max(_STUB, float(round(_FAR_STUB / zoom)))
        if sizes != self._sizes:
            self._sizes = sizes
            self._unsettle()

    @property
    def _room(self) -> QRectF:
        """What is painted of it reaches so far around its corner."""
        return QRectF(QPointF(), self._shown.box.size()).adjusted(-1, -1, 1, 1)

    def _paint(self, painter: QPainter, scale: float) -> None:
        theme, look, shown = themes.now(), self._look, self._shown
        box = QRectF(QPointF(), shown.box.size())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = "danger" if look.problem else "accent" if look.lit else "border"
        painter.setPen(QPen(theme.color(role), 1.2))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(font(shown.letters, MEDIUM))
        painter.setPen(theme.color("muted" if look.greyed else "text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown.text)
