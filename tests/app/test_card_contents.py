"""What a card says, before it is drawn: its lines, its picture, its ports and what it lacks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

from app.canvas.card_item import CardItem
from app.canvas.cards import card_contents, card_height, face_height, face_top
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from tests.app.boards import Board, card, painted, project_of, residual

MIDDLE = QPointF(200.0, 200.0)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def board() -> Board:
    return Board(project_of().with_graph(residual()))


def test_a_card_says_what_flows_and_what_is_learned() -> None:
    cards = Board(project_of(("dense", {"units": 16, "activation": "relu"}))).cards
    assert cards["dense1"].lines == ("16 · ReLU", "48 weights · He")
    assert cards["input1"].lines == ("2 features",)
    assert cards["output1"].weights == 17


def test_a_card_names_settings_made_by_hand_and_a_missing_bias() -> None:
    cards = Board(project_of(("dense", {"units": 2, "bias": False}), ("leaky_relu", {"slope": 0.2}),
                             ("dropout", {"rate": 0.2}))).cards
    assert cards["dense1"].lines[1] == "4 weights · Glorot · no bias"
    assert cards["leakyrelu1"].lines == ("2", "Slope 0.2")
    assert cards["dropout1"].lines == ("2 · 20\u2009%",)


def test_cards_are_there_before_the_data_is(board: Board) -> None:
    cards = card_contents(board.network, board.project, None)
    assert list(cards) == list(board.cards)
    assert all(card_height(content) > 0 for content in cards.values())


@pytest.mark.parametrize(
    ("data", "node", "face"),
    [("circle", "input1", "tiles"), ("iris", "input1", "values"), ("digits", "input1", "images"),
     ("digits", "flatten1", "histogram"), ("digits", "dense1", "tiles"),
     ("iris", "output1", "bars"), ("circle", "output1", "tiles"), ("curve", "output1", "tiles")],
)
def test_every_node_has_the_picture_that_says_most(data: str, node: str, face: str) -> None:
    parts = ("flatten", ("dense", {"units": 40})) if data == "digits" else ()
    content = Board(project_of(*parts, data=data)).cards[node]
    assert content.face == face
    assert len(content.shown) <= 16
    assert face_top(content) + face_height(content) < card_height(content)


def test_the_numbers_of_a_table_and_of_classes_have_names() -> None:
    cards = Board(project_of(data="iris")).cards
    assert len(cards["input1"].names) == len(cards["input1"].shown) == 4
    assert len(cards["output1"].names) == 3


def test_what_plays_no_part_is_loose_and_shows_no_picture(board: Board) -> None:
    assert {node for node, content in board.cards.items() if content.loose} == {"dense3"}
    loose = board.cards["dense3"]
    assert (loose.lines, loose.vacant) == (("8 · tanh", "Glorot"), "not connected")
    assert loose.problem
    assert not any(board.cards[node].vacant for node in board.built.used)


def test_what_has_wires_is_not_said_to_have_none() -> None:
    """Beside a network that trains: a layer alone, two that nothing reaches, and an Add and what
    follows it, that lead nowhere."""
    kinds = {"alone": "dense", "unfed": "dense", "behind": "dense", "sum": "add", "end": "dense"}
    chain = project_of(("dense", {"units": 4}), ("dense", {"units": 4}))
    nodes = (Node(id, layers.make(kind)) for id, kind in kinds.items())
    wires = (Wire("unfed", "behind"), Wire("dense1", "sum", 0), Wire("dense2", "sum", 1),
             Wire("sum", "end"))
    graph = Graph((*chain.graph.nodes, *nodes), (*chain.graph.wires, *wires))
    cards = Board(chain.with_graph(graph)).cards
    assert {node: cards[node].vacant for node in kinds} == {
        "alone": "not connected", "unfed": "not reached", "behind": "not reached",
        "sum": "leads nowhere", "end": "leads nowhere",
    }


def test_behind_a_cut_nothing_is_reached() -> None:
    whole = project_of("dense", "dense")
    cut = tuple(wire for wire in whole.graph.wires if wire.target != "dense2")
    cards = Board(whole.with_graph(Graph(whole.graph.nodes, cut))).cards
    assert {node: content.vacant for node, content in cards.items()} == {
        "input1": "no picture yet", "dense1": "no picture yet", "dense2": "not reached",
        "output1": "not reached",
    }


@pytest.mark.parametrize("data", ["circle", "iris"])
def test_what_is_reached_no_more_keeps_its_size(data: str) -> None:
    whole = project_of(data=data).with_graph(residual())
    left = tuple(wire for wire in whole.graph.wires if wire.source != "input1")
    cut = Board(whole.with_graph(Graph(whole.graph.nodes, left)))
    sizes = {node: card_height(content) for node, content in Board(whole).cards.items()}
    assert {node: card_height(content) for node, content in cut.cards.items()} == sizes
    assert sum(content.loose for content in cut.cards.values()) == len(sizes) - 1


def test_where_nothing_can_be_trained_no_card_shows_what_was_before(board: Board) -> None:
    """An old frame says nothing about a network without an output; the cards keep their size."""
    whole = board.project.graph
    nodes = tuple(node for node in whole.nodes if node.id != "output1")
    wires = tuple(wire for wire in whole.wires if wire.target != "output1")
    half = Board(board.project.with_graph(Graph(nodes, wires)))
    frame = board.frame()
    for node, content in half.cards.items():
        assert content.vacant == ("not connected" if node == "dense3" else "no picture yet")
        item = CardItem(content, MIDDLE)
        empty = painted(item)
        item.show_frame(frame)
        item.work()
        assert painted(item) == empty
        if node != "dense3":
            assert card_height(content) == card_height(board.cards[node])


def test_a_layer_that_takes_many_wires_keeps_one_port_free(board: Board) -> None:
    assert (board.cards["add1"].wired, board.cards["add1"].ports) == (2, 3)
    assert board.cards["input1"].ports == 0
    assert board.cards["dense1"].ports == board.cards["dense3"].ports == 1
    assert not board.cards["output1"].sends
    assert card(inputs=(2, None), taken=(0, 4)).ports == 5
