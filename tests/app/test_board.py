"""What is arranged on the canvas: places, faces, notes and groups."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF

from app.model import arranging, drawing
from app.model.arranging import Edge
from app.model.board import Board, Face, Group, Note
from app.model.edits import Edit, together
from app.model.limits import FAR
from app.model.project import Project, blank
from app.model.spots import Sized
from engine.errors import BadValue

BOXES: dict[str, Sized] = {
    "input1": (0.0, 10.0, 40.0, 20.0),
    "dense1": (30.0, 60.0, 20.0, 100.0),
    "output1": (200.0, 20.0, 60.0, 40.0),
}


def at(project: Project, node: str) -> tuple[float | None, float | None]:
    found = project.graph.node(node)
    return found.x, found.y


def spans(project: Project, axis: int) -> list[tuple[float, float]]:
    """Where each of the boxes begins and ends along an axis."""
    found = []
    for id, box in BOXES.items():
        middle = at(project, id)[axis]
        assert middle is not None
        found.append((middle - box[axis + 2] / 2, middle + box[axis + 2] / 2))
    return found


# --- places -----------------------------------------------------------------------------------


def test_places_are_set_and_forgotten() -> None:
    placed = arranging.place({"dense1": (3.0, -4.0), "gone": (1.0, 1.0)})(blank())
    assert at(placed, "dense1") == (3.0, -4.0)
    assert at(placed, "input1") == (None, None)
    assert arranging.tidy()(placed) == blank()


def test_only_the_chosen_nodes_are_tidied() -> None:
    placed = arranging.place({"dense1": (3.0, -4.0), "input1": (0.0, 0.0)})(blank())
    tidied = arranging.tidy(["input1", "gone"])(placed)
    assert at(tidied, "input1") == (None, None)
    assert at(tidied, "dense1") == (3.0, -4.0)


def test_places_stay_within_what_a_file_may_hold() -> None:
    placed = arranging.place({"dense1": (math.inf, -1e300), "input1": (math.nan, 0.0)})(blank())
    assert at(placed, "dense1") == (FAR, -FAR)
    assert at(placed, "input1") == (0.0, 0.0)


def test_moving_changes_nothing_else() -> None:
    moved = arranging.place({"dense1": (3.0, 4.0)})(blank())
    assert moved.graph.wiring == blank().graph.wiring


@pytest.mark.parametrize(
    ("edge", "axis", "side"),
    [("left", 0, 0), ("right", 0, 1), ("top", 1, 0), ("bottom", 1, 1)],
)
def test_edges_are_brought_in_line_with_the_outermost(edge: Edge, axis: int, side: int) -> None:
    boxes = {  # none of which would cover another one
        id: (x + 400.0 * n * axis, y + 400.0 * n * (1 - axis), w, h)
        for n, (id, (x, y, w, h)) in enumerate(BOXES.items())
    }
    placed = arranging.align(boxes, boxes, edge)(blank())
    outermost = (min, max)[side](box[axis] + (side - 0.5) * box[axis + 2] for box in BOXES.values())
    assert {span[side] for span in spans(placed, axis)} == {outermost}
    assert [at(placed, id)[1 - axis] for id in boxes] == [box[1 - axis] for box in boxes.values()]


@pytest.mark.parametrize(("edge", "axis", "middle"), [("middle", 0, 105.0), ("centre", 1, 55.0)])
def test_middles_are_brought_in_line_with_the_middle(edge: Edge, axis: int, middle: float) -> None:
    placed = arranging.align(BOXES, BOXES, edge)(blank())
    assert {at(placed, id)[axis] for id in BOXES} == {middle}


@pytest.mark.parametrize(("edge", "axis"), [("left", 0), ("middle", 0), ("top", 1), ("bottom", 1)])
def test_a_chain_in_line_with_its_wires_ends_on_no_single_spot(edge: Edge, axis: int) -> None:
    ids = ("input1", "dense1", "output1")
    row = {id: (270.0 * n, 5.0 * n, 168.0, 200.0) for n, id in enumerate(ids)}
    boxes = row if axis == 0 else {id: (y, x, w, h) for id, (x, y, w, h) in row.items()}
    other = {"add1": (10.0, 220.0, 168.0, 100.0) if axis == 0 else (220.0, 10.0, 100.0, 168.0)}
    placed = arranging.align(ids, boxes | other, edge)(blank())
    places = [at(placed, id) for id in ids]
    assert places == sorted(places, key=lambda place: place[1 - axis])
    rects = [QRectF(x - 84, y - 100, 168, 200) for x, y in places]
    x, y, w, h = other["add1"]
    rects.append(QRectF(x - w / 2, y - h / 2, w, h))
    assert not any(a.intersects(b) for a, b in combinations(rects, 2))
    pressed = {id: (box[0] / 9, 5.0, *box[2:]) for id, box in row.items()}
    spread = arranging.distribute(ids, pressed, "across")(blank())
    (_, a), (b, c), (d, _) = ((at(spread, id)[0] - 84, at(spread, id)[0] + 84) for id in ids)
    assert b - a == d - c > 0


def test_distributed_nodes_have_equal_room_between_them() -> None:
    placed = arranging.distribute(BOXES, BOXES, "across")(blank())
    (_, a), (b, c), (d, _) = spans(placed, 0)
    assert b - a == pytest.approx(d - c)
    assert at(placed, "input1") == BOXES["input1"][:2]
    assert at(placed, "output1") == BOXES["output1"][:2]


@pytest.mark.parametrize(
    "edit",
    [
        arranging.align(["dense1"], BOXES, "left"),
        arranging.align(["gone", "dense1"], BOXES, "left"),
        arranging.distribute(["dense1", "input1"], BOXES, "down"),
        arranging.place({}),
        arranging.tidy(),
        arranging.set_face(["gone"], "card"),
        arranging.set_face(["dense1"], None),
        arranging.set_note("gone", text="x"),
        arranging.add_group(["gone"], "x"),
        arranging.set_group("gone", folded=True),
        arranging.ungroup("gone"),
    ],
)
def test_what_cannot_be_done_changes_nothing(edit: Edit) -> None:
    assert edit(blank()) is blank() or edit(blank()) == blank()


# --- faces, notes, groups ---------------------------------------------------------------------


def test_a_face_is_pinned_changed_and_freed() -> None:
    faces: list[Face | None] = ["card", "neurons", None]
    project = blank()
    for face in faces:
        project = arranging.set_face(["dense1"], face)(project)
        assert project.board.face("dense1") == face
    assert project == blank()


def test_notes_come_change_and_go() -> None:
    project = together(
        arranging.add_note((1.0, 2.0), "first"), arranging.add_note((3.0, 4.0))
    )(blank())
    assert [note.id for note in project.board.notes] == ["note1", "note2"]
    project = arranging.set_note("note2", text="second", width=-5.0, x=math.inf)(project)
    assert project.board.note("note2") == Note("note2", "second", FAR, 4.0, 1.0, 80.0)
    project = drawing.remove((), notes=["note1"])(project)
    assert [note.text for note in project.board.notes] == ["second"]


def test_a_node_is_in_one_group_and_an_empty_group_vanishes() -> None:
    project = arranging.add_group(["dense1", "input1"], "a")(blank())
    project = arranging.add_group(["dense1"], "b")(project)
    assert [group.nodes for group in project.board.groups] == [("input1",), ("dense1",)]
    project = arranging.add_group(["dense1", "input1"], "c")(project)
    assert [group.title for group in project.board.groups] == ["c"]
    assert arranging.ungroup(project.board.groups[0].id)(project) == blank()


def test_a_group_is_named_and_folded() -> None:
    project = arranging.add_group(["dense1"], "a")(blank())
    project = arranging.set_group("group1", title="x" * 300, folded=True)(project)
    group = project.board.group("group1")
    assert group is not None
    assert group.folded
    assert len(group.title) == 200
    assert project.board.group_of("dense1") is group
    assert project.board.group_of("input1") is None


def test_removed_nodes_leave_faces_and_groups() -> None:
    project = together(
        arranging.set_face(["dense1", "input1"], "card"),
        arranging.add_group(["dense1"], "a"),
        drawing.remove(["dense1"]),
    )(blank())
    assert project.board == Board(faces=(("input1", "card"),))


@pytest.mark.parametrize(
    "fields",
    [
        {"notes": (Note("a", "", 0, 0), Note("a", "", 0, 0))},
        {"notes": (Note("", "", 0, 0),)},
        {"groups": (Group("a", "", ()),)},
        {"groups": (Group("a", "", ("x",)), Group("b", "", ("x",)))},
        {"faces": (("x", "card"), ("x", "neurons"))},
    ],
)
def test_what_is_not_a_board_is_refused(fields: dict[str, tuple[object, ...]]) -> None:
    with pytest.raises(BadValue):
        Board(**fields)  # type: ignore[arg-type]
