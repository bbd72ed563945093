"""The drawing board: two faces of every node, and what a hand can do with nodes and wires."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.canvas.levels import faces, first_level, level_at
from app.canvas.selection import caught
from app.model import arranging
from app.model.project import blank
from tests.app.bench import project_of, residual
from tests.app.board_bench import ALT, CONTROL, SHIFT, BoardBench

# --- levels ---------------------------------------------------------------------------------------


def test_between_the_levels_lies_a_band_in_which_nothing_changes() -> None:
    assert level_at(2.0, "cards", filling=False) == "neurons"
    assert level_at(0.5, "neurons", filling=False) == "cards"
    for zoom in (0.8, 1.0, 1.2):
        assert level_at(zoom, "cards", filling=False) == "cards"
        assert level_at(zoom, "neurons", filling=False) == "neurons"


def test_small_networks_that_nobody_has_arranged_open_at_once() -> None:
    graph = project_of(4, 3).graph
    assert first_level(graph) == "neurons"
    moved = replace(graph.nodes[0], x=5.0, y=5.0)
    assert first_level(graph.with_node(moved)) == "cards"
    assert first_level(project_of(*[2] * 40).graph) == "cards"
    assert faces(["a", "b"], "cards", {"b": "neurons"}) == {"a": "card", "b": "neurons"}


def test_zooming_out_folds_into_cards_and_zooming_in_opens_them(qtbot: QtBot) -> None:
    bench = BoardBench(project_of(4, 3))
    qtbot.addWidget(bench.canvas)
    camera, items = bench.canvas.view.camera, bench.canvas.scene.items_of
    assert set(items.columns) == {"input1", "dense1", "dense2", "output1"} and not items.cards
    while items.columns and camera.scale > 0.2:
        camera.zoom(-1)
    assert set(items.cards) == {"input1", "dense1", "dense2", "output1"}
    assert len(items.links) == 3 and not items.wires
    while items.cards and camera.scale < 5:
        camera.zoom(1)
    assert items.columns and not items.cards and bench.canvas.scene.layout.board is False
    assert bench.document.undo.count() == 0


def test_an_emptied_canvas_goes_to_cards_until_that_is_undone(qtbot: QtBot) -> None:
    bench = BoardBench(project_of(4, 3)).start()
    qtbot.addWidget(bench.canvas)
    bench.canvas.choose_mode("auto")
    items = bench.canvas.scene.items_of
    bench.canvas.selection.put(bench.canvas.ordering.everything())
    bench.canvas.clipping.cut()
    assert not bench.graph.nodes
    bench.canvas.clipping.paste()
    assert items.cards and not items.columns
    for _ in range(2):
        bench.document.undo.undo()
    assert items.columns and not items.cards and bench.canvas.scene.layout.board is False
    bench.canvas.choose_mode("neurons")
    bench.canvas.clipping.cut()
    bench.canvas.clipping.paste()
    assert items.columns and not items.cards, "chosen for good"


def test_neurons_become_cards_where_they_are_revealed_from_far_away(qtbot: QtBot) -> None:
    bench = BoardBench(blank().with_graph(residual())).start()
    qtbot.addWidget(bench.canvas)
    canvas, camera = bench.canvas, bench.canvas.view.camera
    canvas.resize(700, 500)
    bench.document.edit("", arranging.place(canvas.stage.standing.places()))
    canvas.choose_mode("neurons")
    camera.magnify(1.0 / camera.scale)
    canvas.choose_mode("auto")
    assert canvas.scene.columns
    everything = canvas.ordering.everything()
    canvas.reveal(everything)
    assert camera.scale < 0.7 and not canvas.scene.columns
    boxes = [card.box for card in canvas.scene.items_of.cards.values()]
    assert all(camera.visible.contains(box) for box in boxes)


def test_what_is_under_the_pointer_stays_there_when_cards_appear(qtbot: QtBot) -> None:
    bench = BoardBench(project_of(4, 3))
    qtbot.addWidget(bench.canvas)
    view, stage = bench.canvas.view, bench.canvas.stage
    view.camera.at, view.camera.fitted = bench.neuron("dense1", 1), False
    before = bench.pixel_of("dense1")
    assert stage.arrangement.zoomed(-1, 0.3, filling=True)
    stage.redraw()
    assert (bench.pixel_of("dense1") - before).manhattanLength() < 3
    assert bench.pixel_of("input1").x() < before.x() < bench.pixel_of("dense2").x()


def test_a_pinned_face_stays_whatever_the_level(board: BoardBench) -> None:
    board.canvas.selection.put(board.canvas.ordering.everything())
    board.click(board.card("dense2"))
    board.canvas.ordering.show_as("neurons")
    assert set(board.canvas.scene.columns) == {"dense2"}
    assert board.document.project.board.face("dense2") == "neurons"
    board.canvas.choose_mode("neurons")
    board.canvas.ordering.show_as("card")
    assert set(board.canvas.scene.items_of.cards) == {"dense2"}
    board.canvas.ordering.show_as(None)
    assert not board.canvas.scene.layout.board
    board.canvas.grab()


# --- selection ------------------------------------------------------------------------------------


def test_clicks_select_and_shift_adds(board: BoardBench) -> None:
    board.click(board.card("dense1"))
    assert board.selected == {"dense1"} and board.canvas.selected_node() == "dense1"
    board.click_with(SHIFT, board.card("dense2"))
    assert board.selected == {"dense1", "dense2"}
    board.click_with(CONTROL, board.card("dense1"))
    assert board.selected == {"dense2"}
    board.click(board.link("add1", "output1"))
    assert board.canvas.selection.chosen.links == {("add1", "output1", 0)} and not board.selected
    board.click(board.free())
    assert not board.canvas.selection.chosen
    board.keys(Qt.Key.Key_A, CONTROL)
    board.canvas.select_all()
    assert len(board.selected) == 5
    board.keys(Qt.Key.Key_Escape)
    assert not board.selected


def test_a_box_selects_what_it_touches_and_a_lasso_what_it_surrounds(board: BoardBench) -> None:
    corner = board.title("dense1") - QPoint(70, 40)
    board.drag(corner, board.card("dense2"))
    assert board.selected == {"dense1", "dense2"}
    board.drag(board.free(), board.free() + QPoint(30, 30))
    assert board.selected == set()
    around = [board.card("add1") + QPoint(*by) for by in (
        (-90, -140), (90, -140), (90, 60), (-90, 60), (-90, -130)
    )]
    board.drag(*around, held=ALT)
    assert board.selected == {"add1"}


def test_what_a_line_catches() -> None:
    boxes = {"a": (0.0, 0.0, 10.0, 10.0), "b": (100.0, 0.0, 110.0, 10.0)}
    assert caught([(-5, -5), (2, -5), (2, 2), (-5, 2)], boxes) == {"a"}
    assert caught([(-5, -5), (4, -5), (4, 4), (2, 6), (-5, 4)], boxes) == frozenset()
    assert caught([(-5, -5), (20, -5), (25, 10), (20, 20), (-5, 20)], boxes) == {"a"}


# --- moving ---------------------------------------------------------------------------------------


def test_moving_a_node_is_one_step_and_moves_nothing_else(board: BoardBench) -> None:
    before = {node.id: board.place(node.id) for node in board.graph.nodes}
    board.drag(board.card("dense2"), board.card("dense2") + QPoint(40, 100))
    after = {node.id: board.place(node.id) for node in board.graph.nodes}
    assert board.document.undo.count() == 1
    assert after.pop("dense2")[1] > before.pop("dense2")[1] + 90
    assert after == before
    assert all(node.placed for node in board.graph.nodes)
    board.document.undo.undo()
    assert not any(node.placed for node in board.graph.nodes)


def test_the_whole_selection_moves_with_the_node_that_is_pulled(board: BoardBench) -> None:
    board.click(board.card("dense1"))
    board.click_with(SHIFT, board.card("dense2"))
    before = board.place("dense1"), board.place("add1")
    board.drag(board.card("dense2"), board.card("dense2") + QPoint(0, 150))
    assert board.place("dense1")[1] > before[0][1] + 100
    assert board.place("add1") == before[1]


def test_a_move_that_is_given_up_leaves_everything(board: BoardBench) -> None:
    before, project = board.place("dense2"), board.document.project
    board.drag(board.card("dense2"), board.card("dense2") + QPoint(0, 150), release=False)
    assert board.place("dense2") != before
    board.keys(Qt.Key.Key_Escape)
    assert board.place("dense2") == before and board.document.project is project


def test_a_header_is_pulled_out_of_a_network_that_fills_the_view(qtbot: QtBot) -> None:
    bench = BoardBench(project_of(4, 3))
    qtbot.addWidget(bench.canvas)
    bench.drag(bench.header("dense1"), bench.header("dense1") + QPoint(0, 120))
    assert bench.canvas.scene.layout.board and all(n.placed for n in bench.graph.nodes)
    assert set(bench.canvas.scene.columns) == {"input1", "dense1", "dense2", "output1"}
    assert bench.place("dense1")[1] > bench.place("dense2")[1] + 60


def test_keys_nudge_in_one_step(board: BoardBench) -> None:
    board.click(board.card("add1"))
    x, y = board.place("add1")
    for _ in range(3):
        board.keys(Qt.Key.Key_Down, CONTROL)
    board.keys(Qt.Key.Key_Left, CONTROL | SHIFT)
    assert board.place("add1") == (x - 1, y + 24)
    assert board.document.undo.count() == 1


# --- the view -------------------------------------------------------------------------------------


def test_space_pans_when_pulled_and_plays_when_tapped(board: BoardBench, qtbot: QtBot) -> None:
    view, middle = board.canvas.view, QPoint(400, 400)
    before = view.scene_at(middle)
    QTest.keyPress(view, Qt.Key.Key_Space)
    board.drag(middle, middle + QPoint(80, 0))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    after = view.scene_at(middle)
    assert after[0] < before[0] and after[1] == pytest.approx(before[1], abs=2)
    assert not board.canvas.selection.chosen
    with qtbot.waitSignal(board.canvas.play_asked):
        board.keys(Qt.Key.Key_Space)


def test_the_middle_button_pans(board: BoardBench) -> None:
    view, middle = board.canvas.view, QPoint(400, 400)
    before = view.scene_at(middle)
    viewport = view.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.MiddleButton, pos=middle)
    QTest.mouseMove(viewport, middle + QPoint(0, 60))
    QTest.mouseRelease(viewport, Qt.MouseButton.MiddleButton, pos=middle + QPoint(0, 60))
    assert view.scene_at(middle)[1] < before[1]


def test_two_fingers_zoom_around_the_point_between_them(board: BoardBench) -> None:
    view, at = board.canvas.view, QPoint(500, 300)
    before, scale = view.scene_at(at), view.camera.scale
    where = QPointF(view.viewport().mapToGlobal(at))
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2,
        QPointF(at), QPointF(at), where, 0.2, QPointF(),
    )
    QApplication.sendEvent(view.viewport(), pinch)
    assert view.camera.scale == pytest.approx(scale * 1.2)
    after = view.scene_at(at)
    assert after == pytest.approx(before, abs=3)


def test_fit_and_whole_size(board: BoardBench) -> None:
    camera = board.canvas.view.camera
    camera.whole_size()
    assert camera.scale == pytest.approx(1.0) and not camera.fitted
    board.canvas.stage.refit()
    assert camera.fitted
    extent = board.canvas.scene.items_of.extent()
    assert camera.visible.adjusted(-2, -2, 2, 2).contains(extent)


def test_what_was_in_view_stays_there_when_layers_come_or_are_tidied_up(board: BoardBench) -> None:
    camera, items = board.canvas.view.camera, board.canvas.scene.items_of
    camera.zoom(-1)
    assert not camera.fitted and camera.visible.contains(items.extent())
    for _ in range(3):
        board.canvas.acting.adding.add_like()
        assert camera.visible.contains(items.extent())
    far = {node.id: (900.0 * n, 0.0) for n, node in enumerate(board.graph.nodes)}
    board.document.edit("far", arranging.place(far), origin=None)
    assert camera.visible.contains(items.extent())
    camera.magnify(1.3, board.card("output1"))
    near = board.canvas.stage.in_view()
    assert "output1" in near and "input1" not in near
    board.canvas.ordering.tidy()
    assert near <= board.canvas.stage.in_view()


def test_what_lies_beyond_the_view_is_on_the_overview(board: BoardBench) -> None:
    overview = board.canvas.around.overview
    assert not overview.isVisible()
    board.canvas.view.camera.zoom(4)
    assert overview.isVisible()
    target = board.canvas.scene.items_of.cards["output1"].box.center()
    overview.moved.emit(target)
    assert board.canvas.view.camera.visible.contains(target)


def test_from_far_away_a_few_strokes_stand_for_all_cards(board: BoardBench) -> None:
    camera, items = board.canvas.view.camera, board.canvas.scene.items_of
    cards, sheets = items.cards, (items.card_sheet, items.link_sheet)
    camera.look(cards["dense1"].box.center(), QPoint(300, 300), 0.1)
    camera.moved.emit()
    assert not any(sheet.isVisible() for sheet in sheets)
    at = board.pixel(cards["dense1"].box.center())
    assert board.canvas.grab().toImage().pixelColor(at + board.canvas.view.pos()).saturation() > 20
    board.canvas.stage.refit()
    assert all(sheet.isVisible() for sheet in sheets)
