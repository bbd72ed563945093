"""The settings of a layer: beside it, and inside the screen however much there is to set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.canvas.popover import LayerPopover
from app.canvas.properties import read_properties
from tests.app.boards import Board, project_of, residual


@pytest.fixture
def popover(qtbot: QtBot) -> Iterator[LayerPopover]:
    board = Board(project_of().with_graph(residual()))
    window = QWidget()
    window.resize(400, 300)
    qtbot.addWidget(window)
    made = LayerPopover(read_properties(board.network.graph, ["dense1"], board.built), window)
    yield made
    made.close()


def test_it_stands_beside_its_node(popover: LayerPopover) -> None:
    room = popover.screen().availableGeometry()
    for x in (20, 300, room.right() - 190):
        node = QRect(x, 200, 168, 160)
        popover.open_at(node)
        assert room.contains(popover.geometry())
        beside = x < 200 or x > room.right() - 200 or room.width() > 1000
        assert not popover.geometry().intersects(node) or not beside


def test_it_scrolls_where_the_screen_is_too_low(popover: LayerPopover) -> None:
    popover.include(QLabel("\n" * 80))
    popover.open_at(QRect(20, 20, 100, 100))
    assert popover.screen().availableGeometry().contains(popover.geometry())
    area = popover.findChild(QScrollArea)
    assert isinstance(area, QScrollArea) and area.verticalScrollBar().maximum() > 0


def test_it_is_as_high_as_what_is_in_it(popover: LayerPopover) -> None:
    popover.open_at(QRect(20, 20, 100, 100))
    rows = [row for row in popover.form.findChildren(QWidget) if row.isVisible()]
    low = max(row.mapToGlobal(row.rect().bottomLeft()).y() for row in rows)
    if popover.height() < popover.screen().availableGeometry().height() - 20:
        assert low < popover.geometry().bottom() < low + 160


def test_nothing_in_it_stands_loose(popover: LayerPopover) -> None:
    """It is at once as low as when it is asked to fit again."""
    popover.open_at(QRect(20, 20, 100, 100))
    opened = popover.height()
    board = Board(project_of("dense"))
    popover.show_properties(read_properties(board.network.graph, ["dense1"], board.built))
    assert popover.height() == opened


def test_layers_that_have_nothing_in_common_have_a_height(qtbot: QtBot) -> None:
    board = Board(project_of().with_graph(residual()))
    window = QWidget()
    qtbot.addWidget(window)
    shown = read_properties(board.network.graph, ["relu1", "add1"], None)
    popover = LayerPopover(shown, window)
    popover.open_at(QRect(20, 20, 100, 100))
    assert popover.height() > 40
