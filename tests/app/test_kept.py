"""What is kept from edit to edit is what would be made anew: cards, wires, lanes and rooms."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from app.canvas import leading, reading
from app.canvas.arrangement import Arrangement
from app.canvas.card_wire import CardWireItem
from app.canvas.extent import Extent
from app.canvas.lanes import Lanes
from app.canvas.routes import route
from app.canvas.scene import NetworkScene
from app.canvas.selection import Chosen
from app.model import arranging, drawing, edits
from app.model.edits import Edit
from app.model.project import Project, blank
from engine.build import build
from engine.datasets import prepare
from engine.graph import Graph, Node, Wire
from engine.layers import layers

pytestmark = pytest.mark.usefixtures("qapp")

QUICK = settings(max_examples=12, deadline=None, derandomize=True)


def residual(blocks: int = 4) -> Project:
    """Blocks of two dense layers with a wire around the second, placed by hand."""
    made, wires, last = [Node("input1", layers.make("input"), 0.0, 0.0)], [], "input1"
    for number in range(1, blocks + 1):
        a, b, c = f"dense{2 * number - 1}", f"dense{2 * number}", f"add{number}"
        dense = layers.make("dense", {"units": 2})
        made += [Node(a, dense, number * 720.0 - 480.0, 0.0),
                 Node(b, dense, number * 720.0 - 240.0, 0.0),
                 Node(c, layers.make("add"), number * 720.0, 0.0)]
        wires += [Wire(last, a), Wire(a, b), Wire(b, c), Wire(a, c, 1)]
        last = c
    made.append(Node("output1", layers.make("output"), blocks * 720.0 + 420.0, 200.0))
    return blank().with_graph(Graph(tuple(made), (*wires, Wire(last, "output1"))))


def edit_of(project: Project, kind: int, number: int) -> Edit:
    """One of several edits, of the node with this number."""
    ids = [node.id for node in project.graph.nodes]
    node, wires, groups = ids[number % len(ids)], project.graph.wires, project.board.groups
    rows: list[Edit] = [
        edits.set_units(node, 2 + number % 3),
        drawing.rename(node, f"Layer {number}"),
        arranging.place({node: (number * 37.0, number * 11.0)}),
        drawing.disconnect([wires[number % len(wires)]] if wires else []),
        drawing.add_node(layers.make("dense", {"units": 2}), (number * 50.0, 90.0)),
        drawing.remove([node]) if len(ids) > 3 else drawing.remove([]),
        arranging.add_group(ids[number % len(ids) :][:3]),
        arranging.set_group(groups[-1].id, folded=bool(number % 2)) if groups else _same,
        arranging.set_face([node], "neurons" if number % 3 else None),
    ]
    return rows[kind]


def _same(project: Project) -> Project:
    return project


class Shown:
    """A project on cards, in a scene of its own."""

    def __init__(self) -> None:
        self.arrangement, self.scene = Arrangement(), NetworkScene()

    def show(self, project: Project) -> Shown:
        """Shows it, until nothing waits any more."""
        self.arrangement.mode = self.arrangement.level = "cards"
        sight = self.arrangement.see(project, SPEC, 1600.0, 1000.0)
        self.scene.show_sight(sight)
        while sight.waiting:
            before = sight
            sight, fresh = self.arrangement.go_on(project, before)
            if sight.layout is before.layout:
                self.scene.show_more(sight, fresh)
            else:
                self.scene.show_sight(sight, later=True)
        while self.scene.items_of.waiting:
            self.scene.items_of.go_on(math.inf)
        return self

    @property
    def look(self) -> dict[object, object]:
        """All that can be told of cards and wires. Only which pictures still hold, once nothing
        can be trained any more, depends on what was there before."""
        items = self.scene.items_of
        cards = {
            node: (replace(card.content, vacant=""), card.box) for node, card in items.cards.items()
        }
        links = {
            key: (link.knots, link.label.text, link.look.greyed, link.look.selected, link.middle)
            for key, link in items.links.items()
        }
        fans = {(key, "fan"): (fan.whole, fan.course.knots) for key, fan in items.open.fans.items()}
        return {**cards, **links, **fans, "order": [*links], "extent": self.scene.extent()}


SPEC = prepare(blank().experiment.data, blank().experiment.split).spec
STEPS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 60)), min_size=1, max_size=6)
CHOSEN = Chosen(frozenset({"dense3"}), frozenset({("dense3", "dense4", 0)}))


@QUICK
@given(STEPS, st.sampled_from([2, 500]))
def test_after_any_edits_the_board_is_as_if_it_were_new(
    steps: list[tuple[int, int]], at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_AT_ONCE", at_once)
        patch.setattr(reading, "_LATER", at_once)
        patch.setattr(leading, "_AT_ONCE", at_once)
        project, kept = residual(), Shown()
        kept.show(project).scene.choose(CHOSEN)
        for kind, number in steps:
            after = edit_of(project, kind, number)(project)
            after.graph.learn_from(project.graph)
            project = after
            new = Shown().show(project.bare())
            new.scene.choose(CHOSEN)
            assert kept.show(project).look == new.look


def test_on_a_large_board_wires_that_are_not_seen_follow_a_move_later() -> None:
    """A card that is seen goes far away, over wires there. They follow one by one, with a look at
    the window after each."""
    project, kept = residual(20), Shown()
    after = arranging.place({"dense3": (10_000.0, 30.0)})(project)
    items = kept.show(project).scene.items_of
    items.show(kept.arrangement.see(after, SPEC, 1600.0, 1000.0), QRectF(0, -500, 3000, 1000))
    new = Shown().show(after)
    assert items.waiting
    assert items.links["dense1", "add1", 1].knots == new.look["dense1", "add1", 1][0]
    turns = 0
    while items.waiting:
        items.go_on(0.0)
        turns += 1
    assert turns > 2 and kept.look == new.look


@QUICK
@given(STEPS)
def test_what_a_graph_learns_from_the_one_before_is_what_it_would_find_out(
    steps: list[tuple[int, int]]
) -> None:
    project = residual()
    loss, before = project.experiment.loss, None
    for kind, number in steps:
        after = edit_of(project, kind, number)(project)
        after.graph.learn_from(project.graph)
        graph, bare = after.graph, after.graph.bare()
        assert (graph.order(), graph.reading, graph.numbers) == (
            bare.order(), bare.reading, bare.numbers
        )
        for node in graph.nodes:
            assert graph.sources(node.id) == bare.sources(node.id)
            assert graph.ancestors(node.id) == bare.ancestors(node.id)
        made, anew = build(graph, SPEC, loss, before=before), build(bare, SPEC, loss)
        assert (made.problems, made.active, made.shapes) == (
            anew.problems, anew.active, anew.shapes
        )
        project, before = after, made


SIDES = st.tuples(*[st.integers(-5, 5)] * 4)


@given(st.lists(st.tuples(st.integers(0, 4), st.none() | SIDES), max_size=12))
def test_the_room_of_all_is_that_of_all_that_are_left(
    puts: list[tuple[int, tuple[int, int, int, int] | None]]
) -> None:
    extent, rooms = Extent(), {}
    for name, sides in puts:
        room = QRectF(*sides[:2], abs(sides[2]), 1 + abs(sides[3])) if sides else None
        extent.put(name, room)
        rooms[name] = room if room is not None else QRectF()
        whole = QRectF()
        for one in rooms.values():
            whole = whole.united(one)
        assert extent.whole == whole


PAIRS = [(0, 2), (0, 3), (1, 3), (0, 6), (4, 6), (3, 1), (5, 0), (2, 5)]
ROW = {f"n{k}": (k * 270.0, -60.0, k * 270.0 + 168.0, 60.0) for k in range(7)}


MOVES = st.tuples(st.integers(0, 6), st.integers(-3, 3), st.integers(-3, 3), st.booleans())


@QUICK
@given(st.lists(MOVES, max_size=5))
def test_lanes_are_those_that_would_be_given_anew(
    moves: list[tuple[int, int, int, bool]]
) -> None:
    """Whether they are given at once, or one by one, and another move comes in between."""
    boxes, lanes = dict(ROW), Lanes()
    kept = _wires(boxes)
    for node, across, down, hasty in ((0, 0, 0, False), *moves, (0, 0, 0, False)):
        left, top, right, bottom = boxes[f"n{node}"]
        dx, dy = across * 90.0, down * 70.0
        boxes[f"n{node}"] = left + dx, top + dy, right + dx, bottom + dy
        new = _wires(boxes)
        for wire, other in zip(kept, new, strict=True):
            wire.lead(other.way)
        lanes.begin(kept, boxes)
        lanes.go_on(0.0)
        if hasty:
            continue
        while lanes.waiting:
            lanes.go_on(0.0)
        Lanes().spread(new, boxes)
        assert [wire.knots for wire in kept] == [wire.knots for wire in new]


def _wires(boxes: dict[str, tuple[float, float, float, float]]) -> list[CardWireItem]:
    made = []
    for a, b in PAIRS:
        start, end = boxes[f"n{a}"], boxes[f"n{b}"]
        ends = (start[2], (start[1] + start[3]) / 2), (end[0], (end[1] + end[3]) / 2)
        own = () if ends[1][0] < ends[0][0] + 1.0 else (f"n{a}", f"n{b}")
        others = [box for node, box in boxes.items() if node not in own]
        made.append(CardWireItem(f"n{a}", f"n{b}", 0, route(*ends, others), "N × 8"))
    return made
