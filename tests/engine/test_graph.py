"""Graphs as values."""

from __future__ import annotations

import json

import pytest

from engine.errors import BadValue, UnknownName
from engine.graph import Graph, Node, Wire
from engine.layers import layers


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


def test_an_unknown_layer_is_refused() -> None:
    plain = {"nodes": [{"id": "a", "layer": {"kind": "nothing"}}], "wires": []}
    with pytest.raises(UnknownName):
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


def test_a_missing_node_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        chain().node("nothing")


def test_a_large_graph_is_ordered_fast() -> None:
    nodes = tuple(Node(f"n{i}", layers.make("dense")) for i in range(2000))
    wires = tuple(Wire(f"n{i}", f"n{i + 1}") for i in range(1999))
    assert len(Graph(nodes, wires).order()) == 2000
