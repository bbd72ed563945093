"""The ports of a node that is open: circles beside the column of its neurons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.cards import port_offsets, rim_height
from app.canvas.hits import NOTHING, Hit
from app.canvas.layout import Place
from app.canvas.port_item import PORT, REACH, PortState, on_port, paint_end, paint_port
from app.model.fitting import ports
from app.theme import themes
from engine.graph import Graph

__all__ = ["OpenPorts", "Sockets", "sockets"]

_BESIDE = 14.0
"""How far beside its neurons a column has its ports."""
_APART = 24.0
"""Ports of a column are at least so far apart, however short it is."""
_SHARE = 0.27
"""Of a narrow gap between two columns."""
_REACH = 3.0
"""How far beside a port a press takes it among the wires of neurons."""
_NEAR = 30.0
"""How near a column the pointer wakes its ports."""


@dataclass(frozen=True)
class Sockets:
    """Where wires of a node may end and begin: how many input ports there are, which of them have
    a wire, whether it can feed others and whether it does, and how many wires it needs."""

    count: int
    taken: tuple[int, ...]
    sends: bool
    feeds: bool
    needs: int = 0

    def free(self, port: int) -> bool:
        """Whether no wire is at a port; the output is −1."""
        return port not in self.taken if port >= 0 else self.sends and not self.feeds

    def lacks(self, port: int) -> bool:
        """Whether the node plays no part without a wire there."""
        return self.free(port) and (port < 0 or len(self.taken) < self.needs)


def sockets(graph: Graph, node: str) -> Sockets:
    """The sockets of a node of `graph`."""
    taken = tuple(wire.port for wire in graph.wires_into(node))
    layer = graph.node(node).layer
    sends, needs = layer.name != "output", layer.inputs[0]
    return Sockets(len(ports(graph, node)), taken, sends, bool(graph.targets(node)), needs)


class OpenPorts(QGraphicsItem):
    """The ports beside one column. Free ones are always seen, others when the node is selected, the
    pointer is near or a wire is being pulled: the neurons have wires of their own. Where the wire
    of a card ends there is a dot.

    `gap`: the room to the next column of a network that fills the view; there, of the free ones
    only those are always seen that need a wire. None on the board.
    """

    def __init__(
        self, node: str, found: Sockets, place: Place, gap: float | None = None
    ) -> None:
        super().__init__()
        self.node, self.sockets = node, found
        self._quiet = gap is not None
        self._beside = _BESIDE if gap is None else min(_BESIDE, gap * _SHARE)
        self._reach = REACH if gap is None else min(_REACH, gap * _SHARE - PORT)
        self._box = QRectF(place.left, place.top, place.right - place.left,
                           place.bottom - place.top)
        self._hovered = NOTHING
        self._near = self._selected = False
        self._states: Mapping[int, PortState] = {}
        self._ends: frozenset[int] = frozenset()
        self.setZValue(1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def port_out(self) -> QPointF:
        """Where wires begin."""
        return QPointF(self._box.right() + self._beside, self._box.center().y())

    def port_in(self, port: int) -> QPointF:
        """Where wires into an input port end."""
        rim = self._rim
        offsets = port_offsets(max(1, self.sockets.count), rim.height())
        offset = offsets[min(port, len(offsets) - 1)]
        return QPointF(rim.left() - self._beside, rim.top() + offset)

    @property
    def box(self) -> QRectF:
        """The neurons in the scene."""
        return self._box

    def hit(self, point: QPointF) -> Hit:
        """The port at a point of the scene, or NOTHING."""
        if self.sockets.sends and on_port(point, self.port_out, self._reach):
            return Hit("port_out", self.node, 0)
        inputs = range(self.sockets.count)
        reached = [k for k in inputs if on_port(point, self.port_in(k), self._reach)]
        if not reached:
            return NOTHING
        nearest = min(reached, key=lambda k: abs(self.port_in(k).y() - point.y()))
        return Hit("port_in", self.node, nearest)

    def hover(self, hit: Hit) -> None:
        """Lights what is under the pointer; NOTHING when that is elsewhere."""
        if not hit.same(self._hovered):
            self._hovered = hit
            self.update()

    def approach(self, point: QPointF | None) -> None:
        """The pointer is at a point of the scene, or elsewhere."""
        room = self._rim.adjusted(-_NEAR, -PORT, _NEAR, PORT)
        near = point is not None and room.contains(point)
        if near != self._near:
            self._near = near
            self.update()

    def select(self, *, selected: bool) -> None:
        """Shows all ports of a node that is selected."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def show_ends(self, ends: frozenset[int]) -> None:
        """At which ports wires of cards end: input ports by number, the output as −1."""
        if ends != self._ends:
            self._ends = ends
            self.update()

    def light_ports(self, states: Mapping[int, PortState]) -> None:
        """How ports answer to a wire that is pulled: input ports by number, the output as −1."""
        self._states = states
        self.update()

    def boundingRect(self) -> QRectF:
        reach = _BESIDE + PORT + 7
        return self._rim.adjusted(-reach, -PORT - 7, reach, PORT + 7)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = themes.now()
        places = {port: self.port_in(port) for port in range(self.sockets.count)}
        if self.sockets.sends:
            places[-1] = self.port_out
        for port, place in places.items():
            if self.shows(port):
                paint_port(painter, place, theme, self._state(port))
            elif port in self._ends:
                paint_end(painter, place, theme)

    def shows(self, port: int) -> bool:
        """Whether a port is seen just now; the output is −1."""
        waiting = self.sockets.lacks(port) if self._quiet else self.sockets.free(port)
        looked_at = self._near or self._selected or self._hovered != NOTHING
        return waiting or looked_at or port in self._states

    @property
    def _rim(self) -> QRectF:
        """The neurons, and above and below them what the input ports need to stand apart."""
        short = max(0.0, rim_height(self.sockets.count, _APART) - self._box.height()) / 2
        return self._box.adjusted(0.0, -short, 0.0, short)

    def _state(self, port: int) -> PortState:
        hit = self._hovered
        at = -1 if hit.kind == "port_out" else hit.position if hit.kind == "port_in" else -2
        return self._states.get(port, "hovered" if port == at else "plain")
