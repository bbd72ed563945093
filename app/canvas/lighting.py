"""How ports answer while a wire is pulled: those that fit light up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple

from PySide6.QtCore import QPointF, QRectF

from app.canvas.card_item import CardItem
from app.canvas.fits import Fits
from app.canvas.hits import Hit
from app.canvas.open_ports import OpenPorts
from app.canvas.port_item import PortState
from app.canvas.scene import NetworkScene
from engine.graph import Wire

__all__ = ["Lighting"]

_TAKEN = 0.25
"""How much is seen of a wire whose end is in somebody's hand."""


class Lighting:
    """Asks what fits for every node that is seen, and shows it on its ports."""

    def __init__(self, scene: NetworkScene) -> None:
        self._scene = scene
        self._from = Hit()

    def begin(self, hit: Hit) -> None:
        """A wire is pulled from here: from an output port, or from an input port."""
        self._from = hit

    def light_ports(self, fits: Fits | None, *, forward: bool = True) -> None:
        """Lights the ports where the wire may end; None puts all back."""
        seen = self._scene.camera()[0]
        if fits is None:
            self.take(None)
        for node, count, sends, item in self._all():
            if fits is None or not item.box.intersects(seen) or node == self._from.node:
                item.light_ports({})
            elif forward:
                item.light_ports(self._into(node, count, fits))
            else:
                item.light_ports(self._out_of(node, fits) if sends else {})

    def port(self, hit: Hit) -> QPointF:
        """Where a port is in the scene."""
        items = self._scene.items_of
        if hit.kind == "port_in":
            return items.port_in(hit.node, hit.position)
        return items.port_out(hit.node)

    def room(self, node: str) -> QRectF:
        """Where a node is in the scene; empty for one that is not shown."""
        items = self._scene.items_of
        item = items.cards.get(node) or items.open.ports.get(node)
        return item.box if item is not None else QRectF()

    def rooms(self) -> list[QRectF]:
        """Where all nodes are that are shown."""
        items = self._scene.items_of
        shown = (*items.cards, *(node for node in items.open.ports if node not in items.cards))
        return [self.room(node) for node in shown]

    def node_at(self, point: QPointF) -> str:
        """The open node whose column of neurons is at a point of the scene, also between them; ""
        for none."""
        boxes = ((node, beside.box) for node, beside in self._scene.items_of.open.ports.items())
        return next((node for node, box in boxes if box.contains(point)), "")

    def take(self, wire: Wire | None) -> None:
        """Fades a wire whose end is held by the pointer; None puts it back."""
        items, held = self._scene.items_of, astuple(wire) if wire is not None else ()
        for key, link in items.links.items():
            link.setOpacity(_TAKEN if key == held else 1.0)
        for key, fan in items.open.fans.items():
            fan.setOpacity(_TAKEN if key == held else 1.0)
        for ends, wires in items.wires.items():
            wires.setOpacity(_TAKEN if ends == held[:2] else 1.0)

    def _all(self) -> Iterator[tuple[str, int, bool, CardItem | OpenPorts]]:
        """Every node with its number of input ports, and whether it can feed others."""
        items = self._scene.items_of
        for node, card in items.cards.items():
            yield node, card.content.ports, card.content.sends, card
        for node, beside in items.open.ports.items():
            yield node, beside.sockets.count, beside.sockets.sends, beside

    def _into(self, node: str, count: int, fits: Fits) -> dict[int, PortState]:
        return {
            port: "refuses" if fits.reason(Wire(self._from.node, node, port)) else "fits"
            for port in range(count)
        }

    def _out_of(self, node: str, fits: Fits) -> dict[int, PortState]:
        wire = Wire(node, self._from.node, self._from.position)
        return {-1: "refuses" if fits.reason(wire) else "fits"}
