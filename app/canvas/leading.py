"""The wires between cards: which there are, and on which ways. Those that are seen are led first.

An edit may move the ends of hundreds of wires, or what stands in their way. Those at nodes that
are seen are led at once, up to a dozen; the rest waits for `go_on` and is shown meanwhile as it
was. Lanes are given, and labels kept off what has moved, when all have been led. A wire between
nodes that stay where they are only says another shape.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF

from app.canvas.arrangement import Sight
from app.canvas.card_wire import CardWireItem
from app.canvas.cards import shape_text
from app.canvas.crowd import Crowd
from app.canvas.detour_lanes import DetourLanes
from app.canvas.drawn import Allowance
from app.canvas.ends import Ends, Ports
from app.canvas.extent import sides
from app.canvas.labels import SAMPLES, beside, keep_apart
from app.canvas.lanes import Lanes
from app.canvas.layout import Box, nearby
from app.canvas.routing import Router
from app.canvas.selection import LinkKey
from app.canvas.sheet import Sheet
from engine.build import Build

__all__ = ["Leading", "News", "flow_label"]

_AT_ONCE = 12
"""Wires that are led while an edit is shown; more follow later."""
_HEIGHT = -2.0
"""Under the cards."""
_LABELS = 6
"""Labels that are placed while a view is painted."""
_SMALL = 64
"""On a board with so few wires those out of sight do not wait for that alone."""
_SPREADING = 0.004
"""Seconds for which lanes are given on a larger one while an edit is shown."""

Pair = tuple[str, str]
"""From where to where a wire is shown."""


@dataclass(frozen=True)
class News:
    """The nodes that have come, gone or changed, and those of them whose ports may be elsewhere."""

    fresh: Collection[str]
    moved: Collection[str]


class Leading:
    """Keeps one curve on its `sheet` for every wire that does not run between two open nodes.

    `links` are all of them, `fresh` those that the last `show` has made or taken away, or at whose
    ends something has changed, and `led` those that have just been, or are gone.
    `waiting`: whether something is left for `go_on`.
    """

    def __init__(self, ports: Ports) -> None:
        self.sheet: Sheet[CardWireItem] = Sheet(_HEIGHT)
        self.allowance = Allowance(_LABELS)
        self._ends, self._router, self._lanes = Ends(ports), Router(), Lanes()
        self._detours, self._crowd = DetourLanes(), Crowd()
        self.sight: Sight | None = None
        self._bundled: Collection[Pair] = ()
        self._pairs: dict[LinkKey, Pair] = {}
        self._wired: tuple[Any, ...] = ()
        """What the pairs were found from."""
        self._behind: set[str] = set()
        """Nodes that have moved, which no wire has followed yet."""
        self._waiting: dict[LinkKey, Pair] = {}
        self._beside = beside(())
        self._spreads = False
        self.waiting = False
        self.links: dict[LinkKey, CardWireItem] = {}
        self.fresh: set[LinkKey] = set()
        self.led: set[LinkKey] = set()

    def show(
        self, sight: Sight, news: News, bundled: Collection[Pair], seen: QRectF | None
    ) -> None:
        """Follows what is new. `bundled` pairs of nodes are joined by other wires; `seen` is a part
        of the scene, empty for all of it, None where what is seen has been led before: then all
        wires that have to be led wait for `go_on`."""
        self.sight, self._bundled = sight, bundled
        self._behind |= {*news.moved}
        if seen is None:
            self.fresh, self.led = _at(self._pairs, news.fresh), set()
            self.waiting = True
        else:
            self._follow(seen, news.fresh)
        for key in self.fresh & self.links.keys():
            self.links[key].show_label(flow_label(sight.network.build, key[0]))

    def _follow(self, seen: QRectF | None, fresh: Collection[str] = ()) -> None:
        """Leads some wires anew, and finds out which others must be."""
        assert self.sight is not None
        sight, moved, self._behind = self.sight, self._behind, set()
        wanted = self._found_pairs(sight)
        lost = self._router.take(sight.layout.boxes)
        gone, new = self.links.keys() - wanted.keys(), wanted.keys() - self.links.keys()
        self.fresh = gone | _at(wanted, {*fresh, *moved}) | new
        self._ends.forget(moved)
        self._router.drop(gone)
        for key in gone:
            self.sheet.take_away(self.links[key])
            self._crowd.drop(key)
        look = lost | self._waiting.keys() | _at(wanted, moved) | new
        waiting = {key: pair for key, pair in wanted.items() if key in look} if look else {}
        small = len(wanted) <= _SMALL
        first = _first(waiting, sight.layout.boxes, QRectF() if small else seen)
        self._waiting = {key: waiting[key] for key in (*first, *waiting)}
        self.led = {*gone}
        same = [*self.links] == [*wanted]
        led = self._lead(dict.fromkeys([*first, *(key for key in waiting if key in new)]))
        if not same:
            self.links = {key: self.links[key] for key in wanted}
            self._beside = beside(self.links.values())
        if look or gone or moved:
            self._spreads = False
        self._crowd.take(sight.layout.boxes)
        self._part(led | gone, math.inf if small else time.perf_counter() + _SPREADING)

    def _found_pairs(self, sight: Sight) -> dict[LinkKey, Pair]:
        """The wires that are shown one by one, found anew where they may be others."""
        graph, stands = sight.network.graph, sight.folding.stands
        wired = graph.wires, dict(stands), {*self._bundled}, sight.layout.board
        if wired != self._wired:
            self._wired, self._pairs = wired, _wanted(sight, self._bundled)
        return self._pairs

    def go_on(self, deadline: float) -> bool:
        """Leads those that wait, until the deadline; whether there was anything to do. While cards
        wait nothing is done: they will stand in the way of others than now."""
        self.led = set()
        waited = self.waiting and self.sight is not None and not self.sight.waiting
        if waited and self._behind:
            self._follow(None)
        elif waited:
            self._part(self._lead([*self._waiting], deadline), deadline)
        return waited

    def _part(self, moved: set[LinkKey], deadline: float) -> None:
        """Keeps wires and their labels off each other, after some have taken another way."""
        if not self._waiting:
            moved = moved | self._spread(deadline)
        keep_apart(self._beside, moved)
        for key in moved & self.links.keys():
            self.links[key].join(self._crowd)
        self.waiting = bool(self._waiting) or self._lanes.waiting
        if not self.waiting:
            for key in self._crowd.unsettled(self.links):
                self.links[key].join(self._crowd)

    def _spread(self, deadline: float) -> set[LinkKey]:
        """Gives lanes until the deadline, once all wires are on their ways."""
        assert self.sight is not None
        if self._spreads and not self._lanes.waiting:
            return set()
        if not self._spreads:
            self._spreads = True
            self._lanes.begin(self.links.values(), self.sight.layout.boxes)
        shifted = self._lanes.go_on(deadline)
        if not self._lanes.waiting:
            boxes = self.sight.layout.boxes
            shifted |= self._detours.spread(self.links.values(), boxes)
        self.led |= shifted
        return shifted

    def _lead(self, keys: Iterable[LinkKey], deadline: float = math.inf) -> set[LinkKey]:
        """Brings wires on their ways, and tells which have another one than before."""
        moved = set()
        for key in keys:
            item = self.links.get(key)
            before = item.knots if item is not None else None
            self.led.add(key)
            if self._led(key, *self._waiting.pop(key)).knots is not before:
                moved.add(key)
            if time.perf_counter() > deadline:
                break
        return moved

    def _led(self, key: LinkKey, a: str, b: str) -> CardWireItem:
        """The item of a wire that is shown from `a` to `b`, on its way and with its label."""
        assert self.sight is not None
        start, end = self._ends.out(a), self._ends.into(b, _port(self.sight, key, a, b))
        knots, item = self._router.knots(key, start, end, a, b), self.links.get(key)
        if item is None:
            item = self.links[key] = CardWireItem(*key, knots, "", self.allowance)
            self.sheet.lay(item)
        item.lead(knots)
        item.show_label(flow_label(self.sight.network.build, key[0]))
        return item


def _wanted(sight: Sight, bundled: Collection[Pair]) -> dict[LinkKey, Pair]:
    """The wires that are shown one by one, in the order they were made."""
    stands, made = sight.folding.stands, {}
    for wire in sight.network.graph.wires if sight.layout.board else ():
        pair = stands.get(wire.source, wire.source), stands.get(wire.target, wire.target)
        if pair[0] != pair[1] and pair not in bundled:
            made[wire.source, wire.target, wire.port] = pair
    return made


def _at(wires: Mapping[LinkKey, Pair], nodes: Collection[str]) -> set[LinkKey]:
    """The wires that begin or end at one of the nodes."""
    return {key for key, (a, b) in wires.items() if a in nodes or b in nodes}


def _first(
    wires: Mapping[LinkKey, Pair], boxes: Mapping[str, Box], seen: QRectF | None
) -> list[LinkKey]:
    """The wires that are led at once: those at nodes that are seen, as far as may be."""
    if seen is None:
        return []
    if seen.isEmpty():
        return [*wires][:_AT_ONCE]
    near = nearby(boxes, sides(seen))
    return [key for key, pair in wires.items() if not near.isdisjoint(pair)][:_AT_ONCE]


def _port(sight: Sight, key: LinkKey, a: str, b: str) -> int:
    """At which port a wire is shown to end: folded groups have ports of their own."""
    if b not in sight.folding.groups:
        return key[2]
    return next(wire.port for wire in sight.folding.graph.wires_into(b) if wire.source == a)


def flow_label(built: Build | None, source: str) -> str:
    """The shape of what flows through a wire, for a batch of any size."""
    shape = built.shapes.get(source) if built is not None else None
    return SAMPLES + shape_text(shape) if shape else ""
