"""Wires between open columns on the board: around names and neurons."""

from __future__ import annotations

import random

import numpy as np
import pytest

from app.canvas.board_layout import lay_out_board
from app.canvas.layout import HEADER, Layout
from app.canvas.wiring import shape
from tests.app.boards import Board, project_of

HALF = 36.0
"""Half of the width of a name above a column."""

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def board() -> Board:
    return Board(project_of(("dense", {"units": 3}), ("dense", {"units": 4}), "tanh"))


def laid_out(board: Board, seed: int) -> Layout:
    """All columns open, at places in a grid that have nothing to do with their order."""
    dice, nodes = random.Random(seed), [c.node for c in board.network.columns]
    spots = [(x * 190.0, y * 310.0) for x in range(3) for y in range(3)]
    middles = dict(zip(nodes, dice.sample(spots, len(nodes)), strict=True))
    return lay_out_board(board.network, board.network.graph, {}, middles)


@pytest.mark.parametrize("seed", range(20))
def test_wires_run_through_no_name_and_no_neurons(board: Board, seed: int) -> None:
    layout = laid_out(board, seed)
    for link in board.network.links:
        x, y = np.moveaxis(shape(link, layout).points, -1, 0)
        for node, place in layout.places.items():
            name = (abs(x - place.x) < HALF) & (y > place.header) & (y < place.header + HEADER)
            assert not name.any(), (link.source, link.target, node)
            on = (abs(x - place.x) < place.size / 2 - 1) & (y > place.top) & (y < place.bottom)
            assert not on.any(), (link.source, link.target, node)


def test_the_wires_of_a_bundle_run_backwards_side_by_side(board: Board) -> None:
    network = board.network
    middles = {c.node: (-190.0 * n, 0.0) for n, c in enumerate(network.columns)}
    layout = lay_out_board(network, network.graph, {}, middles)
    for link in network.links:
        course = shape(link, layout)
        assert course.legs
        source, target = layout.box(link.source), layout.box(link.target)
        assert course.points[..., 0].max() > source[2] and course.points[..., 0].min() < target[0]
        assert len({way[3] for way in course.knots}) == len(course.knots)
