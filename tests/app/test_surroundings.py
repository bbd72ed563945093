"""What lies around the network: the line at the foot, the scale, what the camera leaves free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRect
from pytestqt.qtbot import QtBot

from app.canvas.foot import Foot
from app.canvas.levels import Mode
from app.canvas.selection import Chosen
from app.model import arranging, drawing
from engine.graph import Wire
from engine.layers import layers
from tests.app.bench import frame_of
from tests.app.board_bench import BoardBench

MODES: tuple[Mode, ...] = ("neurons", "cards", "auto")


def foot_of(board: BoardBench) -> Foot:
    (foot,) = board.canvas.view.findChildren(Foot)
    return foot


def nodes(board: BoardBench) -> Iterator[QRect]:
    """Where the cards are seen, in pixels of the view."""
    for card in board.canvas.scene.items_of.cards.values():
        yield board.canvas.view.mapFromScene(card.box).boundingRect()


@pytest.mark.parametrize("height", (420, 760))
def test_what_is_fitted_stays_clear_of_the_foot(board: BoardBench, height: int) -> None:
    board.canvas.resize(900, height)
    board.canvas.stage.refit()
    board.canvas.around.follow()
    low = board.canvas.around.legend.geometry().top()
    room = board.canvas.view.viewport().rect()
    assert all(room.contains(box) and box.bottom() < low for box in nodes(board))


def test_what_is_revealed_is_seen_above_the_foot(board: BoardBench) -> None:
    board.canvas.view.camera.magnify(3.0)
    board.canvas.reveal(Chosen(nodes=frozenset({"dense2"})))
    box = board.canvas.scene.items_of.cards["dense2"].box
    low = board.canvas.around.legend.geometry().top()
    assert board.canvas.view.mapFromScene(box).boundingRect().bottom() <= low


def test_the_foot_has_a_ground_to_read_it_on(board: BoardBench) -> None:
    board.canvas.around.follow()
    for part in (foot_of(board), board.canvas.around.legend):
        image = part.grab().toImage()
        image.convertTo(image.Format.Format_ARGB32)
        assert image.pixelColor(5, part.height() // 2).alphaF() > 0.8


@pytest.mark.parametrize("width", (460, 680, 1100))
def test_the_line_and_the_scale_stand_side_by_side(board: BoardBench, width: int) -> None:
    board.canvas.resize(width, 700)
    around, foot = board.canvas.around, foot_of(board)
    around.follow()
    for text in ("", "Kept 173 weights. New: 72, gone: 0. The others are as they were."):
        around.status.say(text)
        assert not foot.geometry().intersects(around.legend.geometry())
        assert board.canvas.view.rect().contains(foot.geometry())
        assert board.canvas.view.rect().contains(around.legend.geometry())


def test_where_room_is_short_the_costs_go_before_words_of_the_scale(board: BoardBench) -> None:
    around = board.canvas.around
    board.canvas.resize(642, 560)  # what a window of 1280 × 800 leaves for it
    around.follow()
    assert "multiply-adds" in around.status.text() and "B" in around.status.text()
    brief = around.legend.width()
    assert brief < around.legend.whole_width
    around.status.say("Saved.")
    assert around.legend.width() == brief, "nothing moves for a short note"


def test_what_was_done_is_said_for_a_while(board: BoardBench, qtbot: QtBot) -> None:
    status = board.canvas.around.status
    board.canvas.around.follow()
    costs = status.text()
    assert "5 nodes" in costs
    status.say("Saved a.nsketch.")
    assert status.text() == "Saved a.nsketch."
    status.say("Kept 30 weights.")
    assert status.text() == "Kept 30 weights.", "the newer takes the place of the older"
    status.timer.start(1)
    qtbot.waitUntil(lambda: status.text() == costs)


def test_why_nothing_can_be_trained_stands_at_the_foot(board: BoardBench) -> None:
    around = board.canvas.around
    board.document.edit("", drawing.disconnect([Wire("dense1", "dense2")]))
    around.follow()
    assert around.status.text().startswith("Nothing leads into Dense")
    assert "weights" in around.status.text()
    board.document.undo.undo()
    around.follow()
    assert not around.status.reason and around.status.text().startswith("5 nodes")


def test_a_broken_side_layer_is_told_at_the_foot_though_the_rest_trains(board: BoardBench) -> None:
    around = board.canvas.around
    board.document.edit("", drawing.add_behind(["input1"], layers.make("dense"), (0.0, 900.0)))
    around.follow()
    assert not around.status.reason, "a loose end is no fault"
    loose = board.canvas.stage.project.graph.nodes[-1].id
    board.document.edit("", drawing.disconnect([Wire("input1", loose)]))
    board.document.edit("", drawing.add_behind([loose], layers.make("add"), (300.0, 900.0)))
    around.follow()
    built = board.canvas.scene.network.build
    assert built.sound and not board.canvas.reason
    assert around.status.text().startswith("Nothing leads into")
    board.document.undo.setIndex(0)
    around.follow()
    assert not around.status.reason


# --- neurons or cards -----------------------------------------------------------------------------


def sees_all(board: BoardBench) -> bool:
    extent = board.canvas.scene.items_of.extent()
    return board.canvas.view.camera.visible.adjusted(-1, -1, 1, 1).contains(extent)


def placed(board: BoardBench) -> BoardBench:
    """Everything stays where it is, so that cards and neurons stand on the board."""
    board.document.edit("", arranging.place(board.canvas.stage.standing.places()))
    return board


def test_what_is_fitted_stays_fitted_when_the_level_changes(board: BoardBench) -> None:
    placed(board).canvas.stage.refit()
    for mode in (*MODES, *reversed(MODES), *MODES):
        board.canvas.choose_mode(mode)
        assert board.canvas.view.camera.fitted and sees_all(board)


def test_what_is_in_the_middle_stays_there_when_the_level_changes(board: BoardBench) -> None:
    camera, view = placed(board).canvas.view.camera, board.canvas.view
    camera.magnify(1.2 / camera.scale)
    assert board.canvas.scene.layout is not None
    view.centerOn(QPointF(*board.canvas.scene.layout.middle("dense2")))
    for mode in (*MODES, *reversed(MODES), *MODES):
        board.canvas.choose_mode(mode)
        gap = board.pixel_of("dense2") - view.viewport().rect().center()
        assert gap.manhattanLength() < 6 and camera.scale == pytest.approx(1.2)


def test_the_map_is_there_only_while_a_layer_is_out_of_sight(board: BoardBench) -> None:
    canvas, camera = placed(board).canvas, board.canvas.view.camera
    canvas.choose_mode("neurons")
    canvas.stage.refit()
    middle = canvas.view.viewport().rect().center()
    drawn = [column.body() for column in canvas.scene.columns.values()]
    right = max(box.right() for box in drawn)
    for beyond, wanted in ((2.0, False), (-6.0, True)):
        off = QPointF(right + beyond - camera.visible.right(), 0.0)
        camera.look(camera.visible.center() + off, middle, camera.scale)
        canvas.around.follow()
        assert canvas.around.overview.isVisible() == wanted


def test_automatic_again_shows_what_the_zoom_asks_for(board: BoardBench) -> None:
    canvas = placed(board).canvas
    canvas.view.camera.magnify(1.6 / canvas.view.camera.scale)
    assert canvas.scene.items_of.cards
    canvas.choose_mode("auto")
    assert not canvas.scene.items_of.cards
    canvas.resize(500, 500)
    canvas.stage.refit()
    assert canvas.view.camera.scale < 0.72 and canvas.scene.items_of.cards, "not tiny neurons"


def test_the_scale_says_what_the_cells_of_a_picture_are(board: BoardBench) -> None:
    legend, frame = board.canvas.around.legend, frame_of(board.document.project)
    assert frame.pictures is not None and "cell" not in legend.accessibleName()
    samples = replace(frame, pictures=replace(frame.pictures, kind="samples"))
    before = legend.whole_width
    board.canvas.around.show_frame(samples, "classes")
    assert "row = class" in legend.accessibleName()
    board.canvas.around.show_frame(samples, "regression")
    assert "low to high" in legend.accessibleName() and legend.whole_width >= before
    board.canvas.around.show_frame(frame, "classes")
    assert "cell" not in legend.accessibleName()


def test_a_note_goes_when_something_else_happens(board: BoardBench) -> None:
    status = board.canvas.around.status

    def noted() -> bool:
        return bool(status.note)

    status.say("Kept 17 weights. New: 0, gone: 4.")
    board.document.edit("edit", drawing.remove(["dense2"]))
    assert not noted(), "it was about the edit before"
    status.say("A new network: training begins again at epoch 0.")
    board.session.state_changed.emit()
    assert noted()
    board.session.playing = True
    board.session.state_changed.emit()
    assert not noted(), "it begins, and counts go on"
    status.say("Saved")
    board.canvas.show_project(board.document.project)
    assert not noted(), "it was about the project before"
