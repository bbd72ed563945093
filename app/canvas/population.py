"""The items of the scene: made for what is new or changed, kept for what is the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from app.canvas.arrangement import Sight
from app.canvas.board_layout import behind
from app.canvas.bundle_item import BundleItem
from app.canvas.card_item import CardItem
from app.canvas.card_wire import CardWireItem
from app.canvas.cards import CardContent, is_loose, vacancy
from app.canvas.column_item import ColumnItem
from app.canvas.columns import Network
from app.canvas.drawn import Allowance
from app.canvas.extent import Extent
from app.canvas.fan_item import FanItem
from app.canvas.fans import fan_between
from app.canvas.folding import Folding
from app.canvas.group_item import GroupItem
from app.canvas.insert_item import InsertItem
from app.canvas.layout import CHIP, HEADER, HEADER_GAP, Box, Place
from app.canvas.leading import Leading, News, flow_label
from app.canvas.note_item import NoteItem
from app.canvas.open_ports import OpenPorts, sockets
from app.canvas.pictures import Strips
from app.canvas.selection import LinkKey
from app.canvas.sheet import Sheet
from app.canvas.wires_item import WiresItem
from app.canvas.wiring import shape
from engine.graph import Wire

__all__ = ["Population"]

_AT_ONCE = 10
"""Cards that are drawn while a view is painted; more follow later."""

Item = TypeVar("Item", bound=QGraphicsItem)
Wanted = Mapping[Any, tuple[Any, Callable[[], Item]]]


class Population:
    """All items by what they show. An item whose look would be the same is kept, with all it has
    drawn; `show` brings the others up to date.

    Cards, and wires between them, lie on sheets. `fresh` are the nodes that the last
    `show` has made, changed, moved or taken away: what follows need not look at the others.
    """

    def __init__(self, scene: QGraphicsScene, strips: Strips) -> None:
        self._scene, self._strips = scene, strips
        self.card_sheet: Sheet[CardItem] = Sheet(0.0)
        self._leading = Leading(self)
        for sheet in (self.link_sheet, self.card_sheet):
            scene.addItem(sheet)
            scene.addItem(sheet.over)
        self._cards_now = Allowance(_AT_ONCE)
        self._looks: dict[int, Any] = {}
        self._extent = Extent()
        self.network: Network | None = None
        self._folding = Folding()
        self._boxes: Mapping[str, Box] = {}
        self._framed: dict[str, frozenset[str]] = {}
        self.fresh: set[str] = set()
        self._moved: set[str] = set()
        self.columns: dict[str, ColumnItem] = {}
        self.cards: dict[str, CardItem] = {}
        self.wires: dict[tuple[str, str], WiresItem] = {}
        self.notes: dict[str, NoteItem] = {}
        self.groups: dict[str, GroupItem] = {}
        self.inserts: dict[str, InsertItem] = {}
        self.ports: dict[str, OpenPorts] = {}
        self.bundles: dict[LinkKey, BundleItem] = {}
        self.fans: dict[LinkKey, FanItem] = {}

    @property
    def links(self) -> dict[LinkKey, CardWireItem]:
        """The wires that do not run between two open nodes."""
        return self._leading.links

    @property
    def link_sheet(self) -> Sheet[CardWireItem]:
        """On which they lie."""
        return self._leading.sheet

    @property
    def fresh_links(self) -> set[LinkKey]:
        """Those of them that are new or gone, or join something that has changed."""
        return self._leading.fresh

    def show(self, sight: Sight, seen: QRectF, *, later: bool = False) -> None:
        """Makes, keeps and removes items; first of all those in the part that is `seen`. `later`:
        what is seen has been shown before."""
        self.network, self._folding = sight.network, sight.folding
        open_before, ports_before = self.columns, self.ports
        self.columns = self._renewed(self.columns, self._wanted_columns(sight))
        self.ports = self._renewed(self.ports, _wanted_ports(sight))
        self.fresh = _others(open_before, self.columns) | _others(ports_before, self.ports)
        self._moved = {*self.fresh}
        self.cards = self._made_cards(sight, seen)
        self.notes = self._made_notes(sight)
        self.groups = self._made_groups(sight)
        self.wires = self._made_wires(sight)
        self.bundles = self._renewed(self.bundles, self._wanted_bundles(sight))
        self._leading.show(sight, self._news, self.wires, None if later else seen)
        self.inserts = self._renewed(self.inserts, self._wanted_inserts(sight))
        self._fan_out(sight)
        self._mark_open()
        self._measure()

    def show_more(self, sight: Sight, fresh: Collection[str], seen: QRectF) -> None:
        """Follows a sight of which only some cards are `fresh`, which are as large as before."""
        self.fresh, self._moved = {*fresh}, set()
        for node in fresh:
            self._follow(node, sight.contents[node], seen)
        self._leading.show(sight, self._news, self.wires, None)
        self._measure()

    @property
    def waiting(self) -> bool:
        """Whether there are wires that could not be led at once."""
        return self._leading.waiting

    def go_on(self, deadline: float) -> bool:
        """Leads wires that had to wait, until the deadline; whether there were any."""
        led = self._leading.go_on(deadline)
        if led and self._leading.sight is not None:
            self._fan_out(self._leading.sight)
        self._moved.clear()
        self._measure()
        return led

    def begin_painting(self) -> None:
        """A view is painted: so much may be drawn with it."""
        self._cards_now.refill()
        self._leading.allowance.refill()

    def nodes(self) -> Iterator[tuple[str, QGraphicsItem]]:
        """All nodes that are shown, open or as cards."""
        yield from self.columns.items()
        yield from self.cards.items()

    def shown(self, node: str) -> str:
        """The node of the canvas that stands for a node of the project."""
        return self._folding.shown(node)

    def port_out(self, node: str) -> QPointF:
        """Where wires leave a node, or the folded group it is in."""
        node = self.shown(node)
        item = self.cards.get(node) or self.ports.get(node) or self.columns[node]
        return item.port_out

    def port_in(self, node: str, port: int) -> QPointF:
        """Where a wire into this port ends, or at the folded group that hides the node."""
        node = self.shown(node)
        item = self.cards.get(node) or self.ports.get(node) or self.columns[node]
        return item.port_in(port)

    def restyle(self) -> None:
        """Draws everything anew in the colours of the present theme."""
        for wires in (*self.wires.values(), *self.fans.values()):
            wires.restart()
        for kind in (self.columns, self.cards, self.links, self.notes, self.groups):
            for item in kind.values():
                item.restyle()

    def extent(self) -> QRectF:
        """The room of all nodes, notes and groups."""
        return self._extent.whole

    def _measure(self) -> None:
        """Follows the room of what has moved."""
        for node in self._moved:
            card, column = self.cards.get(node), self.columns.get(node)
            self._extent.put(node, card.box if card else column.extent() if column else None)
        for key in self._leading.led:
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

    def _made_cards(self, sight: Sight, seen: QRectF) -> dict[str, CardItem]:
        """Cards, which follow an edit or a move by themselves."""
        made: dict[str, CardItem] = {}
        before, self._boxes = self._boxes, sight.layout.boxes
        moved = before != self._boxes
        for node, content in sight.contents.items():
            item = self.cards.get(node)
            moves = moved and before.get(node) != self._boxes[node]
            if item is None:
                item = CardItem(content, QPointF(*sight.layout.middle(node)), self._cards_now)
                self.card_sheet.lay(item)
                self.fresh.add(node)
            elif item.content is not content or moves:
                self._follow(node, content, seen)
                self.fresh.add(node)
            if moves:
                item.move_to(QPointF(*sight.layout.middle(node)))
                self._moved.add(node)
            made[node] = item
        gone = self.cards.keys() - made.keys()
        self.fresh |= gone
        self._moved |= gone
        for node in gone:
            self.card_sheet.take_away(self.cards[node])
        return made

    def _follow(self, node: str, content: CardContent, seen: QRectF) -> None:
        """Another content of a card, whose ports may move with it."""
        card = self.cards[node]
        if card.content.port_heights != content.port_heights:
            self._moved.add(node)
        card.show_content(content, seen=seen.intersects(card.box))

    @property
    def _news(self) -> News:
        """What is new to wires: all ports of open nodes are looked at."""
        return News({*self.fresh, *self.columns}, {*self._moved, *self.columns})

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

    def _fan_out(self, sight: Sight) -> None:
        """Wires between the neurons of open nodes and cards. Where they run all the way, the one
        wire that they stand for keeps its label only."""
        wanted: dict[Any, tuple[Any, Callable[[], FanItem]]] = {}
        for key, link in self.links.items() if self.columns else ():
            shown = {self._folding.shown(end) for end in key[:2]}
            if len(self.columns.keys() & shown) != 1:
                continue
            fan = fan_between(sight.network, sight.layout, key[:2], shown, link.knots)
            if fan is not None:
                wanted[key] = fan, partial(FanItem, key, fan)
        before, self.fans = self.fans, self._renewed(self.fans, wanted)
        for key in {*before, *self.fans} & self.links.keys():
            self.links[key].leave_line(key in self.fans and self.fans[key].whole)

    def _mark_open(self) -> None:
        """Shows at open nodes which wires of cards end there, and which play no part."""
        ends: dict[str, set[int]] = {node: set() for node in self.ports}
        for key in self.links if ends else ():
            if key in self.fans and self.fans[key].whole:
                continue
            source, target, port = key
            ends.get(self._folding.shown(source), set()).add(-1)
            ends.get(self._folding.shown(target), set()).add(port)
        for node, beside in self.ports.items():
            beside.show_ends(frozenset(ends[node]))
        if self.network is None:
            return
        built = self.network.build
        for node, column in self.columns.items():
            live = self.network.is_live(node)
            column.leave_out(
                loose=built is not None and is_loose(node, built), live=live,
                vacant=vacancy(column.column, self.network.graph, built, live=live),
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
                label, key = flow_label(sight.network.build, wire.source), _key(wire)
                low = max(_low(sight.layout.places[end]) for end in key[:2])
                make = partial(BundleItem, *key, wires.course, label, low)
                wanted[key] = (wires.course.knots, label, low), make
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
                middle = behind(link.source, layout.boxes, middle[1]), middle[1]
            low = place.bottom
            make = partial(InsertItem, link.source, QPointF(*middle), low)
            wanted[link.source] = (middle, low), make
        return wanted


def _others(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """The nodes whose item is not the one before."""
    return {n for n in {*before, *after} if before.get(n) is not after.get(n)}


def _wanted_ports(sight: Sight) -> Wanted[OpenPorts]:
    """Ports beside every open node."""
    wanted = {}
    for node, place in sight.layout.places.items():
        found = sockets(sight.network.graph, node)
        gap = None if sight.layout.board else sight.layout.step - place.size
        wanted[node] = (place, found, gap), partial(OpenPorts, node, found, place, gap)
    return wanted


def _low(place: Place) -> float:
    """Where a column ends, with the chip of a wide layer."""
    return place.bottom if place.chip is None else place.chip + CHIP / 2


def _key(wire: Wire) -> LinkKey:
    return wire.source, wire.target, wire.port


def _around(boxes: list[Box]) -> QRectF:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    left, top = min(lefts), min(tops)
    return QRectF(left, top, max(rights) - left, max(bottoms) - top)
