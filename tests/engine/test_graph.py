"""Graphs as values."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.build import build
from engine.errors import BadValue, Problem
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from engine.layers.unknown import Unknown
from engine.losses import losses
from tests.engine.sketches import PLANE


def chain() -> Graph:
    return Graph.chain(layers.make("input"), layers.make("dense"), layers.make("output"))


def test_a_chain_is_wired_in_order() -> None:
    graph = chain()
    assert graph.order() == ("input1", "dense1", "output1")
    assert graph.sources("output1") == ("dense1",)
    assert graph.targets("input1") == ("dense1",)


def test_plain_json_and_back() -> None:
    graph = chain().with_node(Node("dropout7", layers.make("dropout", {"rate": 0.25}), 3.0, 4.5))
    assert Graph.from_plain(json.loads(json.dumps(graph.to_plain()))) == graph


@pytest.mark.parametrize(
    ("nodes", "wires"),
    [
        (("a", "a"), ()),
        (("",), ()),
        (("a.b",), ()),
        (("a",), (Wire("a", "b"),)),
        (("a", "b", "c"), (Wire("a", "c"), Wire("b", "c"))),
        (("a", "b"), (Wire("a", "b", -1),)),
    ],
)
def test_what_is_not_a_graph_is_refused(nodes: tuple[str, ...], wires: tuple[Wire, ...]) -> None:
    with pytest.raises(BadValue):
        Graph(tuple(Node(id, layers.make("dense")) for id in nodes), wires)


STRANGE: list[dict[str, Any]] = [
    {"kind": "warp", "speed": 9, "on": True, "share": 1.0, "names": ["a", "b"], "by": "light"},
    {"kind": "dense", "units": 3, "luck": 1},
    {"kind": "dense", "units": 3, "activation": "wobble"},
    {"kind": "input", "features": ["x1", "x9"]},
    {"units": 3},
]


@pytest.mark.parametrize("layer", STRANGE)
def test_an_unknown_layer_holds_its_place_and_its_data(layer: dict[str, Any]) -> None:
    node = {"id": "a", "layer": layer, "x": 1.5, "y": None, "label": "mine"}
    plain = {"nodes": [node], "wires": []}
    graph = Graph.from_plain(plain)
    assert json.dumps(graph.to_plain()) == json.dumps(plain)
    assert graph == Graph.from_plain(plain)
    made = graph.node("a").layer
    assert isinstance(made, Unknown)
    assert made.replace(units=4) == made
    assert made != Unknown({**layer, "more": 1})
    assert made.kind not in layers or made.label == layers[made.kind].label


def test_an_unknown_layer_is_a_problem_on_its_node() -> None:
    chain = Graph.chain(layers.make("input"), Unknown({"kind": "warp"}), layers.make("output"))
    made = build(chain, PLANE, losses.make("mse"))
    (node,) = (node.id for node in chain.nodes if isinstance(node.layer, Unknown))
    assert made.problems == (Problem("unknown_layer", node, 0, (("kind", "warp"),)),)
    assert not made.sound


def test_a_number_that_no_setting_allows_is_refused() -> None:
    plain = {"nodes": [{"id": "a", "layer": {"kind": "dense", "units": -1}}], "wires": []}
    with pytest.raises(BadValue):
        Graph.from_plain(plain)


def test_nodes_on_or_behind_a_cycle_have_no_order() -> None:
    graph = chain()
    graph = graph.with_wires([*graph.wires, Wire("dense1", "dense1", 1)])
    assert graph.order() == ("input1",)


def test_ports_decide_the_order_of_sources() -> None:
    nodes = tuple(Node(id, layers.make("dense")) for id in ("a", "b", "c"))
    graph = Graph(nodes, (Wire("a", "c", 1), Wire("b", "c", 0)))
    assert graph.sources("c") == ("b", "a")


def test_edits_leave_the_graph_as_it_was() -> None:
    graph = chain()
    edited = graph.with_layer("dense1", layers.make("dense", {"units": 3}))
    assert edited.node("dense1").layer != graph.node("dense1").layer
    assert edited.wires == graph.wires
    assert "dense1" not in graph.without("dense1")
    assert graph.without("dense1").wires == ()
    assert graph == chain()


def test_fresh_ids_fill_the_gaps() -> None:
    graph = chain()
    assert graph.fresh_id("dense") == "dense2"
    assert graph.without("dense1").fresh_id("dense") == "dense1"
    assert graph.fresh_id("batch_norm") == "batchnorm1"
    assert graph.fresh_ids(["dense", "input", "dense"]) == ("dense2", "input2", "dense3")


def test_a_missing_node_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        chain().node("nothing")


def test_several_of_a_label_have_numbers_and_a_single_one_has_none() -> None:
    graph = Graph.chain(*(layers.make(kind) for kind in ("input", "dense", "add", "dense")))
    assert graph.numbers == {"input1": 0, "dense1": 1, "add1": 0, "dense2": 2}
    assert graph.without("dense2").numbers["dense1"] == 0
    assert graph.without("dense1").numbers["dense2"] == 2


def test_a_cycle_is_read_after_what_stands_before_it() -> None:
    graph = Graph.chain(*(layers.make(kind) for kind in ("input", "dense", "add", "dense")))
    circle = graph.with_wires([*graph.wires, Wire("dense2", "add1", 1)])
    assert circle.reading == ("input1", "dense1", "add1", "dense2")


def test_ids_of_other_forms_have_numbers_too() -> None:
    kinds = {"encoder": "dense", "dense2": "dense", "hidden2": "dense", "dense007": "dense",
             "relu1": "tanh", "tanh1": "tanh", "dense0": "dense"}
    graph = Graph(tuple(Node(id, layers.make(kind)) for id, kind in kinds.items()))
    assert graph.numbers == {
        "dense2": 2, "encoder": 1, "hidden2": 3, "dense007": 4, "dense0": 5,
        "tanh1": 1, "relu1": 2,
    }
    assert graph.fresh_ids(["dense", "tanh", "relu", "dense"]) == (
        "dense6", "tanh3", "relu2", "dense7")


@given(st.lists(st.sampled_from(["dense1", "dense2", "dense3", "a", "b7", "c", "relu2", "tanh1"]),
                unique=True), st.lists(st.sampled_from(["dense", "tanh"]), max_size=5), st.data())
def test_what_is_added_changes_no_number(ids: list[str], new: list[str], data: Any) -> None:
    kinds = [data.draw(st.sampled_from(["dense", "tanh"])) for _ in ids]
    graph = Graph(tuple(Node(id, layers.make(kind)) for id, kind in zip(ids, kinds, strict=True)))
    fresh = tuple(map(Node, graph.fresh_ids(new), map(layers.make, new)))
    at = data.draw(st.integers(0, len(ids)))
    grown = Graph((*graph.nodes[:at], *fresh, *graph.nodes[at:])).numbers
    assert {id: grown[id] or 1 for id in ids} == {id: graph.numbers[id] or 1 for id in ids}
    names = [(node.layer.label, grown[node.id]) for node in (*graph.nodes, *fresh)]
    assert len(set(names)) == len(names)


def test_ancestors_are_all_that_lead_to_a_node() -> None:
    graph = Graph.chain(*(layers.make(kind) for kind in ("input", "add", "dense", "output")))
    assert graph.ancestors("dense1") == {"input1", "add1"}
    circle = graph.with_wires([*graph.wires, Wire("dense1", "add1", 1)])
    assert circle.ancestors("dense1") == {"input1", "add1", "dense1"}


def test_names_and_places_are_not_part_of_the_wiring() -> None:
    graph = chain()
    moved = graph.with_node(Node("dense1", graph.node("dense1").layer, 1.0, 2.0, "mine"))
    assert moved != graph
    assert moved.wiring == graph.wiring
    assert Graph.from_plain(json.loads(json.dumps(moved.to_plain()))) == moved
    assert "label" not in graph.to_plain()["nodes"][0]


def test_a_large_graph_is_ordered_fast() -> None:
    nodes = tuple(Node(f"n{i}", layers.make("dense")) for i in range(2000))
    wires = tuple(Wire(f"n{i}", f"n{i + 1}") for i in range(1999))
    assert len(Graph(nodes, wires).order()) == 2000
