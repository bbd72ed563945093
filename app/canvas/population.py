"""The items of the scene: made for what is new or changed, kept for what is the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from app.canvas.arrangement import Sight
from app.canvas.card_item import CardItem
from app.canvas.card_wire import CardWireItem
from app.canvas.cards import CardContent
from app.canvas.column_item import ColumnItem
from app.canvas.columns import Network
from app.canvas.drawn import Allowance
from app.canvas.extent import Extent
from app.canvas.folding import Folding
from app.canvas.group_item import GroupItem
from app.canvas.layout import Box
from app.canvas.leading import Leading, News
from app.canvas.note_item import NoteItem
from app.canvas.open_items import OpenItems
from app.canvas.pictures import Strips
from app.canvas.renewing import Renewal, Wanted
from app.canvas.selection import LinkKey
from app.canvas.sheet import Sheet
from app.canvas.wires_item import WiresItem
from app.canvas.wiring import shape

__all__ = ["Population"]

_AT_ONCE = 10
"""Cards that are drawn while a view is painted; more follow later."""


class Population:
    """All items by what they show. An item whose look would be the same is kept, with all it has
    drawn; `show` brings the others up to date.

    Cards, and wires between them, lie on sheets; `open` is what stands at open nodes beside their
    neurons. `fresh` are the nodes that the last `show` has made, changed, moved or taken away:
    what follows need not look at the others.
    """

    def __init__(self, scene: QGraphicsScene, strips: Strips) -> None:
        self._scene, self._strips = scene, strips
        self.card_sheet: Sheet[CardItem] = Sheet(0.0)
        self._leading = Leading(self)
        for sheet in (self.link_sheet, self.card_sheet):
            scene.addItem(sheet)
            scene.addItem(sheet.over)
        self._cards_now = Allowance(_AT_ONCE)
        self._renewal = Renewal(scene)
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
        self.open = OpenItems(self._renewal)

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
        open_before, ports_before = self.columns, self.open.ports
        self.columns = self._renewal.renewed(self.columns, self._wanted_columns(sight))
        self.open.stand(sight)
        self.fresh = _others(open_before, self.columns) | _others(ports_before, self.open.ports)
        self._moved = {*self.fresh}
        self.cards = self._made_cards(sight, seen)
        self.notes = self._made_notes(sight)
        self.groups = self._made_groups(sight)
        self.wires = self._made_wires(sight)
        self._leading.show(sight, self._news, self.wires, None if later else seen)
        self.open.join(sight, self.wires)
        self.open.fan_out(sight, self.columns, self.links)
        self.open.mark(sight, self.columns, self.links)
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
            self.open.fan_out(self._leading.sight, self.columns, self.links)
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
        item = self.cards.get(node) or self.open.ports.get(node) or self.columns[node]
        return item.port_out

    def port_in(self, node: str, port: int) -> QPointF:
        """Where a wire into this port ends, or at the folded group that hides the node."""
        node = self.shown(node)
        item = self.cards.get(node) or self.open.ports.get(node) or self.columns[node]
        return item.port_in(port)

    def restyle(self) -> None:
        """Draws everything anew in the colours of the present theme."""
        for wires in (*self.wires.values(), *self.open.fans.values()):
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
        self._renewal.forget(self.notes, made)
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
        self._renewal.forget(self.groups, made)
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
        self._renewal.forget(self.wires, made)
        return made

    def _wanted_columns(self, sight: Sight) -> Wanted[ColumnItem]:
        """Open nodes; one is made anew when anything about it changes."""
        wanted: dict[Any, tuple[Any, Callable[[], ColumnItem]]] = {}
        for node, place in sight.layout.places.items():
            column = sight.network.column(node)
            wanted[node] = (column, place), partial(ColumnItem, column, place, self._strips)
        return wanted


def _others(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """The nodes whose item is not the one before."""
    return {n for n in {*before, *after} if before.get(n) is not after.get(n)}


def _around(boxes: list[Box]) -> QRectF:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    left, top = min(lefts), min(tops)
    return QRectF(left, top, max(rights) - left, max(bottoms) - top)
