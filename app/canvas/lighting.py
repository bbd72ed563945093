"""How ports answer while a wire is pulled: those that fit light up."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from app.canvas.card_item import CardItem
from app.canvas.fits import Fits
from app.canvas.hits import Hit
from app.canvas.port_item import PortState
from app.canvas.scene import NetworkScene
from engine.graph import Wire

__all__ = ["Lighting"]


class Lighting:
    """Asks what fits for every card that is seen, and shows it on its ports."""

    def __init__(self, scene: NetworkScene) -> None:
        self._scene = scene
        self._from = Hit()

    def begin(self, hit: Hit) -> None:
        """A wire is pulled from here: from an output port, or from an input port."""
        self._from = hit

    def light_ports(self, fits: Fits | None, *, forward: bool = True) -> None:
        """Lights the ports where the wire may end; None puts all back."""
        seen = self._scene.camera()[0]
        for node, card in self._scene.items_of.cards.items():
            if fits is None or not card.box.intersects(seen) or node == self._from.node:
                card.light_ports({})
            else:
                card.light_ports(self._into(card, fits) if forward else self._out_of(card, fits))

        for (node, side), port in self._scene.items_of.ports.items():
            mine = node == self._from.node
            asked = fits is not None and not mine and (side == "in") == forward
            port.setVisible(asked or (fits is not None and mine))
            if fits is not None and asked:
                wire = Wire(self._from.node, node, fits.free_port(node))
                if not forward:
                    wire = Wire(node, self._from.node, self._from.position)
                port.show_state("refuses" if fits.reason(wire) else "fits")

    def port(self, hit: Hit) -> QPointF:
        """Where a port is in the scene."""
        items = self._scene.items_of
        if hit.kind == "port_in":
            return items.port_in(hit.node, hit.position)
        return items.port_out(hit.node)

    def _into(self, card: CardItem, fits: Fits) -> dict[int, PortState]:
        node = card.content.node
        return {
            port: "refuses" if fits.reason(Wire(self._from.node, node, port)) else "fits"
            for port in range(card.content.ports)
        }

    def _out_of(self, card: CardItem, fits: Fits) -> dict[int, PortState]:
        if not card.content.sends:
            return {}
        wire = Wire(card.content.node, self._from.node, self._from.position)
        return {-1: "refuses" if fits.reason(wire) else "fits"}
