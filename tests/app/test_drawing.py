"""Drawing by hand: nodes and wires come and go, and nothing a hand can do raises."""

from __future__ import annotations

import random

import pytest

from app.model import drawing, fitting, limits
from app.model.edits import Edit, together
from app.model.project import blank
from engine.errors import Problem
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from tests.app.sketches import DENSE, RESIDUAL, built, drawn, wires

# --- nodes --------------------------------------------------------------------------------------


def test_a_node_is_added_where_it_was_dropped() -> None:
    after = drawing.add_node(layers.make("dropout"), (5.0, 6.0))(blank())
    assert drawing.added(blank(), after) == ("dropout1",)
    node = after.graph.node("dropout1")
    assert (node.x, node.y) == (5.0, 6.0)
    assert after.graph.wires == blank().graph.wires


def test_inputs_and_outputs_come_and_go_like_any_layer() -> None:
    empty = drawing.remove(["input1", "dense1", "output1"])(blank())
    assert empty.graph == Graph()
    whole = together(
        drawing.add_node(layers.make("input")),
        drawing.add_behind(["input1"], layers.make("output")),
    )(empty)
    assert wires(whole) == {"input1>output1:0"}
    assert built(whole).sound


def test_a_node_behind_another_is_fed_by_it() -> None:
    after = drawing.add_behind(["dense1"], DENSE, (1.0, 2.0))(blank())
    assert wires(after) == wires(blank()) | {"dense1>dense2:0"}
    assert after.graph.order().index("dense2") > after.graph.order().index("dense1")


@pytest.mark.parametrize("source, kind", [("output1", "dense"), ("dense1", "input")])
def test_what_cannot_be_fed_is_only_added(source: str, kind: str) -> None:
    after = drawing.add_behind([source], layers.make(kind))(blank())
    assert len(after.graph.nodes) == 4
    assert wires(after) == wires(blank())


def test_a_layer_is_inserted_on_a_wire_and_the_port_stays() -> None:
    after = drawing.insert_on_wire(Wire("dense1", "add1", 1), DENSE, (0.0, 0.0))(RESIDUAL)
    assert wires(after) - wires(RESIDUAL) == {"dense1>dense3:0", "dense3>add1:1"}
    assert wires(RESIDUAL) - wires(after) == {"dense1>add1:1"}


@pytest.mark.parametrize("kind", ["input", "output"])
def test_what_cannot_stand_between_is_only_added(kind: str) -> None:
    after = drawing.insert_on_wire(RESIDUAL.graph.wires[0], layers.make(kind))(RESIDUAL)
    assert wires(after) == wires(RESIDUAL)
    assert len(drawing.added(RESIDUAL, after)) == 1


def test_an_activation_is_attached_as_a_setting_or_as_a_layer() -> None:
    relu = drawing.attach_activation("dense1", "relu")(RESIDUAL)
    assert relu.graph.node("dense1").layer.values["activation"] == "relu"
    behind = drawing.attach_activation("add1", "relu")(RESIDUAL)
    assert {"add1>relu1:0", "relu1>output1:0"} <= wires(behind)
    again = drawing.attach_activation("relu1", "tanh")(behind)
    assert again.graph.node("relu1").layer == layers.make("tanh")
    assert drawing.attach_activation("output1", "relu")(RESIDUAL) == RESIDUAL


def test_a_name_is_given_and_taken_back() -> None:
    named = drawing.rename("dense1", "  my \n layer ")(blank())
    assert named.graph.node("dense1").label == "my layer"
    assert len(drawing.rename("dense1", "x" * 999)(blank()).graph.node("dense1").label) == 200
    assert drawing.rename("dense1", "")(named) == blank()


# --- removing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "gone, left",
    [
        (["dense2"], {"input1>dense1:0", "dense1>add1:0", "add1>output1:0"}),
        (["dense1"], {"input1>dense2:0", "dense2>add1:0", "input1>add1:1", "add1>output1:0"}),
        (["dense1", "dense2"], {"input1>add1:0", "add1>output1:0"}),
        (["add1"], {"input1>dense1:0", "dense1>dense2:0", "dense2>output1:0"}),
        (["input1"], {"dense1>dense2:0", "dense2>add1:0", "dense1>add1:1", "add1>output1:0"}),
        (["dense2", "gone", "add1"], {"input1>dense1:0", "dense1>output1:0"}),
    ],
)
def test_what_fed_a_removed_node_feeds_what_it_fed(gone: list[str], left: set[str]) -> None:
    assert wires(drawing.remove(gone)(RESIDUAL)) == left


def test_wires_that_go_with_a_node_are_not_bridged() -> None:
    after = drawing.remove(["dense1"], [Wire("input1", "dense1")])(blank())
    assert wires(after) == set()


def test_ports_of_a_merge_move_up_when_a_wire_goes() -> None:
    three = drawing.connect("input1", "add1")(RESIDUAL)
    assert "input1>add1:2" in wires(three)
    after = drawing.disconnect([Wire("dense2", "add1", 0)])(three)
    assert {"dense1>add1:0", "input1>add1:1"} <= wires(after)


# --- wires --------------------------------------------------------------------------------------


def test_a_wire_takes_the_next_free_port() -> None:
    loose = drawn("input1 dense1 add1", "")
    project = together(
        drawing.connect("input1", "dense1"),
        drawing.connect("dense1", "add1"),
        drawing.connect("input1", "add1"),
    )(loose)
    assert wires(project) == {"input1>dense1:0", "dense1>add1:0", "input1>add1:1"}
    chosen = drawing.connect("input1", "add1", 1)(loose)
    assert wires(chosen) == {"input1>add1:1"}


