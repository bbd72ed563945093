"""What a drawn network is said to cost."""

from __future__ import annotations

from engine.build import Build, build
from engine.costs import Cost, costs
from engine.datasets import datasets
from engine.datasets.split import prepare
from engine.experiment import Split
from engine.graph import Graph, Node, Wire
from engine.layers import Layer, layers
from engine.losses import losses
from tests.engine.runs import chain, dense

IRIS = prepare(datasets.make("iris"), Split()).spec


def built(*hidden: Layer, graph: Graph | None = None) -> Build:
    return build(graph or chain(*hidden), IRIS, losses.make("cross_entropy"))


def test_a_dense_layer_costs_its_weights_and_a_multiply_add_for_each_connection() -> None:
    cost = costs(built(dense(16))).nodes["dense1"]
    assert cost == Cost(80, 64, 4 * (80 + 16))


def test_what_has_no_weights_costs_only_the_memory_of_what_it_hands_on() -> None:
    found = costs(built(dense(16), layers.make("relu"), layers.make("dropout"))).nodes
    assert found["relu1"] == found["dropout1"] == Cost(0, 0, 64)
    assert found["input1"] == Cost(0, 0, 16)


def test_running_averages_take_memory_but_are_not_learned() -> None:
    cost = costs(built(dense(16), layers.make("batch_norm"))).nodes["batchnorm1"]
    assert cost == Cost(32, 0, 4 * (32 + 32 + 16))


def test_the_total_is_the_sum_of_a_residual_network() -> None:
    graph = chain(dense(16), dense(16), layers.make("add"))
    graph = graph.with_wires([*graph.wires, Wire("dense1", "add1", 1)])
    made = built(graph=graph)
    found = costs(made)
    assert found.total.weights == made.size == 80 + 272 + 51
    assert found.total.multiply_adds == 64 + 256 + 48
    assert found.total == sum(found.nodes.values(), Cost())


def test_a_larger_batch_takes_memory_for_what_flows_but_not_for_weights() -> None:
    made = built(dense(16))
    one, many = costs(made).total, costs(made, 100).total
    assert many.memory_bytes - one.memory_bytes == 99 * 4 * (4 + 16 + 3)
    assert (many.weights, many.multiply_adds) == (one.weights, one.multiply_adds)


def test_a_half_drawn_graph_costs_what_could_be_built() -> None:
    graph = chain(dense(16)).with_node(Node("lone", dense(64)))
    found = costs(built(graph=graph))
    assert set(found.nodes) == {"input1", "dense1", "output1"}
    assert costs(built(graph=Graph((Node("lone", dense()),)))).total == Cost()
