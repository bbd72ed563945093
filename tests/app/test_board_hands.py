"""What a hand draws on the board: wires, layers, groups, notes; and what is wrong with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.canvas.pointing import hit_items
from app.canvas.quick_add import QuickAdd
from app.canvas.selection import Chosen
from app.model import arranging, drawing
from app.model.operations import freeze
from app.model.project import blank
from engine.frame import Vital
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from tests.app.bench import LEFT, PLAIN, frame_of, project_of
from tests.app.board_bench import SHIFT, BoardBench
from tests.app.boards import painted

# --- wires ----------------------------------------------------------------------------------------


def test_a_wire_is_pulled_from_port_to_port(board: BoardBench) -> None:
    board.document.edit("", drawing.disconnect([Wire("dense1", "add1", 1)]))
    board.drag(board.port_out("dense1"), board.port_in("add1", 1))
    assert ("dense1", "add1", 1) in board.wires
    assert board.document.undo.count() == 2


def test_a_wire_dropped_on_a_card_takes_its_free_port(board: BoardBench) -> None:
    board.drop("dropout", QPoint(400, 640))
    fresh = next(n.id for n in board.graph.nodes if n.layer.name == "dropout")
    board.drag(board.port_out("dense1"), board.card(fresh))
    assert ("dense1", fresh, 0) in board.wires


def test_ports_say_why_a_wire_does_not_fit(board: BoardBench) -> None:
    before = board.wires
    board.drag(board.port_out("add1"), board.port_in("dense1"))
    assert board.wires == before, "its input is taken, and it would be a cycle"
    board.drag(board.port_out("dense2"), board.port_in("dense1"), release=False)
    assert QToolTip.text().startswith("<p>"), "rich text is broken into lines"
    board.canvas.view.put_down()
    QTest.mouseRelease(board.canvas.view.viewport(), LEFT, PLAIN, board.port_in("dense1"))
    assert board.wires == before


def test_a_wire_is_pulled_off_its_port(board: BoardBench) -> None:
    board.drag(board.port_in("add1", 1), board.free())
    assert ("dense1", "add1", 1) not in board.wires
    board.document.undo.undo()
    board.drag(board.port_in("output1"), board.card("output1") + QPoint(0, 150))
    assert ("add1", "output1", 0) not in board.wires
    board.drag(board.port_in("add1", 0), board.port_in("output1"))
    assert ("dense2", "output1", 0) in board.wires, "its end was put elsewhere"


def test_a_wire_pulled_into_the_free_asks_what_comes_there(board: BoardBench) -> None:
    at = board.card("dense2") + QPoint(60, 200)
    board.drag(board.port_out("dense1"), at)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QuickAdd)
    QTest.keyClicks(popup.field, "dropout")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    fresh = next(n.id for n in board.graph.nodes if n.layer.name == "dropout")
    assert ("dense1", fresh, 0) in board.wires and board.graph.node(fresh).placed


# --- dropping and adding --------------------------------------------------------------------------


def test_a_layer_dropped_on_a_wire_is_put_into_it(board: BoardBench) -> None:
    board.drop("dropout", board.link("add1", "output1"))
    fresh = next(n.id for n in board.graph.nodes if n.layer.name == "dropout")
    assert {("add1", fresh, 0), (fresh, "output1", 0)} <= board.wires
    assert board.selected == {fresh}


def test_an_activation_dropped_on_a_layer_becomes_its_own(board: BoardBench) -> None:
    board.drop("relu", board.card("dense2"))
    assert board.layer("dense2").activation == "relu" and len(board.graph.nodes) == 5
    board.drop("relu", board.card("add1"))
    assert [board.layer(n).name for n in board.graph.targets("add1")] == ["relu"]


def test_a_layer_dropped_in_the_free_stands_alone_there(board: BoardBench) -> None:
    places = {node.id: board.place(node.id) for node in board.graph.nodes}
    at = QPoint(450, 640)
    board.drop("dense", at)
    fresh = next(n.id for n in board.graph.nodes if n.id not in places)
    assert (board.pixel_of(fresh) - at).manhattanLength() < 4
    assert {node: board.place(node) for node in places} == places
    assert board.canvas.scene.items_of.cards[fresh].content.problem
    assert board.canvas.scene.network.build.sound, "what is not connected does not matter"


def test_slash_adds_by_name_behind_the_selected_node(board: BoardBench) -> None:
    board.click(board.card("dense2"))
    board.keys(Qt.Key.Key_Slash)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QuickAdd)
    QTest.keyClicks(popup.field, "relu")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    fresh = next(n.id for n in board.graph.nodes if n.layer.name == "relu")
    assert ("dense2", fresh, 0) in board.wires and board.selected == {fresh}


def test_a_double_click_in_the_free_asks_too(board: BoardBench) -> None:
    QTest.mouseDClick(board.canvas.view.viewport(), Qt.MouseButton.LeftButton, pos=board.free())
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QuickAdd)
    popup.close()


# --- keyboard -------------------------------------------------------------------------------------


def test_arrows_follow_wires_and_then_what_is_near(board: BoardBench) -> None:
    board.canvas.select("input1")
    seen = []
    for _ in range(4):
        board.keys(Qt.Key.Key_Right)
        seen.append(board.canvas.selected_node())
    assert seen[0] == "dense1" and seen[-1] == "output1"
    board.drop("dense", board.card("dense2") + QPoint(0, 220))
    board.canvas.select("dense2")
    board.keys(Qt.Key.Key_Down)
    assert board.graph.node(board.canvas.selected_node()).placed
    assert "Dense" in board.canvas.view.accessibleDescription()


def test_the_card_with_the_keyboard_has_a_rim_of_its_own(board: BoardBench, qtbot: QtBot) -> None:
    board.canvas.activateWindow()
    qtbot.waitUntil(board.canvas.view.hasFocus)
    board.keys(Qt.Key.Key_Right)
    card = board.canvas.scene.items_of.cards["input1"]
    ringed = painted(card)
    assert board.selected == {"input1"}
    board.canvas.view.clearFocus()
    assert painted(card) != ringed, "selected, but the keyboard is elsewhere"


def test_a_wire_is_drawn_by_keys(board: BoardBench) -> None:
    board.document.edit("", drawing.disconnect([Wire("dense1", "add1", 1)]))
    board.canvas.select("dense1")
    board.keys(Qt.Key.Key_C)
    board.canvas.steering.select("add1")
    assert "Enter connects" in board.canvas.view.accessibleDescription()
    board.keys(Qt.Key.Key_Return)
    assert ("dense1", "add1", 1) in board.wires and board.canvas.popover is None
    board.canvas.select("dense1")
    board.keys(Qt.Key.Key_C)
    board.canvas.steering.select("add1")
    assert "Enter disconnects" in board.canvas.view.accessibleDescription()
    board.keys(Qt.Key.Key_Return)
    assert ("dense1", "add1", 1) not in board.wires


def test_a_wire_drawn_by_keys_says_why_it_does_not_fit(board: BoardBench) -> None:
    before = board.wires
    board.canvas.select("input1")
    board.keys(Qt.Key.Key_C)
    board.canvas.steering.select("add1")
    reason = board.canvas.view.accessibleDescription()
    assert "same shape" in reason and "same shape" in QToolTip.text()
    board.keys(Qt.Key.Key_Return)
    assert board.wires == before, "it is still held"
    board.keys(Qt.Key.Key_Escape)
    assert "same shape" not in board.canvas.view.accessibleDescription()


def test_deleting_takes_wires_nodes_and_notes(board: BoardBench) -> None:
    board.click(board.link("dense1", "add1", 1))
    board.keys(Qt.Key.Key_Delete)
    assert ("dense1", "add1", 1) not in board.wires
    board.click(board.card("dense2"))
    board.keys(Qt.Key.Key_Delete)
    assert "dense2" not in board.graph and ("dense1", "add1", 0) in board.wires


# --- clipboard, groups, notes, names --------------------------------------------------------------


def test_copies_go_from_window_to_window(board: BoardBench, qtbot: QtBot) -> None:
    board.click(board.card("dense1"))
    board.click_with(SHIFT, board.card("dense2"))
    board.canvas.clipping.copy()
    other = BoardBench(project_of(4)).start()
    qtbot.addWidget(other.canvas)
    other.canvas.clipping.paste()
    assert len(other.graph.nodes) == 5 and len(other.selected) == 2
    fresh = sorted(other.selected)
    assert other.graph.targets(fresh[0]) == (fresh[1],)
    other.canvas.clipping.cut()
    assert len(other.graph.nodes) == 3


@pytest.mark.parametrize("text", ["Dear Sir or Madam", "{}", "[]", "null", '{"fragment": "x"}'])
def test_what_is_no_part_of_a_network_is_not_pasted(board: BoardBench, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    board.canvas.acting.paste()
    assert board.document.undo.count() == 0
    assert "no layers or notes. Copy some" in board.canvas.around.status.note


def test_duplicates_lie_beside_the_original(board: BoardBench) -> None:
    board.canvas.selection.put(board.canvas.ordering.everything())
    board.canvas.clipping.duplicate()
    assert len(board.graph.nodes) == 10 and len(board.selected) == 5
    boxes = [board.canvas.scene.layout.box(n) for n in board.selected]
    old = [board.canvas.scene.layout.box(n.id) for n in board.graph.nodes
           if n.id not in board.selected]
    assert min(box[1] for box in boxes) > max(box[3] for box in old)


def test_a_group_folds_into_one_block_and_back(board: BoardBench) -> None:
    board.click(board.card("dense1"))
    board.click_with(SHIFT, board.card("dense2"))
    board.canvas.ordering.group()
    group = board.document.project.board.groups[0]
    board.canvas.ordering.fold(group.id)
    cards = board.canvas.scene.items_of.cards
    assert set(cards) == {"input1", "dense1", "add1", "output1"}
    assert cards["dense1"].content.nodes == 2
    y = board.place("dense1")[1]
    board.drag(board.card("dense1"), board.card("dense1") + QPoint(0, 90))
    assert board.graph.node("dense2").y > y + 60, "what is inside moves along"
    board.click(board.title("dense1"))
    assert board.document.project.board.groups[0].folded and board.selected == {"dense1", "dense2"}
    QTest.mouseDClick(board.canvas.view.viewport(), LEFT, PLAIN, board.card("dense1"))
    assert not board.document.project.board.groups[0].folded
    board.canvas.ordering.fold_chosen()
    assert "a folded group" in board.canvas.view.accessibleDescription()
    board.keys(Qt.Key.Key_Return)
    assert not board.document.project.board.groups[0].folded
    board.canvas.select("dense1")
    board.canvas.ordering.ungroup()
    assert not board.document.project.board.groups


def test_a_folded_block_shows_what_comes_out_and_what_is_odd_inside(board: BoardBench) -> None:
    board.canvas.selection.put(Chosen(nodes=frozenset({"dense2", "add1"})))
    board.canvas.ordering.group()
    board.canvas.ordering.fold_chosen()
    cards = board.canvas.scene.items_of.cards
    block = cards["dense2"]
    assert (block.content.pictured, block.content.face) == ("add1", "tiles")
    board.document.edit("", freeze({"dense2.weight": np.ones((3, 3), bool)}))
    assert "Dense 2: Frozen" in block.tip((0.5, 0.02))
    dead = {"dense2": (Vital("dense2", "dead", 2, 3, 0.5),)}
    board.canvas.show_frame(replace(frame_of(board.document.project), vitals=dead))
    assert "2 of 3 neurons of Dense 2 are dead" in block.tip((0.5, 0.02))
    board.document.edit("", drawing.disconnect([Wire("dense1", "add1", 1)]))
    assert block.content.problem
    board.canvas.select("dense1")
    board.click(board.card("dense2"))
    assert board.canvas.troubles.bubble.isVisible(), "of a layer inside"


def test_notes_are_written_moved_and_resized(board: BoardBench) -> None:
    board.canvas.naming.add_note()
    board.write("Why?")
    note = board.document.project.board.notes[0]
    assert note.text == "Why?"
    item = board.canvas.scene.items_of.notes[note.id]
    board.drag(board.pixel(item.box.center()), board.pixel(item.box.center()) + QPoint(0, 200))
    moved = board.document.project.board.notes[0]
    assert moved.y > note.y + 150 and moved.x == pytest.approx(note.x, abs=2)
    corner = board.pixel(item.box.bottomRight()) - QPoint(3, 3)
    board.drag(corner, corner + QPoint(60, 30))
    assert board.document.project.board.notes[0].width > note.width + 40


def test_names_are_written_in_place(board: BoardBench) -> None:
    board.canvas.select("dense2")
    board.canvas.naming.rename_selected()
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "Encoder")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert board.graph.node("dense2").label == "Encoder"
    assert board.canvas.scene.items_of.cards["dense2"].content.title == "Encoder"


def test_order_is_brought_to_the_board(board: BoardBench) -> None:
    board.drag(board.card("dense2"), board.card("dense2") + QPoint(0, 140))
    board.canvas.selection.put(board.canvas.ordering.everything())
    board.canvas.ordering.align("centre")
    assert len({board.place(n.id)[1] for n in board.graph.nodes}) == 1
    board.canvas.ordering.distribute("across")
    board.canvas.ordering.tidy()
    assert not any(node.placed for node in board.graph.nodes)


# --- trouble --------------------------------------------------------------------------------------


def test_a_broken_node_says_so_and_one_click_helps(board: BoardBench) -> None:
    board.drop("dense", QPoint(450, 640))
    bubble = board.canvas.troubles.bubble
    fresh = next(iter(board.selected))
    assert not bubble.isVisible(), "it is to be connected first"
    board.click(board.card(fresh))
    assert bubble.isVisible() and bubble.buttons
    assert "Dense 3" in bubble.title.text()
    bubble.buttons[0].click()
    assert board.graph.sources(fresh), "what was missing is there"
    assert board.canvas.scene.network.build.sound


def test_the_bubble_of_a_new_node_waits_for_somebody_who_comes_back(board: BoardBench) -> None:
    board.drop("dense", QPoint(450, 640))
    fresh = next(iter(board.selected))
    bubble = board.canvas.troubles.bubble
    board.canvas.select("dense1")
    assert not bubble.isVisible()
    board.canvas.select(fresh)
    assert bubble.isVisible()


def test_the_bubble_steps_aside_while_something_is_drawn(board: BoardBench) -> None:
    board.drop("dense", QPoint(450, 640))
    fresh = next(iter(board.selected))
    board.click(board.card(fresh))
    bubble = board.canvas.troubles.bubble
    board.drag(board.port_out("dense2"), QPoint(300, 660), release=False)
    assert not bubble.isVisible()
    board.canvas.view.put_down()
    QTest.mouseRelease(board.canvas.view.viewport(), LEFT, PLAIN, board.card(fresh))
    assert bubble.isVisible()


def test_the_bubble_makes_way_for_settings(board: BoardBench) -> None:
    board.document.edit("", drawing.disconnect([Wire("dense1", "add1", 1)]))
    board.canvas.select("add1")
    board.canvas.troubles.point_out()
    bubble = board.canvas.troubles.bubble
    assert bubble.isVisible()
    board.canvas.acting.open_settings()
    assert board.canvas.popover is not None and not bubble.isVisible()
    board.canvas.popover.close()
    assert bubble.isVisible()


def test_the_bubble_is_dismissed_until_somebody_comes_back(board: BoardBench) -> None:
    board.drop("dense", QPoint(450, 640))
    fresh = next(iter(board.selected))
    bubble = board.canvas.troubles.bubble
    board.canvas.select("dense1")
    for leave in (lambda: board.keys(Qt.Key.Key_Escape), lambda: board.click(board.free())):
        board.move(board.card(fresh))
        assert bubble.isVisible()
        leave()
        assert not bubble.isVisible() and not board.selected, "although the pointer is there"
        board.move(board.card("dense1"))
        board.move(board.card(fresh))
        assert bubble.isVisible(), "pointed at anew"
        board.keys(Qt.Key.Key_Escape)
        board.canvas.select(fresh)
        assert bubble.isVisible(), "selected anew"
        board.keys(Qt.Key.Key_Escape)
        board.move(board.card("dense1"))


def test_another_problem_of_the_same_layer_is_news(board: BoardBench) -> None:
    board.canvas.troubles.begin()
    board.canvas.select("add1")
    board.document.edit("", drawing.disconnect([Wire("dense1", "add1", 1)]))
    bubble = board.canvas.troubles.bubble
    first = bubble.title.text()
    assert bubble.isVisible()
    board.canvas.troubles.dismiss()
    board.document.edit("", arranging.add_note((0.0, 700.0), "?"))
    assert not bubble.isVisible(), "nothing has changed about it"
    board.document.edit("", drawing.connect("input1", "add1", 1))
    assert bubble.isVisible() and bubble.title.text() != first


@pytest.mark.parametrize("mode", ["cards", "neurons"])
def test_the_bubble_covers_neither_the_layer_nor_its_ports(board: BoardBench, mode: str) -> None:
    board.drop("dense", QPoint(450, 560))
    fresh = next(iter(board.selected))
    board.canvas.choose_mode(mode)
    for at in (QPoint(100, 100), QPoint(880, 600), QPoint(400, 300)):
        now = board.pixel_of(fresh)
        board.canvas.view.scroll_by(now.x() - at.x(), now.y() - at.y())
        board.canvas.select("")
        board.canvas.select(fresh)
        bubble, items = board.canvas.troubles.bubble, board.canvas.scene.items_of
        plate = bubble.geometry().adjusted(12, 12, -12, -12)
        assert bubble.isVisible()
        item = items.cards.get(fresh) or items.columns[fresh]
        own = item.box if fresh in items.cards else item.boundingRect()
        assert not plate.intersects(board.canvas.view.mapFromScene(own).boundingRect())
        assert not plate.contains(board.port_in(fresh)) and not plate.contains(
            board.port_out(fresh))


def test_a_network_without_an_output_says_so(board: BoardBench) -> None:
    board.canvas.select("output1")
    board.keys(Qt.Key.Key_Delete)
    bubble = board.canvas.troubles.bubble
    assert bubble.isVisible()
    bubble.buttons[0].click()
    assert board.document.project.nodes("output")


def test_the_size_of_the_network_is_counted(board: BoardBench, qtbot: QtBot) -> None:
    said = board.canvas.around.status.text
    qtbot.waitUntil(lambda: "5 nodes" in said() and "weights" in said())
    board.click(board.card("dense2"))
    board.keys(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "4 nodes" in said())


# --- all together ---------------------------------------------------------------------------------


def test_an_empty_canvas_is_no_trouble(qtbot: QtBot) -> None:
    bench = BoardBench(blank().with_graph(Graph())).start()
    qtbot.addWidget(bench.canvas)
    bench.canvas.grab()
    for name in ("Delete", "Right", "Tab", "C", "Return"):
        bench.keys(getattr(Qt.Key, f"Key_{name}"))
    bench.canvas.chips.chosen.emit("input")
    bench.drop("dense", QPoint(300, 300))
    assert {n.layer.name for n in bench.graph.nodes} >= {"dense"}
    bench.canvas.show_frame(frame_of(project_of(4)))
    bench.canvas.grab()


def test_undoing_everything_gives_the_first_project_back(board: BoardBench) -> None:
    first = board.document.project
    board.drag(board.card("dense2"), board.card("dense2") + QPoint(0, 140))
    board.drop("dropout", board.link("add1", "output1"))
    board.drag(board.port_in("add1", 1), board.free())
    board.canvas.naming.add_note()
    board.write("?")
    board.canvas.selection.put(board.canvas.ordering.everything())
    board.canvas.ordering.group()
    board.canvas.clipping.duplicate()
    last = board.document.project
    while board.document.undo.canUndo():
        board.document.undo.undo()
    assert board.document.project == first
    while board.document.undo.canRedo():
        board.document.undo.redo()
    assert board.document.project == last
    board.canvas.grab()


def test_items_that_look_the_same_are_kept(board: BoardBench) -> None:
    before = dict(board.canvas.scene.items_of.cards)
    links = dict(board.canvas.scene.items_of.links)
    board.document.edit("", drawing.add_node(layers.make("dense"), (0.0, 900.0)))
    after = board.canvas.scene.items_of
    assert all(after.cards[node] is card for node, card in before.items())
    assert all(after.links[key] is link for key, link in links.items())
    board.document.edit("", arranging.place({"dense2": (50.0, 300.0)}))
    assert after.cards["dense2"] is before["dense2"]
    assert Wire("dense2", "add1") in board.graph.wires and isinstance(board.graph.nodes[0], Node)


def test_a_card_let_go_of_close_to_another_leaves_both_ports_in_reach(board: BoardBench) -> None:
    board.keys(Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    cards = board.canvas.scene.items_of.cards
    count = board.document.undo.count()
    wish = cards["dense1"].box.right() + 5 - cards["dense2"].box.left()
    by = wish, cards["dense1"].place.middle.y() - cards["dense2"].place.middle.y()
    start = board.title("dense2")
    board.drag(start, board.pixel(board.canvas.view.mapToScene(start) + QPointF(*by)))
    left, right = board.port_out("dense1"), board.port_in("dense2")
    assert board.canvas.view.hit_at(left).node == "dense1"
    assert board.canvas.view.hit_at(right).node == "dense2"
    assert cards["dense2"].box.left() - cards["dense1"].box.right() > 30
    assert board.document.undo.count() == count + 1


def test_of_two_ports_that_lie_on_each_other_the_nearer_is_pressed(board: BoardBench) -> None:
    cards = board.canvas.scene.items_of.cards
    beside = cards["dense1"].box.width() + 4, 700.0
    board.document.edit("", arranging.place({"dense1": (0.0, 700.0), "dense2": beside}))
    hits = [hit_items(board.canvas.scene.items_of, cards["dense1"].port_out + QPointF(way, 0))
            for way in (-3, 7)]
    assert [hit.kind for hit in hits] == ["port_out", "port_in"]
