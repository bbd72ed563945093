"""The network as columns of neurons: what stands where, and what a column says."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.canvas.column_reading import read_network
from app.canvas.columns import FOLDED
from app.canvas.layout import Layout, lay_out
from app.canvas.wiring import shape
from app.model.project import blank
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from tests.app.bench import network_of, project_of, residual


def test_every_node_is_a_column_with_its_name_and_units(qapp: QApplication) -> None:
    network = network_of(project_of(4, 3, activation="relu"))
    said = [(c.title, c.detail) for c in network.columns]
    assert said == [
        ("Input", "2 features"), ("Dense 1", "4 · ReLU"), ("Dense 2", "3 · ReLU"),
        ("Output", "1 · tanh"),
    ]
    assert network.columns[0].names == ("x₁", "x₂")


def test_wide_layers_fold_and_open(qapp: QApplication) -> None:
    project = project_of(64, 9)
    network = network_of(project)
    wide, narrow = network.column("dense1"), network.column("dense2")
    assert wide.shown == tuple(range(FOLDED)) and wide.folded
    assert len(narrow.shown) == 9 and not narrow.foldable
    assert len(network_of(project, dense1=20).column("dense1").shown) == 20
    links = {(link.source, link.target): link for link in network.links}
    assert len(links["dense1", "dense2"].sources) == FOLDED * 9


def test_a_network_is_drawn_before_its_data_is_there(qapp: QApplication) -> None:
    network = read_network(project_of(4), None, {})
    assert [c.units for c in network.columns] == [2, 4, 1]
    assert [len(link.sources) for link in network.links] == [8, 4]


def test_layers_without_weights_pass_on_unit_by_unit(qapp: QApplication) -> None:
    graph = Graph.chain(
        layers.make("input"), layers.make("dense", {"units": 30}), layers.make("relu"),
        layers.make("dropout"), layers.make("output"),
    )
    network = network_of(blank().with_graph(graph))
    links = {(link.source, link.target): link for link in network.links}
    for pair in (("dense1", "relu1"), ("relu1", "dropout1")):
        link = links[pair]
        assert not link.matrix and link.sources == link.targets == tuple(range(FOLDED))


def test_broken_nodes_say_what_is_wrong(qapp: QApplication) -> None:
    project = project_of(4)
    lost = Node("dense9", layers.make("dense"))
    network = network_of(project.with_graph(project.graph.with_node(lost)))
    assert network.column("dense9").problem
    assert not network.column("dense1").problem


@pytest.mark.parametrize("size", [(935, 780), (640, 520), (1800, 1300)])
@pytest.mark.parametrize("units", [(8, 8, 6), (64, 10, 10), (1,), ()])
def test_columns_stay_in_view_and_apart(
    qapp: QApplication, units: tuple[int, ...], size: tuple[int, int]
) -> None:
    network = network_of(project_of(*units))
    layout = lay_out(network, *size)
    places = [layout.places[c.node] for c in network.columns]
    for place in places:
        assert place.header >= 0 and place.bottom <= size[1]
        assert place.left > 0 and place.right < size[0]
        gaps = np.diff(place.ys)
        assert (gaps > place.size).all()
    for a, b in pairwise(places):
        assert b.left - a.right > 20


def test_branches_are_laid_out_by_depth_and_wires_avoid_pictures(qapp: QApplication) -> None:
    network = network_of(blank().with_graph(residual()))
    layout = lay_out(network, 900, 760)
    assert [layout.depth[n] for n in ("input1", "dense1", "dense2", "add1", "output1")] == [
        0, 1, 2, 3, 4
    ]
    passed = layout.places["dense2"]
    (shortcut,) = [k for k in network.links if (k.source, k.target) == ("dense1", "add1")]
    points = shape(shortcut, layout).points.reshape(-1, 2)
    inside = (np.abs(points[:, 0] - passed.x) < passed.size / 2)
    low = points[inside, 1]
    assert inside.any() and ((low > passed.bottom) | (low < passed.top)).all()


def test_a_cycle_and_two_inputs_are_still_drawn(qapp: QApplication) -> None:
    project = project_of(3)
    graph = project.graph.with_node(Node("a", layers.make("relu")))
    graph = graph.with_node(Node("b", layers.make("relu"))).with_node(
        Node("input2", layers.make("input"))
    )
    graph = graph.with_wires((*graph.wires, Wire("a", "b"), Wire("b", "a")))
    network = network_of(project.with_graph(graph))
    layout: Layout = lay_out(network, 900, 760)
    assert set(layout.places) == {n.id for n in graph.nodes}
