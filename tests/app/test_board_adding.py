"""What is added to the board finds room, is selected and seen, and joins only what it was told."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.canvas.gestures import DropLayer
from app.canvas.quick_add import QuickAdd
from app.canvas.selection import Chosen
from app.model import arranging, drawing
from app.model.edits import together
from app.model.project import blank
from engine.graph import Graph, Wire
from engine.layers import layers
from tests.app.bench import project_of, residual
from tests.app.board_bench import SHIFT, BoardBench

Key = Qt.Key


@pytest.fixture
def board(board: BoardBench) -> BoardBench:
    """Cards with places of their own."""
    board.canvas.editor.move(board.canvas.stage.standing.places(), {})
    return board


def places(board: BoardBench) -> dict[str, tuple[float, float]]:
    return {node.id: board.place(node.id) for node in board.graph.nodes}


def apart(board: BoardBench) -> bool:
    """Whether no node lies on another one."""
    assert board.canvas.scene.layout is not None
    boxes = [board.canvas.scene.layout.box(node.id) for node in board.graph.nodes]
    return not any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        for a, b in combinations(boxes, 2)
    )


def seen(board: BoardBench, node: str) -> bool:
    card = board.canvas.scene.items_of.cards[node]
    return board.canvas.view.camera.visible.contains(card.box)


def name_it(text: str) -> None:
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QuickAdd)
    QTest.keyClicks(popup.field, text)
    QTest.keyClick(popup.field, Key.Key_Return)


# --- room ---------------------------------------------------------------------------------------


def test_what_is_dropped_on_a_wire_lies_on_its_line(board: BoardBench) -> None:
    before, steps = places(board), board.document.undo.count()
    board.drop("dropout", board.link("input1", "dense1") + QPoint(4, 2))
    after = places(board)
    assert [after[id][1] for id in ("input1", "dropout1", "dense1")] == [before["input1"][1]] * 3
    assert after["dense1"][0] - before["dense1"][0] == pytest.approx(270.0)
    assert apart(board) and board.selected == {"dropout1"}
    assert board.document.undo.count() == steps + 1
    board.document.undo.undo()
    assert places(board) == before


def test_a_pulled_layer_shows_where_it_will_stand(board: BoardBench) -> None:
    gesture, view = DropLayer(board.canvas.view, "dense"), board.canvas.view
    gesture.start(QPoint())
    for at, moves in ((board.card("dense1"), True), (board.free(), False)):
        gesture.move(at)
        assert view.ghost is not None
        assert (view.ghost.middle.toTuple() != view.scene_at(at)) is moves
    shown = view.ghost.middle.toTuple()
    gesture.finish(at)
    (fresh,) = board.selected
    assert (board.graph.node(fresh).x, board.graph.node(fresh).y) == shown
    board.drop("dense", board.card("dense1"))
    assert apart(board)


def test_what_nobody_has_arranged_is_arranged_around_what_is_dropped(qtbot: QtBot) -> None:
    board = BoardBench(project_of(4, 3)).start()
    qtbot.addWidget(board.canvas)
    board.drop("dropout", board.link("dense1", "dense2"))
    assert not any(node.placed for node in board.graph.nodes)
    assert len({y for _, y in places(board).values()}) == 1


def test_what_is_dropped_beside_open_columns_stands_under_the_pointer(qtbot: QtBot) -> None:
    board = BoardBench(project_of(4))
    qtbot.addWidget(board.canvas)
    at = QPoint(board.canvas.view.width() // 2, board.canvas.view.height() - 12)
    board.drop("dense", at)
    (fresh,) = board.selected
    assert board.canvas.scene.layout is not None and board.canvas.scene.layout.board
    assert (board.pixel_of(fresh) - at).manhattanLength() < 6


def test_a_fix_puts_a_layer_where_it_belongs(board: BoardBench) -> None:
    board.document.edit("", drawing.add_node(layers.make("dense"), (84.0, 700.0)))
    y = places(board)["input1"][1]
    board.click(board.card("dense3"))
    board.canvas.select("")
    board.canvas.select("dense3")
    button, *_ = board.canvas.troubles.bubble.buttons
    assert "after" in button.text()
    button.click()
    assert places(board)["dense3"][1] == pytest.approx(y)
    assert apart(board) and seen(board, "dense3")


def test_copies_cover_nothing_and_are_seen_however_near_one_is(board: BoardBench) -> None:
    board.canvas.view.camera.magnify(2.0)
    board.canvas.select("output1")
    for _ in range(3):
        board.canvas.clipping.duplicate()
        (fresh,) = board.selected
        assert seen(board, fresh)
    board.canvas.selection.put(board.canvas.ordering.everything())
    board.canvas.clipping.copy()
    board.canvas.clipping.paste()
    assert len(board.selected) == 8
    assert all(seen(board, node) for node in board.selected), "from further away"
    assert apart(board)


def test_places_stay_what_they_are_however_often_something_is_added(board: BoardBench) -> None:
    board.canvas.choose_mode("neurons")
    before = {n.id: (n.x, n.y) for n in board.graph.nodes}
    for x in (100, 400, 700):
        board.drop("dropout", QPoint(x, board.canvas.view.height() - 20))
    assert {n.id: (n.x, n.y) for n in board.graph.nodes if n.id in before} == before


def test_notes_go_along_when_the_board_is_tidied_up(board: BoardBench) -> None:
    right = places(board)["output1"]
    moved = {id: (2000 - x, y + 300) for id, (x, y) in places(board).items()}
    board.canvas.editor.move(moved, {})
    over = moved["output1"][0] - 100, moved["output1"][1] - 260
    board.document.edit("", together(
        arranging.add_note(over, "the end"), arranging.add_note((right[0] - 1200, 0.0), "far")))
    steps = board.document.undo.count()
    board.canvas.ordering.tidy()
    assert board.document.undo.count() == steps + 1
    end, far = (item.box for item in board.canvas.scene.items_of.notes.values())
    x, y = places(board)["output1"]
    assert end.center().x() == pytest.approx(x) and end.bottom() < y
    cards = [card.box for card in board.canvas.scene.items_of.cards.values()]
    assert not any(box.intersects(card) for box in (end, far) for card in cards)


# --- joining ------------------------------------------------------------------------------------


def test_a_joining_layer_alone_waits_to_be_connected(board: BoardBench) -> None:
    before, stood = board.wires, places(board)
    board.canvas.chips.chosen.emit("add")
    assert board.wires == before and board.selected == {"add2"}
    assert places(board).items() >= stood.items() and apart(board)
    bubble = board.canvas.troubles.bubble
    assert bubble.isVisible() and bubble.buttons


@pytest.mark.parametrize("keys", [False, True])
def test_a_joining_layer_joins_what_is_selected(board: BoardBench, *, keys: bool) -> None:
    before = board.wires
    board.click(board.card("dense1"))
    board.click_with(SHIFT, board.card("dense2"))
    board.click_with(SHIFT, board.card("output1"))
    if keys:
        board.keys(Key.Key_Slash)
        name_it("multiply")
    else:
        board.canvas.chips.chosen.emit("multiply")
    assert board.wires - before == {("dense1", "multiply1", 0), ("dense2", "multiply1", 1)}
    assert before <= board.wires and board.selected == {"multiply1"} and apart(board)
    assert places(board)["multiply1"][0] > places(board)["dense2"][0]


def test_a_joining_layer_goes_behind_the_selected_one(board: BoardBench) -> None:
    before = board.wires
    board.canvas.select("dense1")
    board.canvas.chips.chosen.emit("concatenate")
    assert board.wires - before == {("dense1", "concatenate1", 0)}
    assert before <= board.wires


def test_of_a_folded_group_only_what_comes_out_is_joined(board: BoardBench) -> None:
    board.canvas.selection.put(Chosen(nodes=frozenset({"dense1", "dense2"})))
    board.canvas.ordering.group()
    board.canvas.ordering.fold_chosen()
    before = board.wires
    board.canvas.chips.chosen.emit("add")
    assert board.wires - before == {("dense2", "add2", 0)}


def test_other_layers_go_behind_the_selected_one_or_before_the_output(board: BoardBench) -> None:
    board.canvas.selection.put(Chosen())
    board.canvas.chips.chosen.emit("dropout")
    assert board.graph.sources("output1") == ("dropout1",)
    board.canvas.select("dense1")
    board.canvas.chips.chosen.emit("relu")
    assert board.graph.targets("dense1") == ("relu1",) and apart(board)


def test_what_is_inserted_behind_a_card_goes_between_it_and_what_it_feeds(
    board: BoardBench
) -> None:
    before = board.graph.targets("dense1")
    board.canvas.select("dense1")
    board.keys(Key.Key_Insert)
    name_it("dropout")
    assert board.graph.targets("dense1") == ("dropout1",)
    assert board.graph.targets("dropout1") == before and apart(board)


def test_layers_are_chained_by_clicks_alone(qtbot: QtBot) -> None:
    board = BoardBench(blank().with_graph(Graph())).start()
    qtbot.addWidget(board.canvas)
    for kind in ("input", "dense", "dense", "output"):
        board.canvas.chips.chosen.emit(kind)
    assert board.graph.order() == ("input1", "dense1", "dense2", "output1")
    assert len({y for _, y in places(board).values()}) == 1 and apart(board)
    assert all(node.placed for node in board.graph.nodes)


@pytest.mark.parametrize("way", ["chip", "slash", "double click"])
def test_a_chain_with_one_open_end_goes_on_with_nothing_selected(qtbot: QtBot, way: str) -> None:
    board = BoardBench(blank().with_graph(Graph()))
    qtbot.addWidget(board.canvas)
    board.canvas.view.setFocus()
    for number, kind in enumerate(("input", "dense", "output")):
        if way == "chip":
            board.canvas.acting.adding.add_behind(kind)
        else:
            at = QPoint(120 + 300 * number, 300)
            if way == "slash":
                board.keys(Key.Key_Slash)
            else:
                QTest.mouseDClick(board.canvas.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
            name_it(kind)
        board.keys(Key.Key_Escape)
    assert board.wires == {("input1", "dense1", 0), ("dense1", "output1", 0)}
    board.canvas.acting.adding.ask(QPoint(300, 600))
    name_it("dense")
    assert len(board.wires) == 2, "nothing is connected unasked to a network that is whole"


def test_a_dense_layer_like_its_neighbour_stands_free_where_there_is_none(qtbot: QtBot) -> None:
    board = BoardBench(blank().with_graph(Graph()))
    qtbot.addWidget(board.canvas)
    board.start()
    board.canvas.acting.adding.add_like()
    assert [node.layer.name for node in board.graph.nodes] == ["dense"]


def test_what_nobody_has_arranged_stays_where_it_is_seen(qtbot: QtBot) -> None:
    board = BoardBench(blank().with_graph(residual())).start()
    qtbot.addWidget(board.canvas)
    board.canvas.resize(760, 700)
    cards = board.canvas.scene.items_of.cards

    def boxes() -> dict[str, QRectF]:
        return {node: QRectF(card.box) for node, card in cards.items()}

    def rows() -> int:
        return len({round(card.box.center().y()) for card in cards.values()})

    assert rows() == 2, "this chain is too long for one line"
    before = boxes()
    board.canvas.editor.disconnect(Wire("dense1", "dense2"))
    assert boxes() == before, "when a wire is cut"
    board.document.undo.undo()
    board.canvas.selection.put(Chosen(nodes=frozenset({"dense1", "dense2"})))
    board.canvas.ordering.group()
    assert boxes() == before, "when some are grouped"
    board.document.undo.undo()
    assert not any(node.placed for node in board.graph.nodes)
    board.document.edit("", arranging.set_face(["dense2"], "neurons"))
    cards = board.canvas.scene.items_of.cards
    assert rows() == 2, "when one of them is opened"
