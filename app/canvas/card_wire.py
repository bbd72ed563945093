"""The item that draws one wire between two cards, with the shape of what flows through it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPen

from app.canvas.crowd import Crowd
from app.canvas.drawn import Allowance
from app.canvas.hits import NOTHING, Hit
from app.canvas.pane import Pane
from app.canvas.sheet import Laid
from app.canvas.strength import Strength
from app.canvas.wire_curve import WireCurve
from app.canvas.wire_label import WireLabel
from app.canvas.wire_look import WireLook, line_pen, paint_flow

__all__ = ["CardWireItem"]

_REACH = 5.0
"""How near to its curve it can be touched."""
_FLOWING = 0.3
"""The least share of the greatest strength at which dashes run along it."""
_FADED = 0.35
_OVER = 5.0


class CardWireItem(Laid):
    """One curve through `knots`, the last at input `port` of `target`; its `label` says the shape.

    `phase` moves the light dashes on strong wires, in logical pixels; 0 hides them. Its label is
    placed when it is seen, as far as `allowance` goes; else by `work`.
    """

    def __init__(
        self, source: str, target: str, port: int, knots: Sequence[tuple[float, float]],
        label: str = "", allowance: Allowance | None = None,
    ) -> None:
        super().__init__()
        self.source, self.target, self.port = source, target, port
        self.phase = 0.0
        self.strength = Strength()
        self.look = WireLook()
        self._left = False
        self._ink: tuple[float, QPen] | None = None
        """The scale it was last painted in, and its pen then."""
        self.knots = self.way = tuple(knots)
        """The way it takes, and the one it would take if it were alone."""
        self.lane: int | None = None
        """Which of the lanes around the same nodes it has; None before it has one."""
        self._curve = WireCurve(self.knots)
        self.label = WireLabel((source, target, port), self._curve, label, allowance)
        self._lift()

    # --- its way ----------------------------------------------------------------------------

    def lead(self, knots: Sequence[tuple[float, float]]) -> None:
        """Takes another way."""
        if tuple(knots) != self.way:
            self.way, self.lane = tuple(knots), None
            self._run(self.way)

    def keep_lane(self, knots: tuple[tuple[float, float], ...], number: int) -> bool:
        """Runs through these knots instead, beside other wires that go around nodes; whether it
        was elsewhere. Labels on neighbouring lanes do not stand one above the other."""
        elsewhere = (knots, number) != (self.knots, self.lane or 0)
        self.lane = number
        if elsewhere:
            self._run(knots)
        return elsewhere

    def _run(self, knots: tuple[tuple[float, float], ...]) -> None:
        self.prepareGeometryChange()
        self.knots, self._curve = knots, WireCurve(knots)
        self.label.follow(self._curve, aside=(self.lane or 0) % 2 == 1)
        self._lift()

    @property
    def line(self) -> NDArray[np.float64]:
        """Points along it, (points, 2)."""
        return self._curve.line

    @property
    def middle(self) -> QPointF:
        """Half of the way along it."""
        return self._curve.middle

    def distance(self, point: QPointF) -> float:
        """From a point of the scene to the curve."""
        return self._curve.distance(point)

    def hit(self, point: QPointF) -> Hit:
        """This wire, if the point is on its curve or its label."""
        if not self.label.bounds.contains(point):
            return NOTHING  # most labels are never asked where they lie
        on = self.label.covers(point) or (not self._left and self.distance(point) <= _REACH)
        return Hit("link", self.target, self.port, self.source) if on else NOTHING

    # --- its label --------------------------------------------------------------------------

    def show_label(self, label: str) -> None:
        """Says another shape."""
        if label != self.label.text:
            self.prepareGeometryChange()
            self.label.say(label)

    def stand_clear(self, others: Sequence[NDArray[np.float64]]) -> None:
        """Keeps its label off other wires, given as points along them."""
        if self.label.stand_clear(others):
            self.prepareGeometryChange()

    def join(self, crowd: Crowd) -> None:
        """Keeps its label off cards and other labels, which may leave it less room, or more."""
        if self.label.join(crowd):
            self.update()

    @property
    def stale(self) -> bool:
        """Whether its label is not as sharp as it could be: the zoom is another one."""
        return self.label.stale

    def work(self) -> None:
        """Draws the label anew; it is seen when the scene is painted again."""
        self.label.work()

    # --- its looks --------------------------------------------------------------------------

    def show_strength(self, strength: Strength) -> None:
        """Takes the sign and size of its weights."""
        if strength != self.strength:
            self.strength, self._ink = strength, None
            self.update()

    def leave_line(self, left: bool) -> None:
        """Whether other wires stand for its line, so that only its label is seen."""
        if left != self._left:
            self._left = left
            self.update()

    def show_look(self, look: WireLook) -> None:
        """Is lit, greyed, faded, or marked as wrong."""
        if look != self.look:
            self.look = look
            self.label.show_look(look)
            self._lift()
            self.restyle()

    def restyle(self) -> None:
        """Draws it in the colours of the theme in use."""
        self.label.restyle()
        self._ink = None
        self.update()

    def boundingRect(self) -> QRectF:
        return self.label.bounds

    def show_on(self, pane: Pane) -> None:
        painter, faded = pane.painter, self.look.faded
        before = painter.opacity() if faded else 1.0
        if faded:
            painter.setOpacity(before * _FADED)
        if not self._left:
            painter.strokePath(self._curve.path, self._pen(pane.scale))
            if self.phase and not self.look.greyed and self.strength.share >= _FLOWING:
                paint_flow(painter, self._curve.pixels, self.phase)
        self.label.show_on(pane)
        if faded:
            painter.setOpacity(before)

    def _pen(self, scale: float) -> QPen:
        if self._ink is None or self._ink[0] != scale:
            self._ink = scale, line_pen(self.look, self.strength, scale)
        return self._ink[1]

    def _lift(self) -> None:
        """Short wires and labels over long ones, and over all what is read only while looked at."""
        alone = self.look.hovered and bool(self.label.text) and self.label.box.isEmpty()
        self.raise_to(_OVER if alone else -3.0 if self._curve.bends else -2.0)
