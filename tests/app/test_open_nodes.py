"""Open nodes on the board: where wires of cards end, what ails them, and when they are grey."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene, QToolTip
from pytestqt.qtbot import QtBot

from app.canvas import painting
from app.canvas.board_layout import lay_out_board
from app.canvas.cards import grid
from app.canvas.column_item import ColumnItem
from app.canvas.hits import NOTHING, Hit
from app.canvas.layout import Place
from app.canvas.pictures import Strips
from app.canvas.selection import Chosen
from app.canvas.strength import Strength
from app.model import arranging, drawing, edits
from app.theme import themes
from engine.frame import Vital
from engine.graph import Wire
from engine.layers import layers
from tests.app.bench import frame_of, network_of, project_of
from tests.app.board_bench import BoardBench


@pytest.fixture
def board(board: BoardBench) -> BoardBench:
    """Cards, of which one is open."""
    board.document.edit("", arranging.set_face(["dense1"], "neurons"))
    board.canvas.show_frame(frame_of(board.document.project))
    return board


def seen(board: BoardBench, around: QPointF, reach: float = 6.0) -> QImage:
    """A few pixels of the scene, without what lies under the ports."""
    room = QRectF(around.x() - reach, around.y() - reach, 2 * reach, 2 * reach)
    return board.picture(room, 64, 64)


def test_the_wire_of_a_card_ends_at_a_dot(board: BoardBench) -> None:
    """Where it goes around others; one that comes straight opens into a wire for every neuron."""
    ports = board.canvas.scene.items_of.open.ports["dense1"]
    places = [ports.port_in(0), ports.port_out]
    before = [seen(board, place) for place in places]
    ports.show_ends(frozenset())
    plain = [seen(board, place) for place in places]
    assert plain[0] == before[0] and plain[1] != before[1]
    ports.show_ends(frozenset({-1}))
    assert [seen(board, place) for place in places] == before


def test_an_open_node_says_what_ails_it(board: BoardBench) -> None:
    frame = replace(
        frame_of(board.document.project), vitals={"dense1": (Vital("dense1", "dead", 2, 8, 0.0),)}
    )
    column = board.canvas.scene.columns["dense1"]
    assert column.badge.box.isEmpty() and not column.badge.reason
    board.canvas.show_frame(frame)
    box = column.badge.box
    assert not box.isEmpty() and not box.intersects(column.neuron_box(0))
    assert not box.intersects(column.header_box())
    assert column.hit(box.center()).kind == "header"
    board.canvas.view.hovered.emit(Hit("header", "dense1"))
    assert column.badge.reason in board.canvas.view.viewport().toolTip()
    board.canvas.show_frame(frame_of(board.document.project))
    assert column.badge.box.isEmpty()
    QToolTip.hideText()


def test_a_problem_has_a_mark_and_its_sentence_is_in_the_bubble(board: BoardBench) -> None:
    """A column says no more of it than has room beside its neurons: nothing overlaps."""
    well = board.canvas.scene.columns["dense1"].extent()
    board.document.edit("", drawing.disconnect([Wire("input1", "dense1", 0)]))
    column = board.canvas.scene.columns["dense1"]
    assert column.column.problem
    assert column.extent().bottom() < well.bottom() + 12
    hit = column.hit(QPointF(column.place.right + 6, column.place.top - 6))
    assert (hit.kind, hit.node) == ("header", "dense1")
    board.canvas.view.hovered.emit(hit)
    assert board.canvas.troubles.bubble.isVisibleTo(board.canvas)
    assert board.canvas.troubles.bubble.title.text() == "Nothing leads into Dense 1."


def test_a_node_that_plays_no_part_shows_no_old_pictures(board: BoardBench) -> None:
    middle = board.canvas.scene.columns["dense1"].neuron_box(0).center()
    before = seen(board, middle)
    board.document.edit("", drawing.disconnect([Wire("input1", "dense1", 0)]))
    column = board.canvas.scene.columns["dense1"]
    assert column.loose
    grey = seen(board, column.neuron_box(0).center(), 2.0)
    assert grey != before
    assert len({grey.pixel(x, y) for x in range(64) for y in range(64)}) == 1
    board.document.undo.undo()
    assert not board.canvas.scene.columns["dense1"].loose


def test_without_an_output_only_what_is_unchanged_keeps_its_looks(board: BoardBench) -> None:
    """Pictures and the colours of wires, at every level; undone, all of it is back."""
    strength = board.canvas.scene.items_of.links["input1", "dense1", 0].strength
    board.canvas.choose_mode("neurons")
    wires = board.canvas.scene.wires["input1", "dense1"]
    middle = board.canvas.scene.columns["dense1"].neuron_box(0).center()
    before, levels = seen(board, middle), [wires.level(n) for n in range(6)]
    assert any(levels)
    board.document.edit("", drawing.remove({"output1"}))
    kept = board.canvas.scene.wires["input1", "dense1"]
    assert [kept.level(n) for n in range(6)] == levels
    middle = board.canvas.scene.columns["dense1"].neuron_box(0).center()
    assert seen(board, middle) == before
    board.canvas.choose_mode("cards")
    cards = board.canvas.scene.items_of.cards
    assert board.canvas.scene.items_of.links["input1", "dense1", 0].strength == strength
    assert not any(card.content.vacant for card in cards.values())
    board.document.edit("", edits.set_layer("dense1", activation="relu"))
    assert {node for node, card in cards.items() if not card.content.vacant} == {"input1"}
    assert not board.canvas.scene.columns["dense1"].live
    assert board.canvas.scene.items_of.links["input1", "dense1", 0].strength == Strength()
    board.canvas.choose_mode("neurons")
    assert not any(board.canvas.scene.wires["input1", "dense1"].level(n) for n in range(6))
    middle = board.canvas.scene.columns["dense1"].neuron_box(0).center()
    assert seen(board, middle) != before
    board.canvas.choose_mode("cards")
    board.document.undo.undo()
    board.document.undo.undo()
    assert board.canvas.scene.items_of.links["input1", "dense1", 0].strength == strength
    board.canvas.choose_mode("neurons")
    assert [board.canvas.scene.wires["input1", "dense1"].level(n) for n in range(6)] == levels


def test_what_comes_into_view_is_drawn_also_while_nothing_trains(
    board: BoardBench, qtbot: QtBot
) -> None:
    canvas = board.canvas
    canvas.choose_mode("neurons")
    canvas.scene.show_frame(frame_of(board.document.project), moving=False)
    for _ in range(12):
        canvas.view.camera.zoom(1.0)
    scene, strips = canvas.scene, canvas.scene.strips
    assert any(strips.image(node) is None for node in scene.columns), "much is out of sight"
    canvas.view.camera.fitted = True
    canvas.view.resize(canvas.view.size() * 0.9)
    canvas.stage.redraw()
    seen, ratio = scene.camera()

    def complete() -> bool:
        sizes = {
            node: max(8, round(item.place.size * ratio)) for node, item in scene.columns.items()
            if seen.intersects(item.boundingRect())
        }
        images = {node: strips.image(node) for node in sizes}
        return all(image is not None and image.width() == sizes[node]
                   for node, image in images.items())

    qtbot.waitUntil(complete)


def test_a_frame_of_a_pause_is_drawn_on_all_cards(
    board: BoardBench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if there was no time for all of them at once: no other frame follows."""
    board.document.edit("", arranging.set_face(["dense1"], None))
    canvas = board.canvas
    canvas.grab()
    cards = canvas.scene.items_of.cards.values()
    qtbot.waitUntil(lambda: not any(card.stale for card in cards))
    monkeypatch.setattr(painting, "CARD_TIME", 0.0)
    canvas.show_frame(frame_of(board.document.project, seed=5))
    assert any(card.stale for card in cards)
    qtbot.waitUntil(lambda: not any(card.stale for card in cards))


