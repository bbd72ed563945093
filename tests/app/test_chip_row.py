"""The row above the network: chips that are clicked or pulled, templates, and the view's tools."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.canvas.chip_row import ChipRow
from app.canvas.chips import LayerChip
from app.canvas.view_tools import percent
from app.model import files
from app.model.project import blank
from engine.graph import Graph
from tests.app.bench import LEFT, PLAIN
from tests.app.board_bench import BoardBench


@pytest.fixture
def empty(qtbot: QtBot) -> Iterator[BoardBench]:
    made = BoardBench(blank().with_graph(Graph()))
    qtbot.addWidget(made.canvas)
    yield made.start()


@pytest.fixture
def row(qtbot: QtBot) -> ChipRow:
    made = ChipRow()
    qtbot.addWidget(made)
    return made


def kinds(board: BoardBench) -> list[str]:
    return [node.layer.name for node in board.graph.nodes]


def test_a_network_has_one_output_and_its_chip_says_so(board: BoardBench) -> None:
    chip = board.canvas.chips.chip("output")
    assert not chip.isEnabled() and "one output" in chip.toolTip()
    board.canvas.editor.remove_layers(["output1"])
    assert chip.isEnabled() and "Click to add it" in chip.toolTip()
    chip.click()
    assert kinds(board).count("output") == 1
    assert not chip.isEnabled()
    board.document.undo.undo()
    assert chip.isEnabled()


def test_an_output_is_led_into_by_the_last_layer(board: BoardBench) -> None:
    board.canvas.editor.remove_layers(["output1"])
    board.canvas.chips.chip("output").click()
    (end,) = board.document.project.nodes("output")
    assert board.graph.sources(end.id) == ("add1",)
    assert board.canvas.selected_node() == end.id


def test_a_second_input_stands_below_the_first(board: BoardBench) -> None:
    board.canvas.chips.chip("input").click()
    first, second = board.graph.node("input1"), board.graph.node(board.canvas.selected_node())
    assert second.layer.name == "input" and second.x == first.x
    assert first.y is not None and second.y is not None and second.y > first.y + 100
    assert not board.graph.targets(second.id)


def test_an_input_feeds_what_misses_one(board: BoardBench) -> None:
    board.canvas.editor.remove_layers(["input1"])
    board.canvas.chips.chip("input").click()
    (start,) = board.document.project.nodes("input")
    assert board.graph.targets(start.id) == ("dense1",)


def test_the_ends_of_a_network_are_clicked_on_an_empty_canvas(empty: BoardBench) -> None:
    empty.canvas.chips.chip("input").click()
    empty.canvas.chips.chip("output").click()
    assert sorted(kinds(empty)) == ["input", "output"]
    first, last = empty.document.project.nodes("input")[0], empty.document.project.nodes("output")
    assert empty.graph.sources(last[0].id) == (first.id,)


def test_templates_are_chosen_by_name_or_by_their_pictures(row: ChipRow, qtbot: QtBot) -> None:
    menu = row.templates.menu()
    menu.aboutToShow.emit()
    gallery, *named = (action for action in menu.actions() if not action.isSeparator())
    names = [name for names in files.templates().values() for name in names]
    assert [action.data() for action in named] == names
    with qtbot.waitSignal(row.template_chosen) as chosen:
        named[3].trigger()
    assert chosen.args == [names[3]]
    with qtbot.waitSignal(row.gallery_wanted):
        gallery.trigger()


@pytest.mark.parametrize("width", (420, 640, 1030))
def test_nothing_in_the_row_covers_anything_else(row: ChipRow, width: int) -> None:
    row.resize(QSize(width, row.heightForWidth(width)))
    row.layout().activate()
    there = [*row.chips, row.templates, row.tools]
    assert all(row.rect().contains(part.geometry()) for part in there)
    for number, part in enumerate(there):
        assert not any(part.geometry().intersects(other.geometry()) for other in there[:number])
    assert {b.height() for b in there if isinstance(b, QPushButton)} == {row.templates.height()}


def test_two_lines_are_enough_in_a_small_window(row: ChipRow) -> None:
    assert row.heightForWidth(640) < 3 * row.templates.sizeHint().height()


def test_the_zoom_is_written_between_its_buttons(board: BoardBench) -> None:
    tools, camera = board.canvas.chips.tools, board.canvas.view.camera
    width = tools.scale.width()
    camera.look(camera.visible.center(), board.canvas.view.rect().center(), 0.6)
    camera.zoom(1.0)
    assert tools.scale.text() == percent(camera.scale) == "75\u2009%"
    tools.zoomed_out.emit()
    assert tools.scale.text() == "60\u2009%"
    assert tools.scale.width() == width, "nothing beside it moves"
    tools.scale.click()
    assert camera.scale == pytest.approx(1.0) and tools.scale.text() == "100\u2009%"


def test_a_very_small_scale_has_a_digit_more() -> None:
    assert [percent(scale) for scale in (0.021, 0.0994, 0.0999, 1.0, 6.0)] == [
        "2.1\u2009%", "9.9\u2009%", "10\u2009%", "100\u2009%", "600\u2009%"
    ]


# --- pulling --------------------------------------------------------------------------------------


def pull(board: BoardBench, kind: str, to: QPoint) -> LayerChip:
    """Presses on a chip and goes to a pixel of the view."""
    chip, view = board.canvas.chips.chip(kind), board.canvas.view.viewport()
    start = chip.rect().center()
    QTest.mousePress(chip, LEFT, PLAIN, start)
    end = chip.mapFromGlobal(view.mapToGlobal(to))
    for share in (0.5, 1.0):
        QTest.mouseMove(chip, start + (end - start) * share)
    return chip


def let_go(board: BoardBench, chip: LayerChip, at: QPoint) -> None:
    QTest.mouseRelease(chip, LEFT, PLAIN, chip.mapFromGlobal(
        board.canvas.view.viewport().mapToGlobal(at)))


def test_a_pulled_layer_is_seen_where_it_will_stand(board: BoardBench) -> None:
    free = board.free()
    chip = pull(board, "dense", free)
    ghost = board.canvas.view.ghost
    assert ghost is not None and not ghost.taken
    before = board.canvas.grab().toImage()
    assert chip.cursor().shape() == Qt.CursorShape.DragCopyCursor
    let_go(board, chip, free)
    assert board.canvas.view.ghost is None
    fresh = board.graph.node(board.canvas.selected_node())
    assert (fresh.x, fresh.y) == ghost.middle.toTuple()
    assert chip.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert board.canvas.grab().toImage() != before


def test_what_takes_a_pulled_layer_is_lit_and_not_covered(board: BoardBench) -> None:
    chip = pull(board, "dropout", board.link("dense1", "dense2"))
    assert board.canvas.scene.items_of.links["dense1", "dense2", 0].look.hovered
    QTest.mouseMove(chip, QPoint(20, 20))
    assert not board.canvas.scene.items_of.links["dense1", "dense2", 0].look.hovered
    let_go(board, chip, QPoint(-10, -40))


def test_an_end_of_the_network_goes_into_no_wire(board: BoardBench) -> None:
    at = board.link("dense1", "dense2")
    chip = pull(board, "input", at)
    assert not board.canvas.scene.items_of.links["dense1", "dense2", 0].look.hovered
    let_go(board, chip, at)
    assert ("dense1", "dense2", 0) in board.wires
    assert kinds(board).count("input") == 2


def test_beside_the_canvas_a_pulled_layer_cannot_be_dropped(board: BoardBench) -> None:
    before, outside = board.graph, QPoint(200, -30)
    chip = pull(board, "dense", outside)
    assert board.canvas.view.ghost is None
    assert chip.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    let_go(board, chip, outside)
    assert board.graph is before


def test_escape_gives_a_pulled_layer_up_wherever_the_keyboard_is(board: BoardBench) -> None:
    before, free = board.graph, board.free()
    board.canvas.select("dense1")
    chip = pull(board, "dense", free)
    QTest.keyClick(board.canvas.chips, Qt.Key.Key_Escape)
    assert board.canvas.view.ghost is None
    assert chip.cursor().shape() == Qt.CursorShape.ArrowCursor
    QTest.mouseMove(chip, chip.rect().center())
    let_go(board, chip, free)
    assert board.graph is before, "nothing is dropped any more"
    assert board.canvas.selected_node() == "dense1", "and nothing else is let go of"
    board.canvas.chips.chip("dense").click()
    assert len(board.graph.nodes) == len(before.nodes) + 1
