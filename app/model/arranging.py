"""What is arranged on the canvas by hand: places, faces, notes, groups. All are `Edit`s.

Nothing here touches what is computed, and nothing a hand can do raises: what is gone is passed
over, and places stay within what a file may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, Literal, TypeAlias

from app.model import limits
from app.model.apart import BELOW, in_order, way_along
from app.model.board import Board, Face, Group, Note, Point
from app.model.edits import Edit
from app.model.project import Project
from app.model.spots import COLUMN_GAP, PORT_GAP, Sized, on_canvas

__all__ = [
    "Edge",
    "add_group",
    "add_note",
    "align",
    "distribute",
    "place",
    "set_face",
    "set_group",
    "set_note",
    "tidy",
    "ungroup",
]

Edge: TypeAlias = Literal["left", "middle", "right", "top", "centre", "bottom"]
"""What is brought in line: left edges, middles across, right edges; top edges, middles down,
bottom edges."""


_WIRED = 72.0
"""Between two nodes that come to stand one below the other: a wire passes there."""


# --- places ---------------------------------------------------------------------------------


def place(places: Mapping[str, Point]) -> Edit:
    """These nodes with their middles there."""

    def edit(project: Project) -> Project:
        found = {id: on_canvas(at) for id, at in places.items() if id in project.graph}
        return _moved(project, found)

    return edit


def tidy(nodes: Iterable[str] | None = None) -> Edit:
    """Forgets the places of these nodes, or of all, so that the canvas chooses them."""
    chosen = None if nodes is None else set(nodes)

    def edit(project: Project) -> Project:
        ids = (node.id for node in project.graph.nodes)
        return _moved(project, {id: (None, None) for id in ids if chosen is None or id in chosen})

    return edit


def align(nodes: Iterable[str], places: Mapping[str, Sized], edge: Edge) -> Edit:
    """These nodes brought in line at the edge of the outermost, or at the middle of them all.

    `places` are the boxes of all nodes as they are shown. Those that would cover each other then
    stand in the order in which they stood before, and clear of all others.
    """
    boxes = {id: places[id] for id in nodes if id in places}
    if len(boxes) < 2:
        return place({})
    axis = 0 if edge in ("left", "middle", "right") else 1
    side = {"left": -0.5, "top": -0.5, "right": 0.5, "bottom": 0.5}.get(edge, 0.0)
    edges = [box[axis] + side * box[axis + 2] for box in boxes.values()]
    lowest = min(box[axis] - box[axis + 2] / 2 for box in boxes.values())
    highest = max(box[axis] + box[axis + 2] / 2 for box in boxes.values())
    line = {-0.5: min(edges), 0.5: max(edges)}.get(side, (lowest + highest) / 2)
    made = {
        id: (*_along(box, axis, line - side * box[axis + 2]), *box[2:])
        for id, box in boxes.items()
    }
    others = [box for id, box in places.items() if id not in boxes]
    return place(_clear(made, boxes, others, 1 - axis))


def distribute(
    nodes: Iterable[str], places: Mapping[str, Sized], way: Literal["across", "down"]
) -> Edit:
    """The same room between each two of these nodes; the outermost stay."""
    axis = 0 if way == "across" else 1
    boxes = {id: places[id] for id in nodes if id in places}
    if len(boxes) < 3:
        return place({})
    line = sorted(boxes, key=lambda id: (boxes[id][axis], id))
    sizes = [boxes[id][axis + 2] for id in line]
    start, end = boxes[line[0]][axis] - sizes[0] / 2, boxes[line[-1]][axis] + sizes[-1] / 2
    gap = (end - start - sum(sizes)) / (len(line) - 1)
    moved: dict[str, Sized] = {}
    for id, size in zip(line, sizes, strict=True):
        moved[id] = *_along(boxes[id], axis, start + size / 2), *boxes[id][2:]
        start += size + gap
    return place(_clear(moved, boxes, (), axis))


def _clear(
    made: Mapping[str, Sized], before: Mapping[str, Sized], others: Iterable[Sized], axis: int
) -> dict[str, Point]:
    """The middles of boxes that were moved: further apart along an axis where one would cover
    another, in the order of `before`, and together out of what they cover of the others."""
    order = _reading(made, before, axis)
    wishes = [made[id][axis] for id in order]
    gaps = [_room(made[a], made[b], axis) for a, b in pairwise(order)]
    if any(b - a < gap for (a, b), gap in zip(pairwise(wishes), gaps, strict=True)):
        wishes = in_order(wishes, gaps)
    apart = [
        (*_along(made[id], axis, to), *made[id][2:])
        for id, to in zip(order, wishes, strict=True)
    ]
    by = way_along(apart, others, axis)
    return {id: _along(box, axis, box[axis] + by) for id, box in zip(order, apart, strict=True)}


def _reading(
    made: Mapping[str, Sized], before: Mapping[str, Sized], axis: int
) -> list[str]:
    """Names of boxes along an axis; those that begin at about the same height, in the order in
    which they stood across it."""
    bands: list[tuple[float, list[str]]] = []
    for id in sorted(made, key=lambda id: (made[id][axis] - made[id][axis + 2] / 2, id)):
        middle, half = made[id][axis], made[id][axis + 2] / 2
        if bands and middle - half < bands[-1][0]:
            bands[-1][1].append(id)
        else:
            bands.append((middle, [id]))
    return [id for _, ids in bands for id in sorted(ids, key=lambda id: before[id][1 - axis])]


def _room(a: Sized, b: Sized, axis: int) -> float:
    """How far the middles of two boxes must be apart along an axis: as far as usual where they
    would be too near to each other, where they are at different heights not at all."""
    if abs(a[1 - axis] - b[1 - axis]) >= (a[3 - axis] + b[3 - axis]) / 2:
        return 0.0
    usual, least = ((COLUMN_GAP, PORT_GAP), (_WIRED, BELOW))[axis]
    half = (a[axis + 2] + b[axis + 2]) / 2
    return half + (least if b[axis] - a[axis] >= half + least else usual)


def _along(box: Sized, axis: int, to: float) -> Point:
    return (to, box[1]) if axis == 0 else (box[0], to)


def _moved(project: Project, places: Mapping[str, tuple[float | None, float | None]]) -> Project:
    nodes = tuple(
        replace(node, x=places[node.id][0], y=places[node.id][1])
        if node.id in places and places[node.id] != (node.x, node.y)
        else node
        for node in project.graph.nodes
    )
    same = nodes == project.graph.nodes
    return project if same else project.with_graph(replace(project.graph, nodes=nodes))


def set_face(nodes: Iterable[str], face: Face | None) -> Edit:
    """Pins how these nodes are shown, whatever the zoom; None leaves it to the zoom again."""
    chosen = tuple(dict.fromkeys(nodes))

    def change(board: Board, project: Project) -> Board:
        ids = tuple(id for id in chosen if id in project.graph)
        if all(board.face(id) == face for id in ids):
            return board
        others = tuple((id, other) for id, other in board.faces if id not in ids)
        pinned: tuple[tuple[str, Face], ...] = tuple((id, face) for id in ids) if face else ()
        return replace(board, faces=(*others, *pinned))

    return _on_board(change)


# --- notes and groups -----------------------------------------------------------------------


def add_note(at: Point, text: str = "") -> Edit:
    """A new note; `at` is its top left corner."""

    def change(board: Board, project: Project) -> Board:
        if len(board.notes) >= limits.NOTES:
            return board
        x, y = on_canvas(at)
        note = Note(board.fresh_id("note"), text[: limits.TEXT], x, y)
        return replace(board, notes=(*board.notes, note))

    return _on_board(change)


def set_note(id: str, **fields: Any) -> Edit:
    """Another `text`, place `x`, `y`, `width` or `height` of a note."""

    def change(board: Board, project: Project) -> Board:
        return replace(
            board,
            notes=tuple(_sound(replace(n, **fields)) if n.id == id else n for n in board.notes),
        )

    return _on_board(change)


def _sound(note: Note) -> Note:
    """A note that a file may hold."""
    (x, y), (width, height) = on_canvas((note.x, note.y)), on_canvas((note.width, note.height))
    text = note.text[: limits.TEXT]
    return replace(note, text=text, x=x, y=y, width=max(width, 1.0), height=max(height, 1.0))


def add_group(nodes: Iterable[str], title: str = "") -> Edit:
    """A new group of these nodes, which leave the groups they were in."""
    chosen = tuple(dict.fromkeys(nodes))

    def change(board: Board, project: Project) -> Board:
        ids = tuple(id for id in chosen if id in project.graph)
        left = board.ungrouped(ids)
        if not ids or len(left.groups) >= limits.NOTES:
            return board
        made = Group(board.fresh_id("group"), title[: limits.WORD], ids)
        return replace(left, groups=(*left.groups, made))

    return _on_board(change)


def set_group(id: str, **fields: Any) -> Edit:
    """Another `title` of a group, or whether it is `folded`."""
    if "title" in fields:
        fields["title"] = str(fields["title"])[: limits.WORD]

    def change(board: Board, project: Project) -> Board:
        groups = tuple(replace(g, **fields) if g.id == id else g for g in board.groups)
        return replace(board, groups=groups)

    return _on_board(change)


def ungroup(id: str) -> Edit:
    """Without the group; its nodes stay."""

    def change(board: Board, project: Project) -> Board:
        return replace(board, groups=tuple(group for group in board.groups if group.id != id))

    return _on_board(change)


def _on_board(change: Callable[[Board, Project], Board]) -> Edit:
    def edit(project: Project) -> Project:
        board = change(project.board, project)
        return project if board == project.board else project.with_board(board)

    return edit
