"""Room for what is added: on the line between two nodes, at a free place, and never on another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model import arranging, drawing, edits
from app.model.apart import way_apart
from app.model.board import Board, Group, Note
from app.model.clipboard import copied, paste
from app.model.edits import Edit, together
from app.model.fixes import fixes
from app.model.placing import settled
from app.model.project import Project, blank
from app.model.spots import CARD, COLUMN_GAP, GROWN, PORT_GAP, Sized
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from tests.app.chance import any_wires
from tests.app.sketches import DENSE, RESIDUAL, built, drawn

STEP = CARD[0] + COLUMN_GAP
Places = dict[str, tuple[float, float]]


def placed(project: Project, **at: tuple[float, float]) -> Project:
    return arranging.place(at)(project)


def row(count: int, step: float = STEP) -> Project:
    """An input, dense layers and an output in one row."""
    graph = Graph.chain(
        layers.make("input"), *[DENSE] * (count - 2), layers.make("output"))
    return placed(blank().with_graph(graph),
                  **{id: (n * step, 0.0) for n, id in enumerate(graph.order())})


def places(project: Project) -> Places:
    return {n.id: (n.x, n.y) for n in project.graph.nodes if n.x is not None and n.y is not None}


def added(edit: Edit, project: Project) -> tuple[Project, str]:
    after = settled(edit)(project)
    (fresh,) = drawing.added(project, after)
    return after, fresh


def boxes(project: Project, tall: Mapping[str, float] | None = None) -> dict[str, Sized]:
    heights = tall or {}
    made = {id: (*at, CARD[0], heights.get(id, CARD[1])) for id, at in places(project).items()}
    for note in project.board.notes:
        made[f".{note.id}"] = (
            note.x + note.width / 2, note.y + note.height / 2, note.width, note.height)
    return made


def overlaps(some: Mapping[str, Sized]) -> set[tuple[str, str]]:
    return {
        (a, b) for a, b in combinations(sorted(some), 2)
        if all(abs(some[a][i] - some[b][i]) < (some[a][i + 2] + some[b][i + 2]) / 2 - 1e-6
               for i in (0, 1))
    }


# --- between two nodes --------------------------------------------------------------------------

INSERTED: list[Edit] = [
    drawing.insert_on_wire(Wire("input1", "dense1"), layers.make("dropout")),
    drawing.insert_on_wire(Wire("input1", "dense1"), layers.make("dropout"), (150.0, 30.0)),
    edits.insert_layer("input1"),
    drawing.attach_activation("input1", "relu"),
]


@pytest.mark.parametrize("edit", INSERTED)
def test_what_is_inserted_lies_between_and_what_is_behind_makes_way(edit: Edit) -> None:
    before = row(4)
    after, fresh = added(edit, before)
    line = [places(after)[id] for id in after.graph.order()]
    assert after.graph.order()[1] == fresh
    assert line == [(n * STEP, 0.0) for n in range(5)], "as far as needed, all in one row"


def test_where_there_is_room_nothing_moves_and_the_hand_decides() -> None:
    before = row(3, step=2 * STEP)
    wire = Wire("input1", "dense1")
    after, fresh = added(drawing.insert_on_wire(wire, DENSE), before)
    assert places(after) == places(before) | {fresh: (STEP, 0.0)}
    nearer, fresh = added(drawing.insert_on_wire(wire, DENSE, (290.0, 9.0)), before)
    assert places(nearer)[fresh] == (290.0, 0.0), "on the line all the same"


def test_a_sloping_line_has_its_middle_halfway_up() -> None:
    before = placed(row(2), output1=(STEP, 200.0))
    after, fresh = added(edits.insert_layer("input1"), before)
    assert places(after) == {
        "input1": (0.0, 0.0), fresh: (STEP, 100.0), "output1": (2 * STEP, 200.0)}


def test_a_shortcut_around_a_node_is_filled_where_it_runs() -> None:
    before = placed(
        RESIDUAL, input1=(0, 0), dense1=(STEP, 0), dense2=(2 * STEP, 0), add1=(3 * STEP, 0),
        output1=(4 * STEP, 0))
    for hand, sign in (((2 * STEP, -150.0), -1), ((2 * STEP, 150.0), 1)):
        wire = Wire("dense1", "add1", 1)
        after, fresh = added(drawing.insert_on_wire(wire, DENSE, hand), before)
        x, y = places(after)[fresh]
        assert x == 2 * STEP and y * sign >= CARD[1]
        assert places(after).items() >= places(before).items()


def test_only_what_is_behind_moves_with_what_would_be_covered() -> None:
    before = drawn("input1 dense1 dense2 dense3 output1",
                   "input1>dense1 dense1>output1 input1>dense2")
    before = placed(before, input1=(0, 0), dense1=(STEP, 0), dense2=(STEP, 300), output1=(540, 0),
                    dense3=(2 * STEP, 150))
    after, _ = added(drawing.insert_on_wire(Wire("input1", "dense1"), DENSE), before)
    moved = {id for id, at in places(before).items() if places(after)[id] != at}
    assert moved == {"dense1", "output1", "dense3"}
    assert not overlaps(boxes(after)) - overlaps(boxes(before))


def test_room_that_is_left_is_used_up_and_other_rows_stay() -> None:
    before = placed(row(6), dense3=(3 * STEP + 100, 0.0), dense4=(0.0, 400.0),
                    output1=(2 * STEP, 400.0))
    after, fresh = added(edits.insert_layer("input1"), before)
    assert places(after) == places(before) | {
        fresh: (STEP, 0.0), "dense1": (2 * STEP, 0.0), "dense2": (3 * STEP, 0.0),
        "dense3": (4 * STEP, 0.0),
    }


def test_notes_go_with_the_node_they_are_near() -> None:
    notes = Note("a", "here", -80.0, -250.0), Note("b", "there", STEP - 80, -250.0)
    before = row(3).with_board(Board(notes=notes))
    after, _ = added(edits.insert_layer("input1"), before)
    assert [note.x for note in after.board.notes] == [-80.0, 2 * STEP - 80]


def test_a_folded_group_moves_as_one_and_takes_in_what_is_put_inside() -> None:
    before = row(5)
    group = Group("g", "", ("dense1", "dense2"), folded=True)
    folded = placed(before, dense1=(STEP, 0), dense2=(STEP, 40)).with_board(Board(groups=(group,)))
    after, _ = added(edits.insert_layer("input1"), folded)
    assert places(after)["dense2"][0] == places(after)["dense1"][0] == 2 * STEP
    inside, fresh = added(edits.insert_layer("dense1"), before.with_board(Board(groups=(group,))))
    assert inside.board.groups[0].nodes == ("dense1", "dense2", fresh)
    line = [places(inside)[id] for id in ("dense1", fresh, "dense2")]
    assert line == [(STEP, 0.0), (2 * STEP, 0.0), (3 * STEP, 0.0)], "for when it is unfolded"
    assert places(inside)["dense3"] == places(before)["dense3"]


def test_a_fix_puts_a_loose_layer_between_two() -> None:
    before = placed(drawing.add_node(DENSE, (90.0, 300.0))(row(4)))
    problem = next(p for p in built(before).problems if p.node == "dense3")
    first, *_ = fixes(before, built(before), problem)
    assert first.code == "insert_after"
    after = settled(first.edit)(before)
    assert {at[1] for at in places(after).values()} == {0.0}
    assert not overlaps(boxes(after))


def test_other_data_find_room_for_flatten() -> None:
    after = edits.choose_data("digits")(row(3))
    assert [places(after)[id][0] for id in after.graph.order()] == [n * STEP for n in range(4)]


def test_what_nobody_has_arranged_stays_so() -> None:
    after = settled(edits.insert_layer("input1"))(blank())
    assert not places(after)
    tidied = settled(arranging.tidy(["dense1", "dense2"]))(row(4))
    assert places(tidied).keys() == {"input1", "output1"}


# --- in the free --------------------------------------------------------------------------------


def test_a_free_place_is_kept_and_a_taken_one_left_for_the_nearest() -> None:
    for at, stays in (((STEP, 400.0), True), ((STEP, CARD[1] / 2 + GROWN / 2), True),
                      ((STEP, 60.0), False)):
        after, fresh = added(drawing.add_node(DENSE, at), row(3))
        assert (places(after)[fresh] == at) is stays
        assert places(after)[fresh][0] == STEP
    assert not overlaps(boxes(after))


def test_behind_a_layer_is_right_of_it_or_the_nearest_place() -> None:
    end, fresh = added(drawing.add_behind(["dense1"], DENSE), placed(
        drawn("input1 dense1", "input1>dense1"), input1=(0, 0), dense1=(STEP, 50)))
    assert places(end)[fresh] == (2 * STEP, 50.0)
    after, fresh = added(drawing.add_behind(["dense1"], DENSE), row(4))
    assert places(after)[fresh][0] == 2 * STEP and places(after)[fresh][1] > CARD[1]


def test_a_copy_keeps_its_shape_and_covers_nothing() -> None:
    before = placed(row(4), dense2=(2 * STEP, 70.0))
    part = copied(before, ["dense1", "dense2"])
    after = settled(paste(part, (STEP, 0.0)))(before)
    (ax, ay), (bx, by) = (places(after)[id] for id in drawing.added(before, after))
    assert (bx - ax, by - ay) == (STEP, 70.0)
    assert not overlaps(boxes(after))


def test_a_note_finds_a_place_too() -> None:
    after = settled(arranging.add_note((10.0, 10.0), "why"))(row(3))
    assert not overlaps(boxes(after))


def test_what_was_seen_without_a_place_stays_where_it_was_seen() -> None:
    before = arranging.tidy(["dense1"])(row(3))
    seen: dict[str, Sized] = {"dense1": (STEP, 30.0, *CARD)}
    after = settled(drawing.add_node(DENSE, (0.0, 900.0)), lambda: seen)(before)
    assert places(after)["dense1"] == (STEP, 30.0)


# --- laws ---------------------------------------------------------------------------------------


@st.composite
def boards(draw: Any) -> tuple[Project, dict[str, Sized]]:
    """A network on a board, arranged by any hand, with notes; and how large its nodes are."""
    count = draw(st.integers(2, 9))
    ids = [f"add{n}" for n in range(1, count + 1)]
    where = st.tuples(st.integers(-600, 600), st.integers(-600, 600))
    nodes = [Node(id, layers.make("add"), *map(float, draw(where))) for id in ids]
    wires = draw(any_wires(ids))
    notes = tuple(Note(f"n{n}", "", *map(float, at))
                  for n, at in enumerate(draw(st.lists(where, max_size=2))))
    project = blank().with_graph(Graph(tuple(nodes), wires)).with_board(Board(notes))
    tall = st.integers(60, 480).map(float)
    return project, {id: (*at, CARD[0], draw(tall)) for id, at in places(project).items()}


@settings(max_examples=40)
@given(boards(), st.data())
def test_nothing_new_lies_on_anything(
    case: tuple[Project, dict[str, Sized]], data: st.DataObject
) -> None:
    before, seen = case
    some = data.draw(st.sampled_from([node.id for node in before.graph.nodes]))
    wires = [drawing.insert_on_wire(wire, DENSE) for wire in before.graph.wires]
    edit = data.draw(st.sampled_from([
        *wires, edits.insert_layer(some), drawing.add_behind([some], DENSE),
        drawing.add_node(DENSE, (0.0, 0.0)), drawing.duplicate([some, "add1"], (30.0, 30.0)),
        drawing.attach_activation(some, "relu"), together(*wires[:2]),
    ]))
    after = settled(edit, lambda: seen)(before)
    tall = {id: box[3] for id, box in seen.items()}
    fresh = drawing.added(before, after)
    old = overlaps(boxes(before, tall))
    copies = set(combinations(sorted(fresh), 2))
    assert not overlaps(boxes(after, tall)) - old - copies
    ys = {id: y for id, (_, y) in places(before).items()}
    assert {id: places(after)[id][1] for id in ys} == ys, "what makes way goes right"
    assert all(places(after)[id][0] >= x for id, (x, _) in places(before).items())
    assert settled(edit, lambda: seen)(before) == after


def test_rows_stay_rows_however_often_something_is_inserted() -> None:
    project = row(3)
    for _ in range(6):
        project, _ = added(edits.insert_layer("input1"), project)
    line = [places(project)[id] for id in project.graph.order()]
    assert all(math.isclose(b[0] - a[0], STEP) and a[1] == b[1] for a, b in pairwise(line))


def test_what_is_dropped_close_beside_a_node_leaves_room_for_a_wire() -> None:
    """Else both ports lie on each other, and one of them can never be pressed."""
    for gap, stays in ((PORT_GAP, True), (5.0, False)):
        project = row(2)
        at = STEP + CARD[0] + gap, 0.0
        after, fresh = added(drawing.add_node(DENSE, at), project)
        x, y = places(after)[fresh]
        assert ((x, y) == at) == stays
        assert abs(y) >= CARD[1] or x - STEP - CARD[0] >= PORT_GAP


def test_what_is_moved_upon_something_goes_the_shortest_way_out() -> None:
    there = [(0.0, 0.0, *CARD), (0.0, 600.0, *CARD)]
    wide, tall = CARD

    def way(x: float, y: float) -> tuple[float, float]:
        return way_apart([(x, y, *CARD)], there)

    assert way(wide + PORT_GAP, 0.0) == (0.0, 0.0)
    assert way(wide + 5, 0.0) == (PORT_GAP - 5, 0.0)
    assert way(-wide - 5, 10.0) == (5 - PORT_GAP, 0.0)
    across, down = way(0.0, tall - 10)
    assert across == 0.0 and down > 10
    assert way(0.0, tall + 1) == (0.0, 0.0)
    assert way_apart([], there) == way_apart([there[0]], []) == (0.0, 0.0)
