"""Parts of a project as text, to copy them from one window to another.

The text is JSON of the same shape as in a project file: a graph and a board. What comes from the
clipboard was written by anybody, so it is checked like a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec

from app.model import limits
from app.model.board import Board, Group, Note, Point
from app.model.edits import Edit
from app.model.project import Project
from app.model.spots import on_canvas
from app.model.structure import FragmentForm
from engine.errors import BadFile, BadValue
from engine.graph import Graph, Node, Wire

__all__ = ["Fragment", "copied", "from_text", "paste", "paste_by", "to_text", "unplaced"]

VERSION = 1
LARGEST = 4 << 20
"""Characters of the longest text that is read."""


@dataclass(frozen=True)
class Fragment:
    """Nodes with the wires among them, and the notes, groups and faces that go with them."""

    graph: Graph
    board: Board = Board()


def copied(project: Project, nodes: Iterable[str], notes: Iterable[str] = ()) -> Fragment:
    """What is copied with these nodes and notes: also wires, faces and groups among them alone."""
    ids, texts = set(nodes), set(notes)
    graph, board = project.graph, project.board
    return Fragment(
        Graph(
            tuple(node for node in graph.nodes if node.id in ids),
            tuple(w for w in graph.wires if w.source in ids and w.target in ids),
        ),
        Board(
            tuple(note for note in board.notes if note.id in texts),
            tuple(group for group in board.groups if ids.issuperset(group.nodes)),
            tuple((node, face) for node, face in board.faces if node in ids),
        ),
    )


# --- text -----------------------------------------------------------------------------------


def to_text(
    project: Project,
    nodes: Iterable[str],
    notes: Iterable[str] = (),
    places: Mapping[str, Point] | None = None,
) -> str:
    """The JSON for the clipboard. `places` are where the nodes without a place are shown."""
    part = copied(project, nodes, notes)
    graph = replace(part.graph, nodes=tuple(_seen(n, places or {}) for n in part.graph.nodes))
    plain = {"fragment": VERSION, "graph": graph.to_plain(), "board": part.board.to_plain()}
    return msgspec.json.encode(msgspec.convert(plain, FragmentForm)).decode()


def _seen(node: Node, places: Mapping[str, Point]) -> Node:
    if node.placed or node.id not in places:
        return node
    x, y = on_canvas(places[node.id])
    return replace(node, x=x, y=y)


def from_text(text: str) -> Fragment:
    """What is on the clipboard. Raises BadFile: "not_copied" for text that is no fragment,
    "copied_newer" for one of a newer version, "copied_badly" for one that is damaged."""
    if len(text) > LARGEST:
        raise BadFile("", "not_copied", str(len(text)))
    try:
        raw = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BadFile("", "not_copied", str(error)[:300]) from error
    version = raw.get("fragment") if isinstance(raw, dict) else None
    if type(version) is not int or version < 1:
        raise BadFile("", "not_copied", str(version)[:300])
    if version > VERSION:
        raise BadFile("", "copied_newer", str(version)[:300])
    try:
        plain = msgspec.to_builtins(msgspec.convert(raw, FragmentForm))
        graph = Graph.from_plain(plain["graph"])
        board = Board.from_plain(plain["board"])
    except (msgspec.MsgspecError, BadValue) as error:
        raise BadFile("", "copied_badly", str(error)[:300]) from error
    return Fragment(graph, board.among(node.id for node in graph.nodes))


# --- pasting --------------------------------------------------------------------------------


def paste(fragment: Fragment, at: Point) -> Edit:
    """A copy of the fragment whose middle is at `at`, with ids of its own.

    Nodes without a place stay without, except a single one, which comes to lie at `at`.
    """
    xs, ys = _spread(fragment)
    nodes = fragment.graph.nodes
    if not xs and len(nodes) == 1:
        only = replace(nodes[0], x=0.0, y=0.0)
        fragment = replace(fragment, graph=replace(fragment.graph, nodes=(only,)))
    if not xs:
        return paste_by(fragment, at)
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return paste_by(fragment, (at[0] - middle[0], at[1] - middle[1]))


def unplaced(fragment: Fragment) -> Fragment:
    """The same with no place for any node."""
    nodes = tuple(replace(node, x=None, y=None) for node in fragment.graph.nodes)
    return replace(fragment, graph=replace(fragment.graph, nodes=nodes))


def paste_by(fragment: Fragment, by: Point) -> Edit:
    """The same, shifted by this much from where it was."""

    def edit(project: Project) -> Project:
        graph, part = project.graph, fragment.graph
        fresh = graph.fresh_ids(node.layer.name for node in part.nodes)
        ids = dict(zip((node.id for node in part.nodes), fresh, strict=True))
        nodes = (*graph.nodes, *(_shifted(node, ids[node.id], by) for node in part.nodes))
        wires = (*graph.wires, *(Wire(ids[w.source], ids[w.target], w.port) for w in part.wires))
        if len(nodes) > limits.NODES or len(wires) > limits.WIRES:
            return project
        board = _joined(project.board, fragment.board, ids, by)
        grown = project.with_graph(Graph(nodes, wires)) if part.nodes else project
        return grown if board == grown.board else grown.with_board(board)

    return edit


def _spread(fragment: Fragment) -> tuple[list[float], list[float]]:
    """All x and all y between which the fragment lies."""
    xs = [node.x for node in fragment.graph.nodes if node.x is not None]
    ys = [node.y for node in fragment.graph.nodes if node.y is not None]
    for note in fragment.board.notes:
        xs += [note.x, note.x + note.width]
        ys += [note.y, note.y + note.height]
    return xs, ys


def _shifted(node: Node, id: str, by: Point) -> Node:
    if node.x is None or node.y is None:
        return replace(node, id=id)
    x, y = on_canvas((node.x + by[0], node.y + by[1]))
    return replace(node, id=id, x=x, y=y)


def _joined(board: Board, part: Board, ids: Mapping[str, str], by: Point) -> Board:
    """The board with the notes, groups and faces of `part`, as far as there is room for them."""
    for note in part.notes[: limits.NOTES - len(board.notes)]:
        x, y = on_canvas((note.x + by[0], note.y + by[1]))
        made = Note(board.fresh_id("note"), note.text, x, y, note.width, note.height)
        board = replace(board, notes=(*board.notes, made))
    for group in part.groups[: limits.NOTES - len(board.groups)]:
        members = tuple(ids[node] for node in group.nodes)
        copy = Group(board.fresh_id("group"), group.title, members, group.folded)
        board = replace(board, groups=(*board.groups, copy))
    faces = tuple((ids[node], face) for node, face in part.faces)
    return replace(board, faces=(*board.faces, *faces)) if faces else board
