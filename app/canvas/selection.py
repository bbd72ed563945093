"""What is selected on the canvas: any number of nodes, wires between nodes, and notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QPolygonF

from app.canvas.hits import Hit
from app.canvas.layout import Box, Point
from engine.graph import Wire

__all__ = ["NOBODY", "OF_NODES", "Chosen", "Selection", "caught", "chosen_by", "link_of"]

LinkKey: TypeAlias = tuple[str, str, int]
"""Source, target and the port of the target."""

OF_NODES = (
    "neuron", "header", "more", "less", "fold", "card", "port_in", "port_out", "group", "settings",
)
"""Hits that are parts of a node, or of the folded group that stands for several."""


@dataclass(frozen=True)
class Chosen:
    """A set of things on the canvas. `nodes` are ids of nodes, `notes` ids of notes."""

    nodes: frozenset[str] = field(default_factory=frozenset)
    links: frozenset[LinkKey] = field(default_factory=frozenset)
    notes: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.nodes or self.links or self.notes)

    def __or__(self, other: Chosen) -> Chosen:
        return Chosen(self.nodes | other.nodes, self.links | other.links, self.notes | other.notes)

    def __xor__(self, other: Chosen) -> Chosen:
        return Chosen(self.nodes ^ other.nodes, self.links ^ other.links, self.notes ^ other.notes)

    def __ge__(self, other: Chosen) -> bool:
        pairs = ((self.nodes, other.nodes), (self.links, other.links), (self.notes, other.notes))
        return all(mine >= theirs for mine, theirs in pairs)

    def within(
        self, nodes: Iterable[str], links: Iterable[LinkKey], notes: Iterable[str]
    ) -> Chosen:
        """What of it is still there."""
        return Chosen(
            self.nodes & frozenset(nodes), self.links & frozenset(links),
            self.notes & frozenset(notes),
        )

    @property
    def wires(self) -> tuple[Wire, ...]:
        """The selected links as wires of the graph, in a fixed order."""
        return tuple(Wire(*key) for key in sorted(self.links))


NOBODY = Chosen()


class Selection(QObject):
    """Holds what is `chosen`; `changed` follows it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.chosen = NOBODY

    def put(self, chosen: Chosen) -> None:
        """Selects exactly this."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.changed.emit()

    def toggle(self, some: Chosen) -> None:
        """Adds what is not selected yet, takes away what is."""
        self.put(self.chosen ^ some)

    def add(self, some: Chosen) -> None:
        """Selects this too."""
        self.put(self.chosen | some)

    def clear(self) -> None:
        """Selects nothing."""
        self.put(NOBODY)


def link_of(hit: Hit) -> LinkKey:
    """The link that a hit of kind "link" is about."""
    return hit.source, hit.node, hit.position


def chosen_by(hit: Hit, members: Mapping[str, tuple[str, ...]]) -> Chosen:
    """What a click on something selects. `members` are the nodes of folded groups."""
    if hit.kind in OF_NODES:
        return Chosen(nodes=frozenset(members.get(hit.node, (hit.node,))))
    if hit.kind == "link":
        return Chosen(links=frozenset({link_of(hit)}))
    if hit.kind in ("note", "note_corner"):
        return Chosen(notes=frozenset({hit.node}))
    return NOBODY


def caught(outline: Sequence[Point], boxes: Mapping[str, Box]) -> frozenset[str]:
    """What a closed line on the canvas has caught: everything whose middle it surrounds, and for
    a plain rectangle everything that it touches."""
    shape = QPolygonF([QPointF(*point) for point in outline])
    found = set()
    for name, (left, top, right, bottom) in boxes.items():
        middle = QPointF((left + right) / 2, (top + bottom) / 2)
        room = QPolygonF([
            QPointF(left, top), QPointF(right, top), QPointF(right, bottom), QPointF(left, bottom)
        ])
        if len(outline) == 4:
            if shape.intersects(room):
                found.add(name)
        elif shape.containsPoint(middle, Qt.FillRule.OddEvenFill):
            found.add(name)
    return frozenset(found)
