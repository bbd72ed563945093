"""What lies on the canvas beside the network: notes, groups, and which face a node shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from engine.errors import BadValue

__all__ = ["Board", "Face", "Group", "Note", "Point"]

Face: TypeAlias = Literal["card", "neurons"]
Point: TypeAlias = tuple[float, float]
"""A place on the canvas in logical pixels, x to the right and y down."""


@dataclass(frozen=True, slots=True)
class Note:
    """A text on the canvas. `x`, `y` is its top left corner, in logical pixels as all its sizes."""

    id: str
    text: str
    x: float
    y: float
    width: float = 200.0
    height: float = 80.0


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes that belong together under one title. `folded` shows them as one block."""

    id: str
    title: str
    nodes: tuple[str, ...]
    folded: bool = False


@dataclass(frozen=True)
class Board:
    """Notes and groups in the order they were made, and the `faces` pinned to nodes, by node.

    Ids of notes and groups are their own, no group is empty and no node is in two groups or has
    two faces; anything else raises BadValue.
    """

    notes: tuple[Note, ...] = ()
    groups: tuple[Group, ...] = ()
    faces: tuple[tuple[str, Face], ...] = ()

    def __post_init__(self) -> None:
        _each_once("note", (note.id for note in self.notes))
        _each_once("group", (group.id for group in self.groups))
        _each_once("grouped node", (node for group in self.groups for node in group.nodes))
        _each_once("face", (node for node, _ in self.faces))
        for group in self.groups:
            if not group.nodes:
                raise BadValue("board", "group", group.id, "nodes")

    def note(self, id: str) -> Note | None:
        """The note of this id, None when it is gone."""
        return next((note for note in self.notes if note.id == id), None)

    def group(self, id: str) -> Group | None:
        """The group of this id, None when it is gone."""
        return next((group for group in self.groups if group.id == id), None)

    def group_of(self, node: str) -> Group | None:
        """The group that `node` is in, None for none."""
        return next((group for group in self.groups if node in group.nodes), None)

    def face(self, node: str) -> Face | None:
        """The face pinned to `node`, None where the zoom decides."""
        return next((face for id, face in self.faces if id == node), None)

    def fresh_id(self, stem: str) -> str:
        """An id for a new ``"note"`` or ``"group"``: ``note1``, ``note2`` …"""
        taken = {note.id for note in self.notes} | {group.id for group in self.groups}
        number = 1
        while f"{stem}{number}" in taken:
            number += 1
        return f"{stem}{number}"

    def among(self, nodes: Iterable[str]) -> Board:
        """The same board where only these `nodes` exist; empty groups vanish."""
        if not self.groups and not self.faces:
            return self
        there = set(nodes)
        faces = tuple((node, face) for node, face in self.faces if node in there)
        groups = _among(self.groups, there)
        same = (groups, faces) == (self.groups, self.faces)
        return self if same else replace(self, groups=groups, faces=faces)

    def ungrouped(self, nodes: Iterable[str]) -> Board:
        """The same board where these `nodes` are in no group; empty groups vanish."""
        others = {node for group in self.groups for node in group.nodes} - set(nodes)
        return replace(self, groups=_among(self.groups, others))

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON types; the inverse of `from_plain`."""
        return {
            "notes": [
                {"id": n.id, "text": n.text, "x": n.x, "y": n.y, "width": n.width,
                 "height": n.height}
                for n in self.notes
            ],
            "groups": [
                {"id": g.id, "title": g.title, "nodes": list(g.nodes), "folded": g.folded}
                for g in self.groups
            ],
            "faces": dict(self.faces),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Board:
        """A board from untrusted plain values, already checked to have this structure.

        Raises BadValue.
        """
        return cls(
            tuple(Note(**note) for note in plain["notes"]),
            tuple(Group(**{**g, "nodes": tuple(g["nodes"])}) for g in plain["groups"]),
            tuple(plain["faces"].items()),
        )


def _among(groups: tuple[Group, ...], nodes: set[str]) -> tuple[Group, ...]:
    """The groups of what is left of them; those that need no change are the same values."""
    kept = (
        group
        if nodes.issuperset(group.nodes)
        else replace(group, nodes=tuple(node for node in group.nodes if node in nodes))
        for group in groups
    )
    return tuple(group for group in kept if group.nodes)


def _each_once(what: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id in ids:
        if id in seen or not id:
            raise BadValue("board", what, id, "an id of its own")
        seen.add(id)
