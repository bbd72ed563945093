"""What is at a point of the scene."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF

from app.canvas.card_item import CardItem
from app.canvas.hits import NOTHING, Hit
from app.canvas.population import Population
from app.canvas.wiring import width

__all__ = ["hit_items"]

_PORTS = ("port_in", "port_out")
_BUTTONS = ("more", "less", "settings")
_REACH = 4.0
_AROUND = 36.0
"""How far beside a card its ports, its shadow and its button reach."""


def hit_items(items: Population, point: QPointF) -> Hit:
    """Buttons and nodes first, as nobody could press them otherwise; then wires, notes, groups."""
    for found in _nodes(items, point):
        if found.kind != "nothing":
            return found
    for found in _beside(items, point):
        if found.kind != "nothing":
            return found
    return NOTHING


def _nodes(items: Population, point: QPointF) -> Iterable[Hit]:
    for insert in items.open.inserts.values():
        yield insert.hit(point)
    yield _of_columns(items, point)
    for open_ports in items.open.ports.values():
        yield open_ports.hit(point)
    for bundle in items.open.bundles.values():
        yield bundle.hit(point)
    near = [
        card for card in items.cards.values()
        if card.box.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND).contains(point)
    ]
    hits = [(card.hit(point), card) for card in reversed(near)]
    ports = [(_gap(card, hit, point), hit) for hit, card in hits if hit.kind in _PORTS]
    if ports:  # above the card beside it; of two that lie on each other the nearer one
        yield min(ports, key=lambda found: found[0])[1]
    yield from (hit for hit, _ in hits)


def _of_columns(items: Population, point: QPointF) -> Hit:
    """What of an open node is there: buttons that are seen, then what is not a button, as those
    beside a name may reach over the next one."""
    hits = [(column.hit(point), column) for column in items.columns.values()]
    found = [(hit, column) for hit, column in hits if hit.kind != "nothing"]
    first = min(found, key=lambda one: (not one[1].lit, one[0].kind in _BUTTONS), default=None)
    return NOTHING if first is None else first[0]


def _gap(card: CardItem, hit: Hit, point: QPointF) -> float:
    """How far the port that was hit is from a point."""
    port = card.port_out if hit.kind == "port_out" else card.port_in(hit.position)
    return math.hypot(*(point - port).toTuple())


def _beside(items: Population, point: QPointF) -> Iterable[Hit]:
    for note in reversed(items.notes.values()):
        yield note.hit(point)
    yield _nearest_wire(items, point)
    yield _nearest_of_fans(items, point)
    yield _nearest_link(items, point)
    for group in items.groups.values():
        yield group.hit(point)


def _nearest_wire(items: Population, point: QPointF) -> Hit:
    best, found = _REACH, NOTHING
    for (source, target), wires in items.wires.items():
        if wires.boundingRect().contains(point):
            number, gap = wires.course.nearest(point.x(), point.y())
            gap -= width(wires.level(number)) / 2 if number >= 0 else 0.0
            if gap < best:
                best, found = gap, Hit("wire", target, number, source)
    return found


def _nearest_of_fans(items: Population, point: QPointF) -> Hit:
    fans = items.open.fans.values()
    near = (fan.nearest(point) for fan in fans if fan.boundingRect().contains(point))
    gap, found = min(near, key=lambda one: one[0], default=(math.inf, NOTHING))
    return found if gap < _REACH else NOTHING


def _nearest_link(items: Population, point: QPointF) -> Hit:
    for link in items.links.values():
        found = link.hit(point)
        if found.kind != "nothing":
            return found
    return NOTHING
