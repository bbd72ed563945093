"""The items of the scene: made for what is new or changed, kept for what is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from app.canvas.arrangement import Sight
from app.canvas.board_layout import between
from app.canvas.card_item import CardItem
from app.canvas.card_wire import CardWireItem
from app.canvas.cards import is_loose, shape_text
from app.canvas.column_item import ColumnItem
from app.canvas.columns import Network
from app.canvas.drawn import Allowance
from app.canvas.ends import Ends
from app.canvas.extent import Extent
from app.canvas.folding import Folding
from app.canvas.group_item import GroupItem
from app.canvas.insert_item import InsertItem
from app.canvas.labels import keep_apart
from app.canvas.layout import HEADER, HEADER_GAP, Box
from app.canvas.note_item import NoteItem
from app.canvas.open_ports import OpenPorts, sockets
from app.canvas.pictures import Strips
from app.canvas.routing import Router
from app.canvas.selection import LinkKey
from app.canvas.wires_item import WiresItem
from app.canvas.wiring import shape
from engine.build import Build

__all__ = ["Population"]

_AT_ONCE = 24
"""Cards that are drawn while a view is painted; more follow later."""

Item = TypeVar("Item", bound=QGraphicsItem)
Wanted = Mapping[Any, tuple[Any, Callable[[], Item]]]


class Population:
    """All items by what they show. An item whose look would be the same is kept, with all it has
    drawn; `show` brings the others up to date.

    `fresh` are the nodes that the last `show` has made, changed, moved or taken away, and
    `fresh_links` the wires between cards that it has made or looked at again: what follows a
    change need not look at the others.
    """

    def __init__(self, scene: QGraphicsScene, strips: Strips) -> None:
        self._scene, self._strips = scene, strips
        self._router = Router()
        self._ends = Ends(self.port_out, self.port_in)
        self.allowance = Allowance(_AT_ONCE)
        self._looks: dict[int, Any] = {}
        self._extent = Extent()
        self.network: Network | None = None
        self._folding = Folding()
        self._boxes: Mapping[str, Box] = {}
        self._framed: dict[str, frozenset[str]] = {}
        self.fresh: set[str] = set()
        self.fresh_links: set[LinkKey] = set()
        self.columns: dict[str, ColumnItem] = {}
        self.cards: dict[str, CardItem] = {}
        self.wires: dict[tuple[str, str], WiresItem] = {}
        self.links: dict[LinkKey, CardWireItem] = {}
        self.notes: dict[str, NoteItem] = {}
        self.groups: dict[str, GroupItem] = {}
        self.inserts: dict[str, InsertItem] = {}
        self.ports: dict[str, OpenPorts] = {}

    def show(self, sight: Sight) -> None:
        """Makes, keeps and removes items."""
        self.network, self._folding = sight.network, sight.folding
        open_before, ports_before = self.columns, self.ports
        self.columns = self._renewed(self.columns, self._wanted_columns(sight))
        self.ports = self._renewed(self.ports, _wanted_ports(sight))
        self.fresh = _others(open_before, self.columns) | _others(ports_before, self.ports)
        self.cards = self._made_cards(sight)
        self.notes = self._made_notes(sight)
        self.groups = self._made_groups(sight)
        self.wires = self._made_wires(sight)
        self.links = self._made_links(sight)
        self.inserts = self._renewed(self.inserts, self._wanted_inserts(sight))
        self._mark_open()
        self._measure()

    def nodes(self) -> Iterator[tuple[str, QGraphicsItem]]:
        """All nodes that are shown, open or as cards."""
        yield from self.columns.items()
        yield from self.cards.items()

    def port_out(self, node: str) -> QPointF:
        """Where wires leave a node, or the folded group it is in."""
        node = self._folding.shown(node)
        item = self.cards.get(node) or self.ports.get(node) or self.columns[node]
        return item.port_out

    def port_in(self, node: str, port: int) -> QPointF:
        """Where a wire into this port ends, or at the folded group that hides the node."""
        node = self._folding.shown(node)
        item = self.cards.get(node) or self.ports.get(node) or self.columns[node]
        return item.port_in(port)

    def restyle(self) -> None:
        """Draws everything anew in the colours of the present theme."""
        for wires in self.wires.values():
            wires.restart()
        for kind in (self.columns, self.cards, self.links, self.notes, self.groups):
            for item in kind.values():
                item.restyle()

    def extent(self) -> QRectF:
        """The room of all nodes, notes and groups."""
        return self._extent.whole

    def _measure(self) -> None:
        """Follows the room of what has changed."""
        for node in self.fresh:
            card, column = self.cards.get(node), self.columns.get(node)
            self._extent.put(node, card.box if card else column.extent() if column else None)
        for key in self.fresh_links:
            link = self.links.get(key)
            self._extent.put(key, link.boundingRect() if link else None)
        kinds: dict[str, Mapping[str, QGraphicsItem]] = {"note": self.notes, "group": self.groups}
        for kind, items in kinds.items():
            for id in {*items, *self._framed.get(kind, ())}:
                self._extent.put((kind, id), items[id].boundingRect() if id in items else None)
            self._framed[kind] = frozenset(items)

    def _renewed(self, old: dict[Any, Item], wanted: Wanted[Item]) -> dict[Any, Item]:
        made: dict[Any, Item] = {}
        for key, (look, make) in wanted.items():
            item = old.get(key)
            if item is None or self._looks.get(id(item)) != look:
                item = make()
                self._looks[id(item)] = look
                self._scene.addItem(item)
            made[key] = item
        self._forget(old, made)
        return made

    def _forget(self, old: Mapping[Any, QGraphicsItem], made: Mapping[Any, QGraphicsItem]) -> None:
        for key, item in old.items():
            if made.get(key) is not item:
                self._looks.pop(id(item), None)
                self._scene.removeItem(item)

    def _made_cards(self, sight: Sight) -> dict[str, CardItem]:
        """Cards, which follow an edit or a move by themselves."""
        made: dict[str, CardItem] = {}
        before, self._boxes = self._boxes, sight.layout.boxes
        for node, content in sight.contents.items():
            item = self.cards.get(node)
            if item is None:
                item = CardItem(content, QPointF(*sight.layout.middle(node)), self.allowance)
                self._scene.addItem(item)
                self.fresh.add(node)
            elif item.content is not content or before.get(node) != self._boxes[node]:
                item.show_content(content)
                item.move_to(QPointF(*sight.layout.middle(node)))
                self.fresh.add(node)
            made[node] = item
        self.fresh |= self.cards.keys() - made.keys()
        self._forget(self.cards, made)
        return made

    def _made_notes(self, sight: Sight) -> dict[str, NoteItem]:
        made = {}
        for note in sight.board.notes:
            item = self.notes.get(note.id)
            if item is None:
                item = NoteItem(note)
                self._scene.addItem(item)
            item.show_note(note)
            made[note.id] = item
        self._forget(self.notes, made)
        return made

    def _made_groups(self, sight: Sight) -> dict[str, GroupItem]:
        """A frame around the nodes of every open group."""
        made = {}
        for group in sight.board.groups:
            boxes = [sight.layout.box(n) for n in group.nodes if n in sight.layout]
            if not boxes or group.folded:
                continue
            item = self.groups.get(group.id)
            if item is None:
                item = GroupItem(group, _around(boxes))
                self._scene.addItem(item)
            item.show_group(group, _around(boxes))
            made[group.id] = item
        self._forget(self.groups, made)
        return made

    def _made_wires(self, sight: Sight) -> dict[tuple[str, str], WiresItem]:
        """Bundles of weighted wires between open nodes."""
        made = {}
        for link in sight.network.links:
            key = link.source, link.target
            if link.source not in self.columns or link.target not in self.columns:
                continue
            course = shape(link, sight.layout)
            old = self.wires.get(key)
            if old is None or old.link != link or old.course.knots != course.knots:
                old = WiresItem(link, course)
                self._scene.addItem(old)
            made[key] = old
        self._forget(self.wires, made)
        return made

    def _made_links(self, sight: Sight) -> dict[LinkKey, CardWireItem]:
        """One curve for every wire that does not run between two open nodes."""
        made: dict[LinkKey, CardWireItem] = {}
        lost = self._router.take(sight.layout.boxes)
        self._ends.forget(self.fresh)
        self.fresh_links = set()
        moved: set[LinkKey] = set()
        stands, seen = sight.folding.stands, {*self.fresh, *self.columns}
        for wire in sight.network.graph.wires if sight.layout.board else ():
            key = wire.source, wire.target, wire.port
            a, b = stands.get(wire.source, wire.source), stands.get(wire.target, wire.target)
            if a == b or (a, b) in self.wires:
                continue
            item = self.links.get(key)
            if item is None or key in lost or a in seen or b in seen:
                before, item = item and item.knots, self._led(key, a, b, sight)
                self.fresh_links.add(key)
                if item.knots is not before:
                    moved.add(key)
            made[key] = item
        gone = self.links.keys() - made.keys()
        self._router.drop(gone)
        self._forget(self.links, made)
        keep_apart(made.values(), moved | gone)
        return made

    def _led(self, key: LinkKey, a: str, b: str, sight: Sight) -> CardWireItem:
        """The item of a wire that is shown from `a` to `b`, on its way and with its label."""
        start, end = self._ends.out(a), self._ends.into(b, self._port(key, a, b))
        knots, item = self._router.knots(key, start, end, a, b), self.links.get(key)
        if item is None:
            item = CardWireItem(*key, knots)
            self._scene.addItem(item)
        item.lead(knots)
        item.show_label(_label(sight.network.build, key[0]))
        return item

    def _port(self, key: LinkKey, a: str, b: str) -> int:
        """At which port a wire is shown to end: folded groups have ports of their own."""
        if b not in self._folding.groups:
            return key[2]
        return next(wire.port for wire in self._folding.graph.wires_into(b) if wire.source == a)

    def _mark_open(self) -> None:
        """Shows at open nodes which wires of cards end there, and which play no part."""
        ends: dict[str, set[int]] = {node: set() for node in self.ports}
        for source, target, port in self.links if ends else ():
            ends.get(self._folding.shown(source), set()).add(-1)
            ends.get(self._folding.shown(target), set()).add(port)
        for node, beside in self.ports.items():
            beside.show_ends(frozenset(ends[node]))
        built = self.network.build if self.network is not None else None
        for node, column in self.columns.items():
            column.leave_out(loose=built is not None and is_loose(node, built))

    def _wanted_columns(self, sight: Sight) -> Wanted[ColumnItem]:
        """Open nodes; one is made anew when anything about it changes."""
        wanted: dict[Any, tuple[Any, Callable[[], ColumnItem]]] = {}
        for node, place in sight.layout.places.items():
            column = sight.network.column(node)
            wanted[node] = (column, place), partial(ColumnItem, column, place, self._strips)
        return wanted

    def _wanted_inserts(self, sight: Sight) -> Wanted[InsertItem]:
        """A + behind every open node that feeds another open one."""
        layout = sight.layout
        wanted: dict[Any, tuple[Any, Callable[[], InsertItem]]] = {}
        for link in sight.network.links:
            if link.source in wanted or (link.source, link.target) not in self.wires:
                continue
            place = layout.places[link.source]
            middle = place.x + layout.step / 2, place.header + HEADER + HEADER_GAP / 2
            if layout.board:
                middle = between(layout.box(link.source), layout.box(link.target))[0], middle[1]
            low = place.bottom
            make = partial(InsertItem, link.source, QPointF(*middle), low)
            wanted[link.source] = (middle, low), make
        return wanted


def _others(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """The nodes whose item is not the one before."""
    return {n for n in {*before, *after} if before.get(n) is not after.get(n)}


def _wanted_ports(sight: Sight) -> Wanted[OpenPorts]:
    """Ports beside every open node of a board."""
    wanted = {}
    for node, place in sight.layout.places.items() if sight.layout.board else ():
        found = sockets(sight.network.graph, node)
        wanted[node] = (place, found), partial(OpenPorts, node, found, place)
    return wanted


def _label(built: Build | None, source: str) -> str:
    """The shape of what flows through a wire, for a batch of any size."""
    shape = built.shapes.get(source) if built is not None else None
    return f"N × {shape_text(shape)}" if shape else ""


def _around(boxes: list[Box]) -> QRectF:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    left, top = min(lefts), min(tops)
    return QRectF(left, top, max(rights) - left, max(bottoms) - top)