REFUSED = [
    ("dense1", "dense1", None, "wire_to_itself"),
    ("add1", "dense1", None, "port_taken"),
    ("dense2", "output1", 0, "port_taken"),
    ("input1", "add1", 1, "port_taken"),
    ("dense1", "add1", 2, "wire_exists"),
    ("dense1", "input1", None, "no_port"),
    ("dense1", "dense2", 1, "no_port"),
    ("input1", "add1", 9, "no_port"),
    ("gone", "add1", None, "no_port"),
    ("input1", "gone", None, "no_port"),
    ("output1", "add1", 2, "no_way_out"),
]


@pytest.mark.parametrize("source, target, port, code", REFUSED)
def test_a_wire_that_may_not_be_is_refused_with_a_reason(
    source: str, target: str, port: int | None, code: str
) -> None:
    found = fitting.refusal(RESIDUAL.graph, None, source, target, port)
    assert found is not None
    assert (found.code, found.node) == (code, target)
    assert drawing.connect(source, target, port)(RESIDUAL) == RESIDUAL


def test_a_circle_is_refused() -> None:
    open_end = drawing.disconnect([Wire("input1", "dense1")])(RESIDUAL)
    found = fitting.refusal(open_end.graph, None, "add1", "dense1", 0)
    assert found == Problem("wire_makes_cycle", "dense1", 0, (("source", "add1"),))
    assert drawing.connect("add1", "dense1", 0)(open_end) == open_end


def test_shapes_refuse_what_a_layer_refuses() -> None:
    graph = RESIDUAL.graph
    found = fitting.refusal(graph, built(RESIDUAL), "input1", "add1")
    assert found is not None
    assert (found.code, found.port) == ("shape_mismatch", 2)
    assert found.value("shapes") == ((8,), (8,), (2,))
    assert fitting.refusal(graph, None, "input1", "add1") is None
    assert "input1>add1:2" in wires(drawing.connect("input1", "add1")(RESIDUAL))


def test_free_ports_are_those_without_a_wire() -> None:
    graph = RESIDUAL.graph
    assert fitting.free_port(graph, "add1") == 2
    assert fitting.free_port(graph, "dense1") is None
    assert fitting.free_port(graph, "input1") is None
    assert fitting.free_port(graph, "gone") is None
    assert fitting.ports(graph, "add1") == (0, 1, 2)
    assert fitting.ports(graph.without("dense1"), "add1") == (0, 1)


# --- copies -------------------------------------------------------------------------------------


def test_a_copy_has_the_wires_among_its_nodes() -> None:
    placed = drawing.add_node(DENSE, (10.0, 10.0))(RESIDUAL)
    after = drawing.duplicate(["dense1", "dense2", "dense3", "gone"], (20.0, 5.0))(placed)
    assert drawing.added(placed, after) == ("dense4", "dense5", "dense6")
    assert wires(after) - wires(placed) == {"dense4>dense5:0"}
    copy = after.graph.node("dense6")
    assert (copy.x, copy.y) == (30.0, 15.0)
    assert not after.graph.node("dense4").placed


NOTHING: list[Edit] = [
    drawing.add_behind(["gone"], DENSE),
    drawing.insert_on_wire(Wire("gone", "dense1"), DENSE),
    drawing.connect("gone", "dense1"),
    drawing.disconnect([Wire("dense1", "gone")]),
    drawing.remove(["gone"], [Wire("gone", "dense1")], ["gone"]),
    drawing.attach_activation("gone", "relu"),
    drawing.attach_activation("dense1", "gone"),
    drawing.rename("gone", "x"),
    drawing.duplicate(["gone"], (1.0, 1.0)),
]


@pytest.mark.parametrize("edit", NOTHING)
def test_an_edit_of_what_is_gone_changes_nothing(edit: Edit) -> None:
    assert edit(RESIDUAL) is RESIDUAL


def test_a_graph_never_outgrows_a_file() -> None:
    nodes = tuple(Node(f"dense{n}", DENSE) for n in range(limits.NODES))
    full = blank().with_graph(Graph(nodes))
    for edit in (drawing.add_node(DENSE), drawing.duplicate(["dense1"], (1.0, 1.0))):
        assert edit(full) == full


@pytest.mark.parametrize("seed", range(4))
def test_nothing_a_hand_does_raises_or_makes_a_circle(seed: int) -> None:
    draws = random.Random(seed)
    kinds = [*layers, "dense", "add"]
    project = blank()
    for _ in range(150):
        ids = [node.id for node in project.graph.nodes] + ["gone"]
        some = [draws.choice(ids) for _ in range(3)]
        made = layers.make(draws.choice(kinds))
        wire = draws.choice([*project.graph.wires, Wire("gone", "gone")])
        edit = draws.choice([
            drawing.add_node(made, (draws.random(), 1.0)),
            drawing.add_behind([some[0]], made),
            drawing.insert_on_wire(wire, made),
            drawing.connect(some[0], some[1], draws.choice([None, 0, 1, 2])),
            drawing.connect(some[2], some[0]),
            drawing.disconnect([wire]),
            drawing.remove(some[:1], [wire]),
            drawing.attach_activation(some[0], draws.choice(kinds)),
            drawing.duplicate(some, (1.0, 1.0)),
        ])
        project = edit(project)
        if len(project.graph.nodes) > 40:
            project = drawing.remove(ids[:30])(project)
            assert "cycle" not in [problem.code for problem in built(project).problems]
        assert len(project.graph.order()) == len(project.graph.nodes)
