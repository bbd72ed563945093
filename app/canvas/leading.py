"""The wires between cards: which there are, and on which ways. Those that are seen are led first.

An edit may move the ends of hundreds of wires, or what stands in their way. Those at nodes that
are seen are led at once, up to a few dozen; the rest waits for `go_on` and is shown meanwhile as it
was.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsScene

from app.canvas.arrangement import Sight
from app.canvas.card_wire import CardWireItem
from app.canvas.cards import shape_text
from app.canvas.crowd import Crowd
from app.canvas.detour_lanes import DetourLanes
from app.canvas.drawn import Allowance
from app.canvas.ends import Ends, Ports
from app.canvas.extent import sides
from app.canvas.labels import keep_apart
from app.canvas.lanes import Lanes
from app.canvas.layout import Box, nearby
from app.canvas.routing import Router
from app.canvas.selection import LinkKey
from engine.build import Build

__all__ = ["Leading", "flow_label"]

_AT_ONCE = 40
"""Wires that are led while an edit is shown; more follow later."""
_LABELS = 8
"""Labels that are placed while a view is painted."""
_SMALL = 64
"""On a board with so few wires those out of sight do not wait for that alone."""

Pair = tuple[str, str]
"""From where to where a wire is shown."""


class Leading:
    """Keeps one curve in the scene for every wire that does not run between two open nodes.

    `links` are all of them, `fresh` those that the last `show` has made, taken away or looked at
    again, also where they still wait to be led, and `led` those that have just been, or are gone.
    """

    def __init__(self, scene: QGraphicsScene, ports: Ports) -> None:
        self._scene = scene
        self.allowance = Allowance(_LABELS)
        self._ends, self._router, self._lanes = Ends(ports), Router(), Lanes()
        self._detours, self._crowd = DetourLanes(), Crowd()
        self._sight: Sight | None = None
        self._waiting: dict[LinkKey, Pair] = {}
        self.links: dict[LinkKey, CardWireItem] = {}
        self.fresh: set[LinkKey] = set()
        self.led: set[LinkKey] = set()

    def show(
        self, sight: Sight, fresh: Collection[str], opened: Collection[str],
        bundled: Collection[Pair], seen: QRectF,
    ) -> None:
        """Follows the nodes in `fresh`. `opened` nodes show their neurons, `bundled` pairs of them
        are joined by other wires; `seen` is a part of the scene, empty for all of it."""
        self._sight = sight
        wanted = _wanted(sight, bundled)
        changed = {*fresh, *opened}
        look = self._router.take(sight.layout.boxes) | self._waiting.keys()
        look |= {k for k, (a, b) in wanted.items() if a in changed or b in changed}
        gone = self.links.keys() - wanted.keys()
        self.fresh = gone | (look & wanted.keys()) | (wanted.keys() - self.links.keys())
        self._ends.forget(changed)
        self._router.drop(gone)
        for key in gone:
            self._scene.removeItem(self.links[key])
            self._crowd.drop(self.links[key])
        waiting = {key: pair for key, pair in wanted.items() if key in self.fresh}
        part = seen if len(wanted) > _SMALL else QRectF()
        first = _first(waiting, sight.layout.boxes, part)
        self._waiting = {key: waiting[key] for key in (*first, *waiting)}
        new = (key for key in waiting if key not in self.links)
        self.led = {*gone}
        moved = self._lead(dict.fromkeys([*first, *new]))
        self.links = {key: self.links[key] for key in wanted}
        self._part(moved | gone, done=not self._waiting)

    def go_on(self, deadline: float) -> bool:
        """Leads those that wait, until the deadline; whether there were any."""
        waited, self.led = self.waiting, set()
        if waited:
            self._part(self._lead([*self._waiting], deadline), done=not self._waiting)
        return waited

    @property
    def waiting(self) -> bool:
        """Whether some wait."""
        return bool(self._waiting)

    def _part(self, moved: set[LinkKey], *, done: bool) -> None:
        """Keeps wires and their labels off each other, after some have taken another way; lanes
        are given when all have."""
        assert self._sight is not None
        if done:
            links, boxes = self.links.values(), self._sight.layout.boxes
            shifted = self._lanes.spread(links, boxes) | self._detours.spread(links, boxes)
            self.led |= shifted
            moved = moved | shifted
        keep_apart(self.links.values(), moved)
        if self._crowd.take(self._sight.layout.boxes) or moved:
            for item in self.links.values():
                item.join(self._crowd)

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
        assert self._sight is not None
        start, end = self._ends.out(a), self._ends.into(b, _port(self._sight, key, a, b))
        knots, item = self._router.knots(key, start, end, a, b), self.links.get(key)
        if item is None:
            item = self.links[key] = CardWireItem(*key, knots, "", self.allowance)
            self._scene.addItem(item)
        item.lead(knots)
        item.show_label(flow_label(self._sight.network.build, key[0]))
        return item


def _wanted(sight: Sight, bundled: Collection[Pair]) -> dict[LinkKey, Pair]:
    """The wires that are shown one by one, in the order they were made."""
    stands, made = sight.folding.stands, {}
    for wire in sight.network.graph.wires if sight.layout.board else ():
        pair = stands.get(wire.source, wire.source), stands.get(wire.target, wire.target)
        if pair[0] != pair[1] and pair not in bundled:
            made[wire.source, wire.target, wire.port] = pair
    return made


def _first(
    wires: Mapping[LinkKey, Pair], boxes: Mapping[str, Box], seen: QRectF
) -> list[LinkKey]:
    """The wires that are led at once: those at nodes that are seen, as far as may be."""
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
    return f"N × {shape_text(shape)}" if shape else ""
