"""What the pointer, the keyboard and the selection change in the look of items."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF

from app.canvas.arrangement import Sight
from app.canvas.hits import NOTHING, Hit, Spot
from app.canvas.population import Population
from app.canvas.selection import NOBODY, Chosen, LinkKey, link_of
from app.canvas.wire_look import WireLook
from app.model.board import Board

__all__ = ["Marking"]

_ON_BOARD = ("note", "note_corner", "group")
_ON_NODE = ("neuron", "header", "more", "less", "fold", "card", "port_in", "port_out", "settings")


class Marking:
    """Marks the items of a population. `chosen` is what is selected.

    There may be hundreds of cards and wires: only those are told that are or were marked.
    """

    def __init__(self, items: Population) -> None:
        self._items = items
        self._sight: Sight | None = None
        self.chosen = NOBODY
        self._over = NOTHING
        self._lit: set[str] = set()
        """The cards that are marked as selected or as where the keyboard is."""
        self._focus, self._focused = "", False

    def renew(self, sight: Sight) -> None:
        """Marks what is new, after the items show something else."""
        self._sight = sight
        self._lit -= self._items.fresh
        self._select_cards(self._focus, focused=self._focused)
        self._mark_links(self._items.fresh_links | {link_of(self._over)}, NOTHING)
        self._choose_others()

    def hover(self, hit: Hit, *, inside: bool) -> None:
        """Lights what is under the pointer and lets its wires stand out."""
        over = hit.node if hit.kind in _ON_NODE else ""
        for node, column in self._items.columns.items():
            column.hover(hit if node == over else NOTHING)
        for node in {self._over.node, hit.node} & self._items.cards.keys():
            self._items.cards[node].hover(hit if node == over else NOTHING)
        for node, beside in self._items.open.ports.items():
            beside.hover(hit if node == over else NOTHING)
        self._mark_links({link_of(self._over), link_of(hit)}, hit)
        self._over = hit
        for key, bundle in self._items.open.bundles.items():
            lit = hit.kind == "link" and key == link_of(hit)
            bundle.show_state(hovered=lit, selected=key in self.chosen.links)
        for key, fan in self._items.open.fans.items():
            lit = hit.kind == "link" and key == link_of(hit)
            fan.show_state(hovered=lit, selected=key in self.chosen.links, unit=hit.unit)
        for id, note in self._items.notes.items():
            note.hover(hit if id == hit.node and hit.kind in _ON_BOARD else NOTHING)
        for id, group in self._items.groups.items():
            group.hover(hit if id == hit.node and hit.kind in _ON_BOARD else NOTHING)
        for node, insert in self._items.open.inserts.items():
            insert.there = inside
            insert.lit = hit.kind == "insert" and hit.node == node

    def approach(self, point: QPointF | None) -> None:
        """Shows ports and handles near the pointer; None when that is elsewhere."""
        for beside in self._items.open.ports.values():
            beside.approach(point)
        for bundle in self._items.open.bundles.values():
            bundle.approach(point)

    def mark(self, spot: Spot, *, focused: bool) -> None:
        """Shows where the keyboard is."""
        for item in self._items.columns.values():
            item.mark(spot, focused=focused)
        self._select_cards(spot.node, focused=focused)

    def choose(self, chosen: Chosen) -> None:
        """Shows what is selected."""
        before, self.chosen = self.chosen, chosen
        self._select_cards(self._focus, focused=self._focused)
        self._mark_links(before.links | chosen.links | {link_of(self._over)}, NOTHING)
        self._choose_others()

    def pin(self, hit: Hit) -> None:
        """Shows which neuron is pinned; NOTHING for none."""
        for node, item in self._items.columns.items():
            item.pin(hit.position if (hit.kind, hit.node) == ("neuron", node) else -1)

    def _select_cards(self, focus: str, *, focused: bool) -> None:
        """Marks the cards that are selected, and the one where the keyboard is."""
        members = self._sight.folding.members if self._sight is not None else {}
        nodes = self.chosen.nodes
        chosen = (nodes - members.keys()) | {n for n, m in members.items() if nodes.issuperset(m)}
        lit = {*chosen, focus}
        for node in ((self._lit ^ lit) | {focus, self._focus}) & self._items.cards.keys():
            self._items.cards[node].select(
                selected=node in lit, focused=focused and node == focus
            )
        self._lit, self._focus, self._focused = lit, focus, focused

    def _choose_others(self) -> None:
        """Marks open nodes, notes and groups that are selected."""
        for node, item in self._items.columns.items():
            item.choose(chosen=node in self.chosen.nodes)
        for node, beside in self._items.open.ports.items():
            beside.select(selected=node in self.chosen.nodes)
        for key, bundle in self._items.open.bundles.items():
            bundle.show_state(hovered=False, selected=key in self.chosen.links)
        for key, fan in self._items.open.fans.items():
            fan.show_state(hovered=False, selected=key in self.chosen.links)
        for id, note in self._items.notes.items():
            note.select(selected=id in self.chosen.notes)
        board = self._sight.board if self._sight is not None else Board()
        for group in board.groups:
            if group.id in self._items.groups:
                whole = self.chosen.nodes.issuperset(group.nodes)
                self._items.groups[group.id].select(selected=whole)

    def _mark_links(self, keys: Iterable[LinkKey], hit: Hit) -> None:
        """Lights wires that are selected or under the pointer; those that lead nowhere stay
        grey."""
        contents = self._sight.contents if self._sight is not None else {}
        for key in keys:
            link = self._items.links.get(key)
            if link is None:
                continue
            ends = [contents[end] for end in (link.source, link.target) if end in contents]
            link.show_look(WireLook(
                hovered=hit.kind == "link" and key == link_of(hit),
                selected=key in self.chosen.links, greyed=any(end.loose for end in ends),
            ))
