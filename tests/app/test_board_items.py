"""What lies on the board beside cards: notes, frames of groups, ports; and its small helpers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import texts
from app.canvas.group_item import FOLD, GroupItem
from app.canvas.hits import NOTHING
from app.canvas.layout import Place
from app.canvas.note_item import NoteItem, note_height
from app.canvas.open_ports import OpenPorts, Sockets
from app.canvas.overview import Overview
from app.canvas.problem_bubble import ProblemBubble
from app.canvas.status_line import StatusLine, size_text, status_texts
from app.canvas.tip_place import clear_spot
from app.model.board import Group, Note
from app.theme import themes
from tests.app.boards import painted

LEFT = Qt.MouseButton.LeftButton
TEXT = "Compare with the residual wire removed: which one still learns at depth 12?"

pytestmark = pytest.mark.usefixtures("qapp")


# --- notes ----------------------------------------------------------------------------------


def test_a_note_is_hit_on_its_sheet_and_at_its_corner() -> None:
    item = NoteItem(Note("note1", TEXT, 10, 20, 200, 80))
    assert item.hit(QPointF(60, 60)).kind == "note"
    assert item.hit(QPointF(206, 96)).kind == "note_corner"
    assert item.hit(QPointF(60, 60)).node == "note1"
    assert item.hit(QPointF(5, 20)) == NOTHING


@pytest.mark.parametrize(
    "text", [TEXT, "把残差连线去掉再比较:哪一个还能学习?", "a" * 400, "", "1\n\n2\n"]
)
def test_a_note_keeps_its_words_inside(text: str) -> None:
    item = NoteItem(Note("note1", text, 0, 0, 120, 60))
    empty = painted(NoteItem(Note("note1", "\u200b", 0, 0, 120, 60)))
    image = painted(item)
    assert image != empty
    for x in (*range(14, 24), *range(image.width() - 24, image.width() - 14)):
        assert image.pixelColor(x, image.height() // 2) == empty.pixelColor(x, image.height() // 2)


def test_a_note_grows_with_its_text_and_shows_all_of_it_then() -> None:
    assert note_height(TEXT, 120) > note_height(TEXT, 240) >= note_height("", 240)
    assert note_height("a\nb\nc\nd", 200) > note_height("a\nb\nc", 200)
    tall = note_height(TEXT, 160)
    images = [
        painted(NoteItem(Note("n", TEXT, 0, 0, 160, height))) for height in (tall, tall - 24)
    ]
    assert images[0] != images[1]


def test_a_note_follows_edits_states_and_the_theme() -> None:
    item = NoteItem(Note("note1", TEXT, 0, 0))
    seen = [painted(item)]
    item.hover(item.hit(QPointF(10, 10)))
    seen.append(painted(item))
    item.select(selected=True)
    seen.append(painted(item))
    item.show_note(Note("note1", "Something else", 0, 0))
    seen.append(painted(item))
    themes.use("dark")
    item.restyle()
    seen.append(painted(item))
    assert all(a != b for n, a in enumerate(seen) for b in seen[:n])
    assert item.box.contains(item.text_box)


# --- groups and ports -----------------------------------------------------------------------


def test_only_the_title_of_a_group_and_its_button_can_be_hit() -> None:
    nodes = QRectF(0, 0, 400, 200)
    item = GroupItem(Group("group1", "Block", ("a", "b")), nodes)
    assert item.box.contains(nodes)
    assert item.hit(nodes.center()) == NOTHING
    title = item.hit(item.title_box.topLeft() + QPointF(20, 10))
    assert (title.kind, title.node, title.position) == ("group", "group1", 0)
    assert item.hit(QPointF(item.box.right() - 18, item.box.top() + 18)).position == FOLD


def test_a_group_follows_its_nodes_and_lights_up() -> None:
    item = GroupItem(Group("group1", "", ("a", "b")), QRectF(0, 0, 300, 200))
    seen = [painted(item)]
    item.hover(item.hit(item.title_box.topLeft() + QPointF(20, 10)))
    seen.append(painted(item))
    item.hover(NOTHING)
    item.select(selected=True)
    seen.append(painted(item))
    item.show_group(Group("group1", "A name", ("a", "b")), QRectF(0, 0, 310, 200))
    seen.append(painted(item))
    assert all(a != b for n, a in enumerate(seen) for b in seen[:n])


def test_a_port_says_whether_a_wire_fits() -> None:
    place = Place("a", 50.0, 20.0, 24.0, (50.0, 74.0), 0.0, 80.0)
    item = OpenPorts("a", Sockets(1, (), sends=True, feeds=True), place)
    seen = [painted(item)]
    item.hover(item.hit(item.port_in(0)))
    seen.append(painted(item))
    for state in ("fits", "refuses"):
        item.light_ports({0: state})  # type: ignore[dict-item]
        seen.append(painted(item))
    assert all(a != b for n, a in enumerate(seen) for b in seen[:n])


@pytest.mark.parametrize("count", (2, 5))
def test_ports_of_a_short_column_stand_apart(count: int) -> None:
    place = Place("a", 50.0, 20.0, 24.0, (50.0,), 0.0, 80.0)
    item = OpenPorts("a", Sockets(count, (), sends=True, feeds=False), place)
    heights = [item.port_in(port).y() for port in range(count)]
    assert min(b - a for a, b in itertools.pairwise(heights)) > 20
    assert (heights[0] + heights[-1]) / 2 == pytest.approx(50.0)
    for port in range(count):
        assert item.hit(item.port_in(port)).position == port
        assert item.boundingRect().contains(item.port_in(port))


# --- the map --------------------------------------------------------------------------------


@pytest.fixture
def overview(qtbot: QtBot) -> Iterator[Overview]:
    made = Overview()
    qtbot.addWidget(made)
    made.show_marks([((0, 0, 168, 200), QColor("red")), ((3000, 900, 3168, 1100),
                                                              QColor("blue"))])
    made.show_visible(QRectF(0, 0, 800, 600))
    yield made


def test_the_map_shows_every_node_in_its_place(overview: Overview) -> None:
    image = overview.grab().toImage()
    for box, color in (((0, 0, 168, 200), "red"), ((3000, 900, 168, 200), "blue")):
        at = overview.map_box(QRectF(*box)).center().toPoint()
        assert image.rect().contains(at)
        found = image.pixelColor(at)
        assert (found.red() > found.blue()) == (color == "red")


def test_a_click_on_the_map_asks_for_that_place(overview: Overview, qtbot: QtBot) -> None:
    asked: list[QPointF] = []
    overview.moved.connect(asked.append)
    at = overview.map_box(QRectF(3000, 900, 168, 200)).center().toPoint()
    QTest.mousePress(overview, LEFT, pos=at)
    QTest.mouseMove(overview, at - QPoint(20, 0))
    QTest.mouseRelease(overview, LEFT, pos=at)
    assert abs(asked[0].x() - 3084) < 60
    assert abs(asked[0].y() - 1000) < 60
    assert len(asked) == 1 or asked[1].x() < asked[0].x()


def test_the_map_leads_nowhere_where_nothing_is(overview: Overview) -> None:
    asked: list[QPointF] = []
    overview.moved.connect(asked.append)
    box = overview.map_box(QRectF(1500, 450, 0, 0)).center().toPoint()
    for at in (box, QPoint(1, overview.height() - 2)):
        QTest.mousePress(overview, LEFT, pos=at)
        QTest.mouseRelease(overview, LEFT, pos=at)
        seen = QRectF(0, 0, 800, 600)
        seen.moveCenter(asked.pop())
        nodes = QRectF(0, 0, 168, 200), QRectF(3000, 900, 168, 200)
        assert any(seen.adjusted(40, 40, -40, -40).intersects(node) for node in nodes)


def test_the_map_stays_still_while_it_is_dragged(overview: Overview) -> None:
    box = QRectF(0, 0, 168, 200)
    before = overview.map_box(box)
    QTest.mousePress(overview, LEFT, pos=QPoint(20, 20))
    overview.show_visible(QRectF(-9000, -9000, 800, 600))
    assert overview.map_box(box) == before
    QTest.mouseRelease(overview, LEFT, pos=QPoint(20, 20))
    assert overview.map_box(box) != before


def test_the_map_is_of_use_when_something_is_out_of_sight(overview: Overview) -> None:
    assert overview.useful
    overview.show_visible(QRectF(-10, -10, 4000, 2000))
    assert not overview.useful
    overview.show_marks([])
    assert not overview.useful
    assert not overview.grab().isNull()


# --- words ----------------------------------------------------------------------------------


def test_the_line_says_what_a_network_costs(qtbot: QtBot) -> None:
    assert status_texts(7, 403, 388, 3210) == [
        "7 nodes · 403 weights · 388 multiply-adds per example · 3.2\u2009kB",
        "7 nodes · 403 weights · 388 multiply-adds · 3.2\u2009kB",
        "403 weights · 388 multiply-adds · 3.2\u2009kB", "7 nodes · 403 weights",
    ]
    assert status_texts(1, 1, 1_000_000, 12)[0].startswith("1 node · 1 weight · 1,000,000")
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_costs(7, 403, 388, 3210)
    assert "403" in line.accessibleName()
    line.resize(300, 20)
    line.show()
    assert line.text() == "403 weights · 388 multiply-adds · 3.2\u2009kB"
    texts.install("zh_CN")
    line.retranslate()
    assert "7 个节点" in line.accessibleName()
    line.clear_costs()
    assert line.text() == ""


@pytest.mark.parametrize(
    ("bytes", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (99_950, "100 kB"), (999_600, "1.0 MB"),
     (12_300_000, "12.3 MB"), (7 * 10**15, "7000 TB")],
)
def test_sizes_are_short(bytes: int, text: str) -> None:
    assert size_text(bytes) == text.replace(" ", "\u2009")


# --- the bubble -----------------------------------------------------------------------------


@pytest.fixture
def bubble(qtbot: QtBot) -> Iterator[ProblemBubble]:
    room = QWidget()
    room.resize(900, 500)
    qtbot.addWidget(room)
    room.show()
    made = ProblemBubble(room)
    made.show_problem("This layer receives nothing yet.", "Pull a wire from an output port, or",
                      ["Insert after ReLU", "Delete"], QRect(100, 100, 168, 96))
    yield made


def test_the_bubble_says_what_is_wrong_and_offers_what_helps(bubble: ProblemBubble) -> None:
    picked: list[int] = []
    bubble.picked.connect(picked.append)
    for button in bubble.buttons:
        QTest.mouseClick(button, LEFT)
    assert picked == [0, 1]
    assert [button.text() for button in bubble.buttons] == ["Insert after ReLU", "Delete"]
    assert "receives nothing" in bubble.accessibleName()


@pytest.mark.parametrize(
    "beside", [(100, 100, 168, 96), (700, 20, 168, 96), (300, 380, 300, 110), (-50, -50, 20, 20),
               (0, 0, 900, 500), (380, 200, 400, 96)],
)
def test_the_bubble_stays_inside_and_beside(
    bubble: ProblemBubble, beside: tuple[int, int, int, int]
) -> None:
    bubble.show_problem("It is wrong.", "", [], QRect(*beside))
    assert bubble.parentWidget().rect().contains(bubble.geometry())
    inner = bubble.geometry().adjusted(12, 12, -12, -12)
    if QRect(*beside).width() < 800:
        assert not inner.intersects(QRect(*beside))


def test_the_bubble_covers_as_little_as_it_can(bubble: ProblemBubble) -> None:
    beside = QRect(360, 180, 168, 96)
    ways = {"below": QRect(0, 290, 900, 200), "above": QRect(0, 0, 900, 170),
            "right": QRect(540, 0, 360, 500)}

    def place(*avoided: str) -> QRect:
        bubble.show_problem("It is wrong.", "", [], beside, [ways[name] for name in avoided])
        return bubble.geometry().adjusted(12, 12, -12, -12)

    assert place().top() > beside.bottom()
    assert place("below").bottom() < beside.top()
    assert place("below", "above").left() > beside.right()
    assert place("below", "above", "right").right() < beside.left()


def test_the_bubble_goes_around_what_is_near_where_there_is_room(bubble: ProblemBubble) -> None:
    beside, others = QRect(560, 20, 168, 96), [QRect(420, 200, 168, 150), QRect(630, 200, 168, 150)]
    bubble.show_problem("The inputs do not fit together.", "", ["Resize"], beside, others)
    inner = bubble.geometry().adjusted(12, 12, -12, -12)
    assert not any(inner.intersects(box) for box in (beside, *others))


def test_a_tip_covers_nothing_where_there_is_room() -> None:
    room, size = QRect(0, 0, 900, 500), QSize(170, 110)
    boxes = [QRect(200, 100, 170, 120), QRect(200, 240, 170, 60)]
    for at in (QPoint(220, 230), QPoint(880, 230), QPoint(220, 120)):
        spot = QRect(clear_spot(at, size, boxes, room), size)
        assert room.contains(spot) and not any(spot.intersects(box) for box in boxes)
    low = QRect(clear_spot(QPoint(220, 460), size, [QRect(200, 340, 170, 150)], room), size)
    assert low.bottom() < 340, "below there is no room"


def test_the_bubble_is_no_taller_than_what_it_says(bubble: ProblemBubble) -> None:
    """Not even where it said more before."""
    before = bubble.height()
    many = [f"Insert a dense layer after the layer {number}" for number in range(3)]
    bubble.show_problem("It is wrong. " * 12, "Give them the same shape.", many, QRect())
    QApplication.processEvents()
    assert bubble.height() > before
    bubble.hide()
    bubble.show_problem("This layer receives nothing yet.", "Pull a wire from an output port, or",
                        ["Insert after ReLU", "Delete"], QRect())
    assert bubble.height() == before


def test_the_bubble_changes_its_buttons_only_when_they_are_others(bubble: ProblemBubble) -> None:
    before = list(bubble.buttons)
    bubble.show_problem("Another.", "", ["Insert after ReLU", "Delete"], QRect(0, 0, 50, 50))
    assert bubble.buttons == before
    bubble.show_problem("Another.", "", ["Delete"], QRect(0, 0, 50, 50))
    assert [button.text() for button in bubble.buttons] == ["Delete"]
