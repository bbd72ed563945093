"""Pulling wires with the pointer: new ones from a port, and existing ones off a port."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtWidgets import QToolTip

from app.canvas.board_editing import BoardEditor
from app.canvas.fits import Fits
from app.canvas.gestures import SLOP, Press
from app.canvas.hits import Hit
from app.canvas.selection import OF_NODES
from app.canvas.tip_place import clear_spot, tip_size
from app.canvas.view import NetworkView
from app.widgets.tips import in_lines
from app.widgets.voice import voice
from engine.graph import Wire

__all__ = ["PullWire"]

_FREE = ("nothing", "wire", "link", "insert")
"""Where no node is: a wire let go there asks for one."""
_TIP = 8
_BESIDE = QPoint(2, 16)
"""How far from where it is asked for Qt shows a tip."""
"""A tooltip stands somewhat below the pixel it is asked for; it is to be near the node."""

Ask = Callable[[QPoint, str], None]
"""Asks at a pixel of the view which layer comes behind a node."""


class Lights(Protocol):
    """What shows which ports a wire fits."""

    def light_ports(self, fits: Fits | None, *, forward: bool = True) -> None: ...

    def take(self, wire: Wire | None) -> None: ...

    def node_at(self, point: QPointF) -> str: ...

    def port(self, hit: Hit) -> QPointF: ...

    def room(self, node: str) -> QRectF: ...

    def rooms(self) -> list[QRectF]: ...


class PullWire:
    """From an output port to an input port, or the other way round. Pressing an input port that
    has a wire takes that wire by its end: dropped elsewhere it ends there, dropped on nothing it is
    gone."""

    def __init__(
        self, view: NetworkView, lights: Lights, editor: BoardEditor, fits: Fits, press: Press,
        ask: Ask, old: Wire | None = None,
    ) -> None:
        self._view, self._lights, self._editor = view, lights, editor
        self._fits, self._hit, self._ask, self._old = fits, press.hit, ask, old
        self._forward = press.hit.kind == "port_out" or old is not None
        self._first = QPoint()
        self._pulling = False
        self._said = ""

    def start(self, at: QPoint) -> None:
        self._first = at

    def move(self, at: QPoint) -> None:
        if not self._pulling and (at - self._first).manhattanLength() > SLOP:
            self._pulling = True
            self._lights.light_ports(self._fits, forward=self._forward)
            self._lights.take(self._old)
            self._view.show_cursor(Qt.CursorShape.CrossCursor)
        if self._pulling:
            self._show(at)

    def finish(self, at: QPoint) -> None:
        pulling, over = self._pulling, self._over(at)
        self.cancel()
        if not pulling:
            self._view.activate(self._hit)
            return
        wire = self._wire(over)
        if wire == self._old and wire is not None:
            return
        if wire is not None and not self._fits.reason(wire):
            self._editor.connect(wire.source, wire.target, wire.port, self._old)
        elif self._old is not None and wire is None:
            self._editor.disconnect(self._old)
        elif wire is None and over.kind in _FREE and self._forward:
            self._ask(at, self._hit.node)

    def cancel(self) -> None:
        self._pulling = False
        self._lights.light_ports(None)
        self._view.show_wire(None, None, "plain")
        self._view.show_cursor(None)
        QToolTip.hideText()

    def _show(self, at: QPoint) -> None:
        """The wire as far as the pointer, and why it may not end there."""
        over = self._over(at)
        wire = self._wire(over)
        reason = self._fits.reason(wire) if wire is not None and wire != self._old else ""
        end = self._view.mapToScene(at)
        if over.kind in ("port_in", "port_out") and not reason:
            end = self._lights.port(over)
        own = Hit("port_out", self._old.source) if self._old is not None else self._hit
        state = "refuses" if reason else "fits" if wire is not None else "plain"
        start = self._lights.port(own)
        if not self._forward:
            start, end = end, start
        self._view.show_wire(start, end, state)
        if reason:
            self._refuse(over, at, reason)
        else:
            QToolTip.hideText()

    def _over(self, at: QPoint) -> Hit:
        """What is at a pixel; between the neurons of a column that is its node."""
        hit = self._view.hit_at(at)
        node = self._lights.node_at(self._view.mapToScene(at)) if hit.kind in _FREE else ""
        return Hit("header", node) if node else hit

    def _refuse(self, over: Hit, at: QPoint, reason: str) -> None:
        """Says why not, below the node, or where else it covers none, so that names and ports stay
        in sight."""
        view, text = self._view, in_lines(reason)
        low = view.mapFromScene(self._lights.room(over.node)).boundingRect().bottom()
        wanted = QPoint(at.x(), max(at.y() + 8, low - _TIP)) + _BESIDE
        boxes = [view.mapFromScene(room).boundingRect() for room in self._lights.rooms()]
        spot = clear_spot(wanted, tip_size(text), boxes, view.viewport().rect()) - _BESIDE
        QToolTip.showText(view.viewport().mapToGlobal(spot), text, view.viewport())
        if reason != self._said:
            self._said = reason
            voice.say(view, reason)

    def _wire(self, over: Hit) -> Wire | None:
        """The wire that a release over something would draw; None over no node."""
        if over.kind not in OF_NODES:
            return None
        if not self._forward:
            return Wire(over.node, self._hit.node, self._hit.position)
        source = self._old.source if self._old is not None else self._hit.node
        port = over.position if over.kind == "port_in" else self._fits.free_port(over.node)
        return Wire(source, over.node, port)
