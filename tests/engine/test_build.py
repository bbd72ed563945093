"""What is found out about a drawn graph, finished or not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.build import Build, build
from engine.datasets import datasets
from engine.datasets.base import DataSpec
from engine.datasets.split import prepare
from engine.draft import draft
from engine.experiment import Split
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from engine.losses import losses
from tests.engine.runs import chain, dense

SPECS = {
    name: prepare(datasets.make(name), Split()).spec for name in ("spiral", "iris", "digits")
}
MSE = losses.make("mse")


def codes(made: Build) -> set[tuple[str, str]]:
    return {(problem.code, problem.node) for problem in made.problems}


def test_a_whole_network_has_shapes_weights_and_no_problems() -> None:
    made = build(chain(dense(8), dense(3, bias=False)), SPECS["spiral"], MSE)
    assert made.sound
    assert made.problems == ()
    assert made.shapes == {"input1": (2,), "dense1": (8,), "dense2": (3,), "output1": (1,)}
    assert made.parameter_counts == {"input1": 0, "dense1": 24, "dense2": 24, "output1": 4}
    assert made.size == 52
    assert made.active == ("input1", "dense1", "dense2", "output1")
    assert made.weights["dense1.weight"].shape == (2, 8)
    assert "dense2.bias" not in made.weights


def test_weights_fill_the_flat_vector_without_gaps() -> None:
    made = build(chain(dense(5), layers.make("batch_norm"), dense(4)), SPECS["spiral"], MSE)
    at = 0
    for spec in made.weights.values():
        assert spec.offset == at
        at += spec.size
    assert at == made.size
    assert made.state_size == 10


def test_an_empty_graph() -> None:
    made = build(Graph(), SPECS["spiral"], MSE)
    assert not made.sound
    assert codes(made) == {("no_input", ""), ("no_output", "")}


def test_a_broken_wire_is_one_problem_not_many() -> None:
    graph = chain(dense(), dense(), dense())
    graph = graph.with_wires(w for w in graph.wires if w.target != "dense2")
    made = build(graph, SPECS["spiral"], MSE)
    assert not made.sound
    assert codes(made) == {("not_connected", "dense2"), ("unused", "input1"), ("unused", "dense1")}


def test_a_branch_to_nowhere_does_not_stop_training() -> None:
    graph = chain(dense()).with_node(Node("side", dense(5)))
    graph = graph.with_wires([*graph.wires, Wire("dense1", "side")])
    made = build(graph, SPECS["spiral"], MSE)
    assert made.sound
    assert codes(made) == {("unused", "side")}
    assert made.shapes["side"] == (5,)
    assert made.parameter_counts["side"] == 45
    assert "side.weight" not in made.weights


def test_a_cycle_names_the_nodes_on_it_only() -> None:
    graph = chain(dense(), dense(), dense())
    graph = graph.with_wires([*graph.wires, Wire("dense2", "dense1", 1)])
    found = {node for code, node in codes(build(graph, SPECS["spiral"], MSE)) if code == "cycle"}
    assert found == {"dense1", "dense2"}


def test_a_second_output_is_pointed_out() -> None:
    graph = chain(dense())
    graph = graph.with_node(Node("end", layers.make("output")))
    graph = graph.with_wires([*graph.wires, Wire("dense1", "end")])
    made = build(graph, SPECS["spiral"], MSE)
    assert made.sound
    assert made.output == "output1"
    assert codes(made) == {("many_outputs", "end")}


def test_several_inputs_may_feed_a_network_and_one_that_does_not_is_unused() -> None:
    graph = chain(dense(), layers.make("concatenate"))
    graph = graph.with_node(Node("more", layers.make("input", {"features": ("sin x1",)})))
    graph = graph.with_wires([*graph.wires, Wire("more", "concatenate1", 1)])
    graph = graph.with_node(Node("idle", layers.make("input")))
    made = build(graph, SPECS["spiral"], MSE)
    assert made.sound
    assert codes(made) == {("unused", "idle")}
    assert "more" in made.active and made.shapes["concatenate1"] == (9,)


def test_ports() -> None:
    graph = chain(dense(), layers.make("add"))
    assert ("too_few_inputs", "add1") in codes(build(graph, SPECS["spiral"], MSE))
    graph = chain(dense(), dense())
    graph = graph.with_wires([*graph.wires, Wire("input1", "dense2", 1)])
    assert ("too_many_inputs", "dense2") in codes(build(graph, SPECS["spiral"], MSE))


def test_a_problem_names_the_port_where_it_sits() -> None:
    graph = Graph((Node("in", layers.make("input")), Node("odd", dense(5)),
                   Node("sum", layers.make("add"))))
    graph = graph.with_wires([Wire("in", "odd"), Wire("in", "sum", 1)])
    (problem,) = (p for p in build(graph, SPECS["spiral"], MSE).problems if p.node == "sum")
    assert (problem.code, problem.port) == ("too_few_inputs", 0)
    wires = [*graph.wires, Wire("in", "sum", 2), Wire("odd", "sum", 4)]
    made = build(graph.with_wires(wires), SPECS["spiral"], MSE)
    (problem,) = (p for p in made.problems if p.node == "sum")
    assert (problem.code, problem.port) == ("shape_mismatch", 4)


def test_what_is_broken_elsewhere_does_not_stop_training() -> None:
    graph = chain(dense(3), dense(4))
    for id, kind in (("lone", "dense"), ("sum", "add"), ("end", "output"), ("more", "input")):
        graph = graph.with_node(Node(id, layers.make(kind)))
    broken = (Wire("dense1", "sum"), Wire("dense2", "sum", 1), Wire("lone", "lone"))
    graph = graph.with_wires([*graph.wires, *broken])
    made = build(graph, SPECS["spiral"], MSE)
    assert made.sound
    assert made.active == ("input1", "dense1", "dense2", "output1")
    assert ("shape_mismatch", "sum") in codes(made)
    assert {problem.node for problem in made.problems} == {"lone", "sum", "end", "more"}


def test_the_network_has_the_weights_that_were_announced() -> None:
    parts = (dense(5), layers.make("batch_norm"), layers.make("dropout"), dense(4, bias=False))
    made = build(chain(*parts), SPECS["spiral"], MSE)
    for training in (True, False):
        network = made.network(3, training)
        assert dict(network.weight_specs) == dict(made.weights)
        assert dict(network.state_specs) == dict(made.states)


def test_an_edit_of_a_deep_network_drafts_only_what_it_changes() -> None:
    graph = chain(*(dense(5 + number % 7) for number in range(60)))
    build(graph, SPECS["spiral"], MSE)
    before = draft.cache_info().misses
    made = build(graph.with_layer("dense30", dense(21)), SPECS["spiral"], MSE)
    assert made.shapes["dense30"] == (21,)
    assert draft.cache_info().misses - before <= 2


def test_shapes_that_do_not_fit() -> None:
    made = build(chain(dense()), SPECS["digits"], losses.make("cross_entropy"))
    assert ("needs_flatten", "dense1") in codes(made)
    graph = chain(dense(3), dense(4), layers.make("add"))
    graph = graph.with_wires([*graph.wires, Wire("dense1", "add1", 1)])
    assert ("shape_mismatch", "add1") in codes(build(graph, SPECS["spiral"], MSE))


def test_a_loss_for_other_data() -> None:
    made = build(chain(dense()), SPECS["spiral"], losses.make("cross_entropy"))
    assert not made.sound
    assert ("loss_task", "output1") in codes(made)


def test_an_output_activation_that_fights_the_loss() -> None:
    output = layers.make("output", {"activation": "tanh"})
    graph = Graph.chain(layers.make("input"), output)
    made = build(graph, SPECS["spiral"], losses.make("binary_cross_entropy"))
    assert ("output_activation", "output1") in codes(made)
    assert made.sound


@st.composite
def half_drawn(draw: st.DrawFn) -> Graph:
    kinds = draw(st.lists(st.sampled_from(sorted(layers)), max_size=7))
    ids = [f"n{i}" for i in range(len(kinds))]
    graph = Graph(tuple(Node(i, layers.make(k)) for i, k in zip(ids, kinds, strict=True)))
    if not ids:
        return graph
    end = st.sampled_from(ids)
    wires = draw(st.lists(st.tuples(end, end, st.integers(0, 2)), max_size=12))
    unique = {(target, port): Wire(source, target, port) for source, target, port in wires}
    return graph.with_wires(unique.values())


@settings(max_examples=150)
@given(half_drawn(), st.sampled_from(sorted(SPECS)), st.sampled_from(sorted(losses)))
def test_half_drawn_graphs_never_raise(graph: Graph, data: str, loss: str) -> None:
    made = build(graph, SPECS[data], losses.make(loss))
    nodes = {node.id for node in graph.nodes}
    assert set(made.shapes) <= nodes
    assert {problem.node for problem in made.problems} <= nodes | {""}
    assert set(made.shapes) == set(made.parameter_counts)
    if made.sound:
        network = made.network(3, training=False)
        assert network.output.shape == (3, made.spec.outputs)
        assert network.loss.shape == ()


@pytest.mark.parametrize("kind", sorted(layers))
def test_every_layer_alone_says_what_it_misses(kind: str) -> None:
    spec: DataSpec = SPECS["spiral"]
    made = build(Graph((Node("only", layers.make(kind)),)), spec, MSE)
    assert not made.sound
    assert made.problems
