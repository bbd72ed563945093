"""The items of the scene: made for what is new or changed, kept for what is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from app.canvas.arrangement import Sight
from app.canvas.board_layout import between
from app.canvas.bundle_item import BundleItem
from app.canvas.card_item import CardItem
from app.canvas.card_wire import CardWireItem
from app.canvas.cards import is_live, is_loose, shape_text, vacancy
from app.canvas.column_item import ColumnItem
from app.canvas.columns import Network
from app.canvas.drawn import Allowance
from app.canvas.folding import Folding
from app.canvas.group_item import GroupItem
from app.canvas.insert_item import InsertItem
from app.canvas.labels import keep_apart
from app.canvas.lanes import Lanes
from app.canvas.layout import HEADER, HEADER_GAP, Box, Point
from app.canvas.note_item import NoteItem
from app.canvas.open_ports import OpenPorts, sockets
from app.canvas.pictures import Strips
from app.canvas.routing import Router
from app.canvas.selection import LinkKey
from app.canvas.wires_item import WiresItem
from app.canvas.wiring import shape
from engine.build import Build
from engine.graph import Wire

__all__ = ["Population"]

_AT_ONCE = 24
"""Cards that are drawn while a view is painted; more follow later."""

Item = TypeVar("Item", bound=QGraphicsItem)
Wanted = Mapping[Any, tuple[Any, Callable[[], Item]]]


class Ends:
    """Where wires begin and end, asked only once while a node stays as it is."""

    def __init__(self, items: Population) -> None:
        self._items = items
        self._looks: dict[str, Any] = {}
        self._known: dict[tuple[str, int], Point] = {}

    def renew(self) -> None:
        """Forgets the ends at nodes that have changed or moved."""
        items = self._items
        looks: dict[str, Any] = {node: item.place for node, item in items.columns.items()}
        for node, beside in items.ports.items():
            looks[node] = looks[node], beside.sockets
        for node, card in items.cards.items():
            looks[node] = card.content.ports, card.content.height, card.middle.toTuple()
        fresh = {node for node, look in looks.items() if self._looks.get(node) != look}
        self._known = {k: p for k, p in self._known.items() if k[0] in looks and k[0] not in fresh}
        self._looks = looks

    def out(self, node: str) -> Point:
        """The output port of a node."""
        return self._found(node, -1)

    def into(self, node: str, port: int) -> Point:
        """An input port of a node."""
        return self._found(node, port)

    def _found(self, node: str, port: int) -> Point:
        if (node, port) not in self._known:
            items = self._items
            at = items.port_out(node) if port < 0 else items.port_in(node, port)
            self._known[node, port] = at.x(), at.y()
        return self._known[node, port]


class Population:
    """All items by what they show. An item whose look would be the same is kept, with all it has
    drawn; `show` brings the others up to date."""

    def __init__(self, scene: QGraphicsScene, strips: Strips) -> None:
        self._scene, self._strips = scene, strips
        self._router, self._lanes = Router(), Lanes()
        self._ends = Ends(self)
        self.allowance = Allowance(_AT_ONCE)
        self._looks: dict[int, Any] = {}
        self._extent: QRectF | None = None
        self.network: Network | None = None
        self._folding = Folding()
        self.columns: dict[str, ColumnItem] = {}
        self.cards: dict[str, CardItem] = {}
        self.wires: dict[tuple[str, str], WiresItem] = {}
        self.links: dict[LinkKey, CardWireItem] = {}
        self.notes: dict[str, NoteItem] = {}
        self.groups: dict[str, GroupItem] = {}
        self.inserts: dict[str, InsertItem] = {}
        self.ports: dict[str, OpenPorts] = {}
        self.bundles: dict[LinkKey, BundleItem] = {}

    def show(self, sight: Sight) -> None:
        """Makes, keeps and removes items."""
        self.network, self._folding, self._extent = sight.network, sight.folding, None
        self.columns = self._renewed(self.columns, self._wanted_columns(sight))
        self.ports = self._renewed(self.ports, _wanted_ports(sight))
        self.cards = self._made_cards(sight)
        self.notes = self._made_notes(sight)
        self.groups = self._made_groups(sight)
        self.wires = self._made_wires(sight)
        self.bundles = self._renewed(self.bundles, self._wanted_bundles(sight))
        self.links = self._made_links(sight)
        self.inserts = self._renewed(self.inserts, self._wanted_inserts(sight))
        self._mark_open()

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
        if self._extent is None:
            self._extent = self._measured()
        return self._extent

    def _measured(self) -> QRectF:
        whole = QRectF()
        for column in self.columns.values():
            whole = whole.united(column.extent())
        for card in self.cards.values():
            whole = whole.united(card.box)
        for kind in (self.links, self.notes, self.groups):
            for item in kind.values():
                whole = whole.united(item.boundingRect())
        return whole

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
        made = {}
        for node, content in sight.contents.items():
            middle, item = QPointF(*sight.layout.middle(node)), self.cards.get(node)
            if item is None:
                item = CardItem(content, middle, self.allowance)
                self._scene.addItem(item)
            else:
                item.show_content(content)
                item.move_to(middle)
            made[node] = item
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
        self._router.take(sight.layout.boxes)
        self._ends.renew()
        ports = {(w.source, w.target): w.port for w in sight.folding.graph.wires}
        for wire in sight.network.graph.wires if sight.layout.board else ():
            a, b = sight.folding.shown(wire.source), sight.folding.shown(wire.target)
            if a == b or (a, b) in self.wires:
                continue
            port = ports[a, b] if b in sight.folding.groups else wire.port
            knots = self._router.knots(self._ends.out(a), self._ends.into(b, port), a, b)
            key = wire.source, wire.target, wire.port
            item = self.links.get(key)
            if item is None:
                item = CardWireItem(*key, knots)
                self._scene.addItem(item)
            item.lead(knots)
            item.show_label(_label(sight.network.build, wire.source))
            made[key] = item
        self._forget(self.links, made)
        self._lanes.spread(made.values(), sight.layout.boxes)
        keep_apart(made.values())
        return made

    def _mark_open(self) -> None:
        """Shows at open nodes which wires of cards end there, and which play no part."""
        ends: dict[str, set[int]] = {node: set() for node in self.ports}
        for source, target, port in self.links if ends else ():
            ends.get(self._folding.shown(source), set()).add(-1)
            ends.get(self._folding.shown(target), set()).add(port)
        for node, beside in self.ports.items():
            beside.show_ends(frozenset(ends[node]))
        if self.network is None:
            return
        built = self.network.build
        for node, column in self.columns.items():
            column.leave_out(
                loose=built is not None and is_loose(node, built), live=is_live(node, built),
                vacant=vacancy(column.column, self.network.graph, built),
            )

    def _wanted_columns(self, sight: Sight) -> Wanted[ColumnItem]:
        """Open nodes; one is made anew when anything about it changes."""
        wanted: dict[Any, tuple[Any, Callable[[], ColumnItem]]] = {}
        for node, place in sight.layout.places.items():
            column = sight.network.column(node)
            wanted[node] = (column, place), partial(ColumnItem, column, place, self._strips)
        return wanted

    def _wanted_bundles(self, sight: Sight) -> Wanted[BundleItem]:
        """A handle for all wires between two open nodes."""
        wanted: dict[Any, tuple[Any, Callable[[], BundleItem]]] = {}
        for wire in sight.network.graph.wires:
            wires = self.wires.get((wire.source, wire.target))
            if wires is not None and wires.course.knots:
                label, key = _label(sight.network.build, wire.source), _key(wire)
                make = partial(BundleItem, *key, wires.course, label)
                wanted[key] = (wires.course.knots, label), make
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


def _wanted_ports(sight: Sight) -> Wanted[OpenPorts]:
    """Ports beside every open node."""
    wanted = {}
    for node, place in sight.layout.places.items():
        found = sockets(sight.network.graph, node)
        gap = None if sight.layout.board else sight.layout.step - place.size
        wanted[node] = (place, found, gap), partial(OpenPorts, node, found, place, gap)
    return wanted


def _key(wire: Wire) -> LinkKey:
    return wire.source, wire.target, wire.port


def _label(built: Build | None, source: str) -> str:
    """The shape of what flows through a wire, for a batch of any size."""
    shape = built.shapes.get(source) if built is not None else None
    return f"N × {shape_text(shape)}" if shape else ""


def _around(boxes: list[Box]) -> QRectF:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    left, top = min(lefts), min(tops)
    return QRectF(left, top, max(rights) - left, max(bottoms) - top)
