"""Wires between cards: what their colour and width say, and where they can be touched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from app.canvas.card_wire import CardWireItem
from app.canvas.strength import Strength, strengths
from app.canvas.wire_look import WireLook
from tests.app.boards import Board, painted, project_of

KNOTS = ((0.0, 0.0), (200.0, 60.0))
MIDDLE = QPointF(100.0, 30.0)

pytestmark = pytest.mark.usefixtures("qapp")


def wire(label: str = "N × 16") -> CardWireItem:
    return CardWireItem("a", "b", 1, KNOTS, label)


def test_strength_is_the_sign_and_size_of_the_weights() -> None:
    board = Board(project_of(("dense", {"units": 3}), "relu"))
    shape = (2, 3)
    found = {}
    for size in (0.5, 2.0):
        for sign in (-1, 1):
            weights = {"dense1.weight": np.full(shape, sign * size, np.float32)}
            found[sign, size] = strengths(board.network, weights, {})["input1", "dense1"]
    assert {key[0]: value.sign for key, value in found.items()} == {-1: -1, 1: 1}
    assert found[1, 0.5].share == found[-1, 0.5].share < found[1, 2.0].share <= 1.0
    without = strengths(board.network, {}, {})
    assert without["dense1", "relu1"] == without["input1", "dense1"] == Strength()


def test_a_sign_that_is_hardly_one_does_not_flicker() -> None:
    board = Board(project_of(("dense", {"units": 50})))
    weights = np.tile(np.array([[1.0], [-1.0]], np.float32), 50)
    near = {sign: {"dense1.weight": weights + np.float32(sign * 0.01)} for sign in (-1, 1)}
    key = "input1", "dense1"
    before = strengths(board.network, near[1], {})
    assert before[key].sign == 1
    assert strengths(board.network, near[-1], before)[key].sign == 1
    assert strengths(board.network, near[-1], before, moving=False)[key].sign == -1, "at rest"
    clear = {"dense1.weight": weights - np.float32(0.5)}
    assert strengths(board.network, clear, before)[key].sign == -1


def test_each_wire_into_a_layer_has_its_own_weights() -> None:
    """Rows of the matrix stand in the order of the ports."""
    board = Board(project_of(("dense", {"units": 3})))
    network = board.network
    twice = replace(network.links[0], inputs=4)
    double = replace(network, links=(twice, replace(twice, source="output1")))
    weights = np.array([[1.0] * 3] * 2 + [[-1.0] * 3], np.float32)
    weights = np.vstack([weights, weights[-1:]])
    found = strengths(double, {"dense1.weight": weights}, {})
    assert found["input1", "dense1"].sign == 1
    assert found["output1", "dense1"].sign == -1


def test_weights_that_are_no_numbers_are_survived() -> None:
    board = Board(project_of(("dense", {"units": 3})))
    for value in (np.nan, np.inf, -np.inf):
        weights = {"dense1.weight": np.full((2, 3), value, np.float32)}
        assert 0.0 <= strengths(board.network, weights, {})["input1", "dense1"].share <= 1.0


def test_a_wire_is_touched_on_its_curve_and_on_its_label() -> None:
    item = wire()
    hit = item.hit(MIDDLE)
    assert (hit.kind, hit.source, hit.node, hit.position) == ("link", "a", "b", 1)
    assert item.hit(QPointF(3.0, 1.0)).kind == "link"
    assert item.hit(item.middle + QPointF(24, 0)).kind == "link"
    assert item.hit(QPointF(100.0, 80.0)).kind == "nothing"
    assert item.distance(QPointF(100.0, 34.0)) <= 4.0


def test_a_wire_takes_another_way_and_its_label_with_it() -> None:
    item = wire()
    item.lead(((0.0, 0.0), (60.0, -100.0), (160.0, -100.0), (200.0, 0.0)))
    assert item.middle == QPointF(110.0, -100.0)
    assert item.hit(MIDDLE).kind == "nothing"
    assert item.boundingRect().contains(item.middle)


def test_a_label_fits_between_two_nodes() -> None:
    for label in ("N × 1 × 8 × 8", "N × 128 × 128 × 256"):
        item = CardWireItem("a", "b", 0, ((0.0, 0.0), (102.0, 0.0)), label)
        assert item.hit(QPointF(51.0, 8.0)).kind == "link"
        assert item.hit(QPointF(4.0, 8.0)).kind == "nothing"


def test_every_state_looks_different() -> None:
    item = wire()
    seen = [painted(item)]

    def is_new() -> bool:
        seen.append(painted(item))
        return all(seen[-1] != before for before in seen[:-1])

    for strength in (Strength(1, 0.5), Strength(-1, 0.5), Strength(1, 1.0)):
        item.show_strength(strength)
        assert is_new()
    item.show_look(WireLook(hovered=True))
    assert is_new()
    item.show_look(WireLook(problem="The shapes differ."))
    assert is_new()
    item.show_look(WireLook(greyed=True))
    assert is_new()
    item.show_look(WireLook(faded=True))
    assert is_new()
    item.show_look(WireLook())
    item.show_label("N × 4")
    assert is_new()
    item.phase = 10.0
    assert is_new()