def test_a_long_name_over_a_narrow_column_has_two_lines(qtbot: QtBot) -> None:
    """Its end is seen, too: names that differ in nothing else look different."""
    column = network_of(project_of(4)).column("dense1")
    place = Place("dense1", 60.0, 24.0, 30.0, (90.0, 120.0, 150.0, 180.0), 10.0, 60.0)
    images = []
    for title in ("Batch norm 1", "Batch norm 2"):
        images.append(_painted(ColumnItem(replace(column, title=title), place, Strips()), 120))
    assert images[0] != images[1]


def test_signs_between_open_columns_stand_behind_their_own(board: BoardBench) -> None:
    """Also where a wire leads past another column that feeds the same: none lies on another one,
    or on neurons."""
    x, y = board.place("dense1")
    ways = {"input1": 2, "dense2": 1, "add1": 3, "output1": 4, "dense1": 0}
    board.document.edit("", arranging.place({n: (x + 190 * k, y) for n, k in ways.items()}))
    board.canvas.choose_mode("neurons")
    items = board.canvas.scene.items_of
    signs = {node: sign.middle for node, sign in items.open.inserts.items()}
    assert len({middle.toTuple() for middle in signs.values()}) == len(signs) == 4
    for node, middle in signs.items():
        assert items.columns[node].place.right < middle.x() < items.columns[node].place.right + 120
        assert not any(c.boundingRect().contains(middle) for c in items.columns.values())


