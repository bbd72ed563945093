"""What the pointer, the keyboard and the selection change in the look of items."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from app.canvas.arrangement import Sight
from app.canvas.card_wire import CardWireItem
from app.canvas.hits import NOTHING, Hit, Spot
from app.canvas.population import Population
from app.canvas.selection import NOBODY, Chosen, link_of
from app.model.board import Board

__all__ = ["Marking"]

_ON_BOARD = ("note", "note_corner", "group")
_ON_NODE = ("neuron", "header", "more", "less", "fold", "card", "port_in", "port_out", "settings")


class Marking:
    """Marks the items of a population. `chosen` is what is selected."""

    def __init__(self, items: Population) -> None:
        self._items = items
        self.sight: Sight | None = None
        self.chosen = NOBODY

    def hover(self, hit: Hit, *, inside: bool) -> None:
        """Lights what is under the pointer and lets its wires stand out."""
        over = hit.node if hit.kind in _ON_NODE else ""
        for node, column in self._items.columns.items():
            column.hover(hit if node == over else NOTHING)
        for node, card in self._items.cards.items():
            card.hover(hit if node == over else NOTHING)
        for node, beside in self._items.ports.items():
            beside.hover(hit if node == over else NOTHING)
        for key, link in self._items.links.items():
            lit = hit.kind == "link" and key == (hit.source, hit.node, hit.position)
            self._light(link, hovered=lit, selected=key in self.chosen.links)
        for key, bundle in self._items.bundles.items():
            lit = hit.kind == "link" and key == link_of(hit)
            bundle.show_state(hovered=lit, selected=key in self.chosen.links)
        for id, note in self._items.notes.items():
            note.hover(hit if id == hit.node and hit.kind in _ON_BOARD else NOTHING)
        for id, group in self._items.groups.items():
            group.hover(hit if id == hit.node and hit.kind in _ON_BOARD else NOTHING)
        for node, insert in self._items.inserts.items():
            insert.there = inside
            insert.lit = hit.kind == "insert" and hit.node == node

    def approach(self, point: QPointF | None) -> None:
        """Shows ports and handles near the pointer; None when that is elsewhere."""
        for beside in self._items.ports.values():
            beside.approach(point)
        for bundle in self._items.bundles.values():
            bundle.approach(point)

    def mark(self, spot: Spot, *, focused: bool) -> None:
        """Shows where the keyboard is."""
        for item in self._items.columns.values():
            item.mark(spot, focused=focused)
        for node, card in self._items.cards.items():
            chosen = self._is_chosen(node)
            card.select(selected=chosen or node == spot.node, focused=focused and node == spot.node)

    def choose(self, chosen: Chosen) -> None:
        """Shows what is selected."""
        self.chosen = chosen
        for node, item in self._items.columns.items():
            item.choose(chosen=node in chosen.nodes)
        for node, card in self._items.cards.items():
            card.select(selected=self._is_chosen(node))
        for key, link in self._items.links.items():
            self._light(link, hovered=False, selected=key in chosen.links)
        for node, beside in self._items.ports.items():
            beside.select(selected=node in chosen.nodes)
        for key, bundle in self._items.bundles.items():
            bundle.show_state(hovered=False, selected=key in chosen.links)
        for id, note in self._items.notes.items():
            note.select(selected=id in chosen.notes)
        board = self.sight.board if self.sight is not None else Board()
        for group in board.groups:
            if group.id in self._items.groups:
                whole = chosen.nodes.issuperset(group.nodes)
                self._items.groups[group.id].select(selected=whole)

    def pin(self, hit: Hit) -> None:
        """Shows which neuron is pinned; NOTHING for none."""
        for node, item in self._items.columns.items():
            item.pin(hit.position if (hit.kind, hit.node) == ("neuron", node) else -1)

    def _light(self, link: CardWireItem, *, hovered: bool, selected: bool) -> None:
        """Lights a wire; one that leads nowhere stays grey."""
        contents = self.sight.contents if self.sight is not None else {}
        ends = [contents[end] for end in (link.source, link.target) if end in contents]
        link.show_state(
            hovered=hovered, selected=selected, greyed=any(end.loose for end in ends)
        )

    def _is_chosen(self, node: str) -> bool:
        """Whether a node is selected, or for a folded group all its nodes."""
        members = self.sight.folding.members.get(node, (node,)) if self.sight else (node,)
        return self.chosen.nodes.issuperset(members)
