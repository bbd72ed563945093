"""What the canvas arranges by itself: cards, open nodes and folded blocks, nothing on anything."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.canvas.arrangement import Arrangement, Sight
from app.canvas.levels import Mode
from app.model import arranging
from app.model.board import Board, Face, Group
from app.model.project import Project, blank
from engine.graph import Graph, Node
from engine.layers import layers
from tests.app.bench import data_of
from tests.app.chance import any_wires

SPEC = data_of(blank()).spec
KINDS = ["input", "dense", "dense", "add", "dropout", "output", "concatenate"]


@st.composite
def boards(draw: Any) -> Project:
    """Networks of any shape, with wide layers, pinned faces, groups and some that are placed."""
    count = draw(st.integers(2, 10))
    ids = [f"n{n}" for n in range(count)]
    where = st.one_of(st.none(), st.tuples(st.integers(-900, 900), st.integers(-900, 900)))
    nodes = []
    for id in ids:
        kind = draw(st.sampled_from(KINDS))
        layer = layers.make(kind, {"units": draw(st.integers(1, 40))} if kind == "dense" else {})
        x, y = draw(where) or (None, None)
        nodes.append(Node(id, layer, x, y))
    wires = draw(any_wires(ids))
    cut = draw(st.integers(0, count))
    groups = tuple(
        Group(f"g{n}", "", tuple(some), draw(st.booleans()))
        for n, some in enumerate((ids[:cut:2], ids[1:cut:2])) if some
    )
    faces: list[tuple[str, Face]] = [
        (id, face) for id in ids
        if (face := draw(st.sampled_from([None, None, "card", "neurons"])))
    ]
    return blank().with_graph(Graph(tuple(nodes), wires)).with_board(
        Board((), groups, tuple(faces)))


def seen(project: Project, mode: Mode) -> Sight:
    arrangement = Arrangement()
    arrangement.choose(mode, project)
    return arrangement.see(project, SPEC, 900.0, 700.0)


def overlapping(sight: Sight) -> list[tuple[str, str]]:
    boxes = {id: sight.layout.box(id) for id in sight.folding.graph_ids}
    return [
        (a, b) for a, b in combinations(boxes, 2)
        if boxes[a][0] < boxes[b][2] and boxes[b][0] < boxes[a][2]
        and boxes[a][1] < boxes[b][3] and boxes[b][1] < boxes[a][3]
    ]


@settings(max_examples=20)
@given(boards(), st.sampled_from(["cards", "neurons"]))
def test_nothing_lies_on_anything_after_tidying_up(project: Project, mode: Mode) -> None:
    tidied = seen(arranging.tidy()(project), mode)
    assert not tidied.layout.board or not overlapping(tidied)


@settings(max_examples=20)
@given(boards(), st.sampled_from(["cards", "neurons"]), st.data())
def test_what_is_tidied_up_makes_way_for_the_rest(
    project: Project, mode: Mode, data: st.DataObject
) -> None:
    ids = [node.id for node in project.graph.nodes]
    some = set(data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True)))
    sight = seen(arranging.tidy(some)(project), mode)
    stays = sight.folding.places.keys()
    met = [pair for pair in overlapping(sight) if not stays >= {*pair}]
    assert not sight.layout.board or not met


@pytest.mark.parametrize("mode", ["cards", "neurons"])
def test_a_folded_block_in_a_ring_of_wires_stands_in_the_row(mode: Mode) -> None:
    graph = Graph.chain(
        layers.make("input"), *[layers.make("dense")] * 3, layers.make("output"))
    group = Group("g", "", ("dense1", "dense3"), folded=True)
    sight = seen(blank().with_graph(graph).with_board(Board((), (group,))), mode)
    xs = {id: sight.layout.middle(id)[0] for id in sight.folding.graph_ids}
    assert xs["input1"] < xs["dense1"] < xs["dense2"] < xs["output1"]
    assert not overlapping(sight)