def test_names_that_stand_close_belong_to_their_own_columns(qtbot: QtBot) -> None:
    """The buttons of a name reach over the next one while it is under the pointer; else they
    neither take what is meant for that, nor cover it."""
    crowded = BoardBench(project_of(*[4] * 8))
    qtbot.addWidget(crowded.canvas)
    scene = crowded.canvas.scene
    one, two = (scene.columns[node] for node in ("dense3", "dense4"))
    left = two.header_box().topLeft() + QPointF(6, 6)
    assert one.hit(left).kind == "settings"
    assert scene.hit(left) == Hit("header", "dense4")
    crowded.canvas.view.point_at(Hit("header", "dense3"))
    assert scene.hit(left) == Hit("settings", "dense3")
    crowded.canvas.view.point_at(NOTHING)
    scene.choose(Chosen(frozenset({"dense4"})))
    room = two.header_box().adjusted(2, 2, -2, -2)
    alone = crowded.picture(room)
    scene.choose(Chosen(frozenset({"dense3", "dense4", "dense5"})))
    assert crowded.picture(room) == alone


@pytest.mark.parametrize("units", [1, 2, 4, 8])
def test_neurons_of_an_open_card_are_no_smaller_than_their_pictures_on_it(units: int) -> None:
    project = project_of(units)
    network = network_of(project)
    node = project.graph.order()[1]
    _, card = grid(units)
    middles = {id: (270.0 * n, 0.0) for n, id in enumerate(project.graph.order())}
    layout = lay_out_board(network, project.graph, {}, middles)
    assert layout.places[node].size >= min(card, 80.0)


def test_open_columns_one_below_the_other_share_the_room() -> None:
    project = project_of(8, 8)
    network = network_of(project)
    first, second = project.graph.order()[1:3]
    middles = {id: (270.0 * n, 0.0) for n, id in enumerate(project.graph.order())}
    middles |= {first: (300.0, 0.0), second: (300.0, 360.0)}
    layout = lay_out_board(network, project.graph, {}, middles)
    above, below = layout.box(first), layout.box(second)
    assert above[3] < below[1]
    assert layout.places[first].size >= 20


def test_a_fit_by_hand_fills_the_view_with_a_small_network(board: BoardBench) -> None:
    board.document.edit("", drawing.remove(board.graph.order()[2:]))
    camera = board.canvas.view.camera
    board.canvas.stage.refit()
    assert 1.0 < camera.scale < 1.3
    camera.zoom(1)
    camera.zoom(-1)
    assert camera.closest == 1.0


def test_far_out_an_open_node_has_a_larger_name_and_no_buttons(board: BoardBench) -> None:
    column = board.canvas.scene.columns["dense1"]
    box = column.header_box()
    points = [QPointF(x, y) for x in range(int(box.left()) - 30, int(box.right()) + 30, 4)
              for y in range(int(box.top()), int(box.bottom()), 4)]
    shares, kinds = [], []
    for zoom in (1.0, 0.5):
        image = board.picture(box, round(box.width() * zoom), round(box.height() * zoom))
        ground, wide, tall = image.pixel(0, 0), image.width(), image.height()
        rows = range(tall // 2, tall * 3 // 5)
        inked = sum(image.pixel(x, y) != ground for x in range(wide) for y in rows)
        shares.append(inked / (wide * tall))
        kinds.append({column.hit(point).kind for point in points})
    assert "settings" in kinds[0] and kinds[1] == {"header", "nothing"}
    assert shares[1] > shares[0], "the name reaches farther down"


@pytest.mark.parametrize("width", (60.0, 90.0, 150.0))
def test_a_column_without_pictures_shows_so_however_narrow_it_is(
    qtbot: QtBot, width: float
) -> None:
    column = network_of(project_of(4)).column("dense1")
    place = Place("dense1", 80.0, 24.0, 30.0, (90.0, 120.0, 150.0, 180.0), 10.0, width)
    images = []
    for loose in (False, True):
        item = ColumnItem(column, place, Strips())
        item.leave_out(loose=loose, live=True, vacant="leads nowhere")
        images.append(_painted(item, 160))
        assert item.vacant == ("leads nowhere" if loose else "")
    assert images[0].copy(0, 35, 160, 25) != images[1].copy(0, 35, 160, 25)


def test_the_tip_of_a_header_says_why_there_are_no_pictures(board: BoardBench) -> None:
    board.document.edit("", drawing.add_behind(["input1"], layers.make("dense"), (0.0, 900.0)))
    board.document.edit("", arranging.set_face(["dense3"], "neurons"))
    column = board.canvas.scene.columns["dense3"]
    board.canvas.view.hovered.emit(Hit("header", "dense3"))
    tip = board.canvas.view.viewport().toolTip()
    assert column.vacant and tip.lower() == column.vacant.lower()


def _painted(item: ColumnItem, wide: int) -> QImage:
    """The head of a column, alone in a scene."""
    scene = QGraphicsScene()
    scene.addItem(item)
    image = QImage(wide, 60, QImage.Format.Format_RGB32)
    image.fill(themes.now().color("panel"))
    painter = QPainter(image)
    scene.render(painter, QRectF(image.rect()), QRectF(image.rect()))
    painter.end()
    return image
