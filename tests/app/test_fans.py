"""A layer pinned open among cards has a wire for every neuron towards the cards beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QToolTip

from app.canvas.fan_item import FanItem
from app.canvas.fans import gist
from app.canvas.hits import NOTHING, Hit
from app.canvas.selection import Chosen
from app.model import arranging, edits
from engine.frame import Frame
from tests.app.bench import frame_of
from tests.app.board_bench import BoardBench

INTO, OUT, AROUND = ("input1", "dense1", 0), ("dense1", "dense2", 0), ("dense1", "add1", 1)


@pytest.fixture
def board(board: BoardBench) -> BoardBench:
    """Cards, of which one is open: its wires go to a dense layer, and around that to Add."""
    board.document.edit("", arranging.set_face(["dense1"], "neurons"))
    board.canvas.show_frame(weighing(board))
    return board


def weighing(board: BoardBench, sign: float = 1.0) -> Frame:
    """Three neurons whose weights into the next layer add up, cancel, and are small."""
    made = np.array([[1, 2, 3], [-2, 1, 1], [-0.1, -0.1, -0.1]], np.float32) * sign
    frame = frame_of(board.document.project)
    return replace(frame, weights={**frame.weights, "dense2.weight": made})


def fans(board: BoardBench) -> dict[tuple[str, str, int], FanItem]:
    return board.canvas.scene.items_of.open.fans


def middle(fan: FanItem, number: int) -> QPointF:
    return QPointF(*fan.course.points[number][8])


def test_every_neuron_has_a_wire_to_the_port_of_the_card_beside_it(board: BoardBench) -> None:
    items, found = board.canvas.scene.items_of, fans(board)
    assert found.keys() == {INTO, OUT, AROUND} and not items.wires
    assert found[INTO].whole and found[OUT].whole and not found[AROUND].whole
    column = items.columns["dense1"]
    for number, (start, end) in enumerate(found[OUT].course.knots):
        assert start[1] == column.neuron_box(number).center().y()
        assert end == items.port_in("dense2", 0).toTuple()
    assert {knots[0] for knots in found[INTO].course.knots} == {items.port_out("input1").toTuple()}
    gathered = {knots[-1] for knots in found[AROUND].course.knots}
    assert gathered == {items.links[AROUND].knots[0]}, "around others they go as one"
    board.document.edit("", arranging.set_face(["dense2"], "neurons"))
    assert OUT not in fans(board) and OUT[:2] in items.wires, "two open layers have real wires"
    board.document.undo.undo()
    board.document.undo.undo()
    assert not fans(board)


def test_its_colour_and_width_are_of_the_weights_that_it_stands_for(board: BoardBench) -> None:
    fan = fans(board)[OUT]
    assert [fan.role(n) for n in range(3)] == ["positive", "wire", "negative"]
    assert fan.level(0) > abs(fan.level(1)) > abs(fan.level(2))
    board.canvas.show_frame(weighing(board, -1.0))
    assert [fan.role(n) for n in range(3)] == ["negative", "wire", "positive"]
    plain = fans(board)[AROUND]
    assert plain.gist is None and {plain.role(n) for n in range(3)} == {"muted"}
    assert board.canvas.scene.network is not None
    link, weights = fans(board)[INTO].link, weighing(board).weights
    said = gist(board.canvas.scene.network, link, weights, outgoing=False)
    assert said is not None and said.count == 2
    np.testing.assert_allclose(said.means, weights["dense1.weight"].mean(axis=0), rtol=1e-5)


def test_a_sign_near_zero_does_not_flicker(board: BoardBench) -> None:
    fan, frame = fans(board)[OUT], weighing(board)
    for mean, role in ((0.06, "wire"), (0.12, "wire"), (0.2, "positive"), (0.12, "positive")):
        made = np.array([[1 + mean, mean, mean - 1]] * 3, np.float32)
        made *= 1 / np.sqrt(np.square(made[0]).mean())
        made += mean - made.mean()
        weights = {**frame.weights, "dense2.weight": made}
        board.canvas.scene.show_frame(replace(frame, weights=weights), moving=True)
        assert fan.role(0) == role


def test_a_wire_says_what_it_shows_and_is_taken_as_part_of_the_whole(board: BoardBench) -> None:
    fan = fans(board)[OUT]
    board.move(board.pixel(middle(fan, 0)))
    hit = board.canvas.scene.hit(middle(fan, 0))
    assert hit == Hit("link", "dense2", 0, "dense1", unit=0)
    tip = board.canvas.view.viewport().toolTip()
    assert tip.splitlines()[0] == "Dense 1 → Dense 2 · N × 3"
    assert "Neuron 1: 3 weights into Dense 2, mean 2.00" in tip
    lit = board.picture(fan.boundingRect())
    board.canvas.view.point_at(NOTHING)
    assert board.picture(fan.boundingRect()) != lit
    board.click(board.pixel(middle(fan, 0)))
    assert board.canvas.selection.chosen == Chosen(links=frozenset({OUT}))
    for other, words in ((INTO, "2 weights from Input"), (AROUND, "no weights on its wire")):
        board.canvas.view.hovered.emit(Hit("link", other[1], other[2], other[0], unit=1))
        assert words in board.canvas.view.viewport().toolTip()
    QToolTip.hideText()


def test_fans_out_of_sight_are_told_nothing(board: BoardBench) -> None:
    frame, painting = weighing(board), board.canvas.scene.painting
    fan = fans(board)[OUT]
    before = fan.gist
    painting.show_frame(frame, (QRectF(9000, 9000, 100, 100), 1.0), moving=True)
    assert fan.gist is before
    painting.catch_up((fan.boundingRect(), 1.0))
    assert fan.gist is not before


def test_wires_follow_a_card_that_is_moved(board: BoardBench) -> None:
    places = {node: board.place(node) for node in board.graph.order()}
    x, y = places["dense2"]
    board.document.edit("", arranging.place({**places, "dense2": (x, y + 200.0)}))
    end = board.canvas.scene.items_of.port_in("dense2", 0).toTuple()
    assert {knots[-1] for knots in fans(board)[OUT].course.knots} == {end}
    board.document.edit("", arranging.place({"dense2": (x - 2000.0, y)}))
    assert not fans(board)[OUT].whole, "a wire that runs back goes as one"
    board.document.edit("", edits.set_units("dense1", 12))
    assert len(fans(board)[OUT].link.sources) == 8, "those that are shown"
