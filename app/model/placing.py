"""Room for what an edit makes: between two nodes on their line, else at the nearest free place.

It is made only where nodes have places; in a network that nobody has arranged the canvas chooses
them anyway. A note goes along with the node that it is nearest to, a folded group is one box.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from app.model.board import Note
from app.model.desk import Desk
from app.model.project import Project
from app.model.spots import CARD, GROWN, Point, Sized, on_canvas
from engine.graph import Node

__all__ = ["free_place", "notes_along", "settled"]

Seen: TypeAlias = Callable[[], Mapping[str, Sized]]
"""Where nodes are seen, by id; that of a folded group by its first node."""


def _unseen() -> Mapping[str, Sized]:
    return {}


def settled(
    edit: Callable[[Project], Project], seen: Seen = _unseen
) -> Callable[[Project], Project]:
    """The same edit; what it makes finds room.

    A new node without a place, or one that lost its own when it was put into a wire, comes to lie
    between those that feed it and those that it feeds, which go to the right as far as needed. What
    has a place keeps it if it covers nothing there, else it goes to the nearest free place. All
    that is seen without a place of its own gets the one where it is.
    """

    def made(project: Project) -> Project:
        after = edit(project)
        nodes, notes = _fresh(project, after)
        placed = any(node.placed for node in after.graph.nodes)
        return _Settling(after, nodes, notes, seen()).done() if placed and nodes | notes else after

    return made


def free_place(at: Point, seen: Mapping[str, Sized], notes: Iterable[Note] = ()) -> Point:
    """Where a new layer will stand that is let go of at a place."""
    desk = Desk({**seen, **_note_boxes(notes)})
    desk.put({".": (*at, *CARD)}, {".": (*at, CARD[0], GROWN)})
    x, y, _, _ = desk.boxes["."]
    return x, y


def notes_along(
    notes: Sequence[Note], before: Mapping[str, Sized], after: Mapping[str, Sized]
) -> tuple[Note, ...]:
    """The notes where they belong once nodes have gone from where they were before: each goes with
    the one that it was nearest to, and covers nothing."""
    boxes, desk, made = _note_boxes(notes), Desk(after), []
    near = _carried({**before, **boxes})
    for note in notes:
        name = f".{note.id}"
        (x, y, w, h), node = boxes[name], near.get(name, "")
        if node in after:
            x, y = x + after[node][0] - before[node][0], y + after[node][1] - before[node][1]
        desk.put({name: (x, y, w, h)})
        x, y = on_canvas((desk.boxes[name][0] - w / 2, desk.boxes[name][1] - h / 2))
        made.append(replace(note, x=x, y=y))
    return tuple(made)


def _fresh(before: Project, after: Project) -> tuple[set[str], set[str]]:
    """The nodes and notes that have no room yet."""
    notes = {note.id for note in after.board.notes} - {note.id for note in before.board.notes}
    if after.graph.nodes is before.graph.nodes:
        return set(), notes
    old = before.graph
    nodes = {
        node.id for node in after.graph.nodes
        if node.id not in old or (
            not node.placed and old.node(node.id).placed
            and old.sources(node.id) != after.graph.sources(node.id)
        )
    }
    return nodes, notes


class _Settling:
    """Finds places for what is new in a project. Names of notes begin with a point, which no node
    has in its id."""

    def __init__(
        self, project: Project, nodes: set[str], notes: set[str], seen: Mapping[str, Sized]
    ) -> None:
        self._project = _joined(project, nodes)
        self._graph = project.graph
        self._new = nodes | {f".{id}" for id in notes}
        folded = [group for group in self._project.board.groups if group.folded]
        self._members = {group.nodes[0]: group.nodes for group in folded}
        self._stands = {id: first for first, ids in self._members.items() for id in ids}
        self._inner: dict[str, Point] = {}
        self._before = {**self._standing(seen), **_note_boxes(self._project.board.notes)}
        old = {name: box for name, box in self._before.items() if name not in self._new}
        self._desk = Desk(old, _carried(old))

    def done(self) -> Project:
        """The project with everything in its place."""
        nodes = [id for id in self._graph.reading if id in self._new]
        hidden = [id for id in nodes if self._stand(id) not in self._new]
        between = [id for id in nodes if id not in hidden and all(self._neighbours(id))]
        loose = {
            name: box for name, box in self._before.items()
            if name in self._new and name not in between
        }
        self._desk.put(loose, {n: (x, y, w, min(h, GROWN)) for n, (x, y, w, h) in loose.items()
                               if not n.startswith(".")})
        for id in hidden:
            self._put_inside(id)
        for id in between:
            self._put_between(id)
        for id in nodes:
            if self._stand(id) not in self._desk.boxes:
                self._desk.put_beside(id, *self._neighbours(id))
        return self._moved()

    # --- what there is --------------------------------------------------------------------------

    def _stand(self, id: str) -> str:
        """What a node is shown as: itself, or the first node of its folded group."""
        return self._stands.get(id, id)

    def _standing(self, seen: Mapping[str, Sized]) -> dict[str, Sized]:
        """The boxes of all nodes that stand somewhere."""
        found: dict[str, Sized] = {}
        for node in self._graph.nodes:
            if self._stand(node.id) == node.id:
                ids = self._members.get(node.id, (node.id,))
                box = seen.get(node.id)
                at = _middle([self._graph.node(id) for id in ids]) or (box and box[:2])
                if at:
                    found[node.id] = (*at, *(box[2:] if box else CARD))
        return found

    def _neighbours(self, id: str) -> tuple[list[str], list[str]]:
        """What stands somewhere and feeds a node, and what of the rest it feeds."""
        sources = [s for s in map(self._stand, self._graph.sources(id)) if s in self._desk.boxes]
        targets = [t for t in map(self._stand, self._graph.targets(id)) if t in self._desk.boxes]
        return sources, [t for t in targets if t not in sources]

    def _fed(self, stand: str) -> set[str]:
        """What something that is shown feeds."""
        inside = self._members.get(stand, (stand,))
        found = {self._stand(target) for id in inside for target in self._graph.targets(id)}
        return (found - {stand}) & self._desk.boxes.keys()

    # --- what is done ---------------------------------------------------------------------------

    def _put_between(self, id: str) -> None:
        sources, targets = self._neighbours(id)
        hint = _middle([self._graph.node(id)])
        self._desk.put_between(id, sources, targets, self._fed, hint)

    def _put_inside(self, id: str) -> None:
        """A place among the nodes of a folded group, for when it is unfolded."""
        members = self._members[self._stand(id)]
        places = {m: _middle([self._graph.node(m)]) for m in members if m != id}
        desk = Desk({m: (*at, *CARD) for m, at in places.items() if at is not None})
        sources = [s for s in self._graph.sources(id) if s in desk.boxes]
        targets = [t for t in self._graph.targets(id) if t in desk.boxes]
        if sources and targets:
            feeds = {m: desk.boxes.keys() & {*self._graph.targets(m)} for m in desk.boxes}
            desk.put_between(id, sources, targets, feeds.__getitem__)
            self._inner |= {m: (x, y) for m, (x, y, _, _) in desk.boxes.items()}

    def _moved(self) -> Project:
        """The project with all that has a place now, or another one than before."""
        board = self._project.board
        nodes = tuple(self._with_place(node) for node in self._graph.nodes)
        notes = tuple(self._with_room(note) for note in board.notes)
        project = self._project.with_graph(replace(self._graph, nodes=nodes))
        return project.with_board(replace(project.board, notes=notes))

    def _with_place(self, node: Node) -> Node:
        stand = self._stand(node.id)
        by = self._way(stand)
        if node.placed and not any(by) and node.id not in self._inner:
            return node
        at = self._inner.get(node.id) or _middle([node])
        if at is not None:
            at = on_canvas((at[0] + by[0], at[1] + by[1]))
        elif stand == node.id and stand in self._desk.boxes:
            at = on_canvas(self._desk.boxes[stand][:2])
        return replace(node, x=at[0], y=at[1]) if at is not None else node

    def _with_room(self, note: Note) -> Note:
        by = self._way(f".{note.id}")
        x, y = on_canvas((note.x + by[0], note.y + by[1]))
        return replace(note, x=x, y=y) if any(by) else note

    def _way(self, name: str) -> Point:
        """How far something was moved."""
        before, after = self._before.get(name), self._desk.boxes.get(name)
        if before is None or after is None:
            return 0.0, 0.0
        return after[0] - before[0], after[1] - before[1]


def _joined(project: Project, nodes: set[str]) -> Project:
    """What was put between two nodes of one group belongs to it."""
    graph, board = project.graph, project.board
    for id in sorted(nodes) if board.groups else ():
        ends = (*graph.sources(id)[:1], *graph.targets(id)[:1])
        found = board.group_of(ends[0]) if len(ends) == 2 else None
        if found is not None and ends[1] in found.nodes and board.group_of(id) is None:
            grown = replace(found, nodes=(*found.nodes, id))
            groups = tuple(grown if group is found else group for group in board.groups)
            board = replace(board, groups=groups)
    return project.with_board(board)


def _note_boxes(notes: Iterable[Note]) -> dict[str, Sized]:
    return {
        f".{n.id}": (n.x + n.width / 2, n.y + n.height / 2, n.width, n.height) for n in notes
    }


def _carried(boxes: Mapping[str, Sized]) -> dict[str, str]:
    """The node that each note is nearest to."""
    nodes = [name for name in boxes if not name.startswith(".")]
    return {
        note: min(nodes, key=lambda node: math.dist(boxes[node][:2], boxes[note][:2]))
        for note in boxes if note.startswith(".") and nodes
    }


def _middle(nodes: Sequence[Node]) -> Point | None:
    """The middle of the places of these nodes; None where one has none."""
    xs = [node.x for node in nodes if node.x is not None]
    ys = [node.y for node in nodes if node.y is not None]
    if min(len(xs), len(ys)) < len(nodes):
        return None
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
