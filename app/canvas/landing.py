"""Where a layer that is dragged over the canvas would fall: a gap, a wire, a node, a free place."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from app.canvas.arrangement import Sight
from app.canvas.hits import NOTHING, Hit
from app.canvas.pointing import hit_items
from app.canvas.population import Population
from app.canvas.selection import link_of
from app.canvas.wire_look import WireLook
from app.model.edits import FIXED
from engine.layers import layers

__all__ = ["Landing"]

_NODE = ("card", "neuron", "header", "more", "less", "fold", "settings")
_BESIDE = 60.0
"""How far above and below a network that fills the view its gaps reach."""


class Landing:
    """Marks and tells it: "insert" is the gap behind a node, "link" a wire, "card" a node that
    takes an activation, "nothing" a free place."""

    def __init__(self, items: Population) -> None:
        self._items = items

    def mark(self, kind: str, point: QPointF | None, sight: Sight | None) -> Hit:
        """Marks what is at `point`; None takes the mark away."""
        found = NOTHING
        if point is not None and sight is not None:
            found = self._found(kind, point, sight)
        for node, insert in self._items.open.inserts.items():
            insert.dropping = found.kind == "insert" and node == found.node
        for key, link in self._items.links.items():
            lit = found.kind == "link" and key == (found.source, found.node, found.position)
            link.show_look(WireLook(hovered=lit, greyed=link.look.greyed))
            if key in self._items.open.fans:
                self._items.open.fans[key].show_state(hovered=lit, selected=False)
        for node, card in self._items.cards.items():
            card.hover(found if found.kind == "card" and node == found.node else NOTHING)
        return found

    def _found(self, kind: str, point: QPointF, sight: Sight) -> Hit:
        if kind in FIXED:
            return NOTHING  # an end of the network stands in no gap and on no wire
        hit = hit_items(self._items, point)
        bends = kind in layers and layers[kind].category == "Activation"
        if hit.kind in _NODE and bends and hit.node not in sight.folding.groups:
            return Hit("card", hit.node)
        if hit.kind == "link" and link_of(hit) in self._items.links:
            return hit
        if hit.kind in ("wire", "link"):
            return Hit("insert", hit.source)
        return self._gap(point, sight)

    def _gap(self, point: QPointF, sight: Sight) -> Hit:
        """The nearest gap of a network that fills the view, on the board only one right there."""
        layout, best, found = sight.layout, 1e9, NOTHING
        for node, item in self._items.open.inserts.items():
            place = layout.places[node]
            across = abs(item.middle.x() - point.x())
            within = place.header - _BESIDE <= point.y() <= place.bottom + _BESIDE
            reach = layout.step * (0.25 if layout.board else 0.75)
            gap = across + 0.3 * abs(item.middle.y() - point.y())
            if within and across <= reach and gap < best:
                best, found = gap, Hit("insert", node)
        return found
