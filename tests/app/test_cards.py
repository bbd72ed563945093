"""Cards: what is painted on them, and where they can be touched."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from app import texts
from app.canvas.boxes import CARD_WIDTH
from app.canvas.card_item import CardItem, Health
from app.canvas.card_plate import badge_box
from app.canvas.cards import LINE, TITLE, card_height, face_height, face_top
from app.canvas.conditions import marks_on
from app.canvas.drawn import Allowance
from app.canvas.hits import NOTHING
from app.canvas.port_item import PORT
from app.theme import themes
from engine.frame import Frame, Pictures
from engine.surgery import EVERYTHING, Surgery
from tests.app.boards import Board, card, painted, project_of, residual

MIDDLE = QPointF(200.0, 200.0)
ON_TITLE = 0.5, 0.02

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def board() -> Board:
    return Board(project_of().with_graph(residual()))


# --- where it is touched --------------------------------------------------------------------


def test_the_button_covers_no_word_and_no_badge(board: Board) -> None:
    """It stands on the rim, and is there while it is seen."""
    item = CardItem(board.cards["dense1"], MIDDLE)
    box, tool = item.box, item.tool_box
    assert box.top() < tool.bottom() < box.top() + TITLE / 2 - 6
    assert item.boundingRect().contains(tool)
    over = QPointF(tool.center().x(), tool.top() + 2)
    assert item.hit(over) == NOTHING
    item.hover(item.hit(MIDDLE))
    assert item.hit(over).kind == "settings"
    item.show_health(Health("2 dead", "danger", "They are dead."))
    assert not item.tool_box.intersects(badge_box(box, Health("2 dead", "danger", "")))


def test_ports_and_the_card_can_be_hit(board: Board) -> None:
    item = CardItem(board.cards["add1"], MIDDLE)
    ports = [item.port_in(k) for k in range(3)]
    assert [item.hit(port).position for port in ports] == [0, 1, 2]
    assert {item.hit(port).kind for port in ports} == {"port_in"}
    assert ports[1].y() - ports[0].y() == ports[2].y() - ports[1].y() > 12
    assert item.hit(item.port_out).kind == "port_out"
    assert item.hit(MIDDLE).kind == "card"
    assert item.hit(item.box.topLeft() - QPointF(30, 30)) == NOTHING


def test_a_card_stands_around_its_middle_and_follows_a_move() -> None:
    item = CardItem(card(), MIDDLE)
    assert item.box.center() == MIDDLE
    assert item.box.size().toTuple() == (CARD_WIDTH, card_height(item.content))
    item.move_to(QPointF(50, 60))
    assert item.box.center() == QPointF(50, 60)
    assert item.boundingRect().contains(item.box)


def test_a_card_without_wires_in_or_out_has_no_ports_to_hit() -> None:
    item = CardItem(card(inputs=(0, 0), sends=False), MIDDLE)
    assert item.hit(QPointF(item.box.left() - 5, MIDDLE.y())) == NOTHING
    assert item.hit(QPointF(item.box.right() + 5, MIDDLE.y())) == NOTHING


@pytest.mark.parametrize("lines", [("8",), ("8 · tanh", "72 weights")])
@pytest.mark.parametrize("face", ["none", "tiles", "histogram"])
@pytest.mark.parametrize("wires", [1, 2, 9])
def test_ports_are_not_beside_words(lines: tuple[str, ...], face: Any, wires: int) -> None:
    content = card(lines=lines, face=face, inputs=(1, None), taken=tuple(range(wires)))
    item = CardItem(content, MIDDLE)
    ports = [item.port_in(k).y() - item.box.top() for k in range(content.ports)]
    words = TITLE + LINE * len(lines)
    assert ports[0] - PORT > words and ports[-1] + PORT < content.height
    assert all(b - a > 2 * PORT for a, b in pairwise(ports))
    assert item.port_out.y() - item.box.top() - PORT > words


def test_pictures_of_the_same_height_stand_in_one_row() -> None:
    tops = {
        face_top(one) - card_height(one) / 2
        for one in (card(lines=("8",)), card(lines=("8 · tanh", "72 weights")))
    }
    assert len(tops) == 1


# --- what it shows --------------------------------------------------------------------------


def part(image: QImage, item: CardItem) -> QImage:
    """The pixels of the card's picture."""
    top = item.box.top() - item.boundingRect().top() + face_top(item.content)
    box = QRectF(14, top, CARD_WIDTH, face_height(item.content)).toRect()
    return image.copy(box)


@pytest.mark.parametrize("kind", ["plane", "line", "samples"])
def test_a_new_frame_is_seen_when_its_card_has_drawn_it(board: Board, kind: Any) -> None:
    item = CardItem(board.cards["dense1"], MIDDLE)
    blank = part(painted(item), item)
    item.show_frame(board.frame(kind))
    assert item.stale
    assert part(painted(item), item) == blank  # the scene says when
    item.work()
    first = part(painted(item), item)
    assert first != blank
    assert not item.stale
    item.show_frame(board.frame(kind, seed=1))
    item.work()
    assert part(painted(item), item) != first


def test_a_card_that_nobody_has_seen_draws_nothing(board: Board) -> None:
    item = CardItem(board.cards["dense1"], MIDDLE)
    item.show_frame(board.frame())
    assert not item.stale


@pytest.mark.parametrize(("data", "kind"), [("iris", "samples"), ("digits", "samples"),
                                            ("circle", "plane"), ("curve", "line")])
def test_every_face_is_painted_at_every_zoom(data: str, kind: Any) -> None:
    parts = ("flatten", ("dense", {"units": 20})) if data == "digits" else (("dense", {}),)
    board = Board(project_of(*parts, data=data))
    frame = board.frame(kind)
    for content in board.cards.values():
        item = CardItem(content, MIDDLE)
        before = {zoom: painted(item, zoom) for zoom in (0.1, 0.4, 1.0, 4.0)}
        item.show_frame(frame)
        item.forget()
        for zoom, image in before.items():
            assert painted(item, zoom) != image, (content.node, zoom)


@pytest.mark.parametrize(("face", "most"), [("bars", 26.0), ("values", 30.0)])
def test_rows_of_words_keep_their_distance(face: Any, most: float) -> None:
    steps = [
        face_height(card(face=face, shown=tuple(range(n)), names=("a",) * n)) / n
        for n in range(1, 11)
    ]
    assert steps[0] == most and steps == sorted(steps, reverse=True) and steps[-1] == 18.0


def test_bars_and_values_show_the_place_that_is_looked_at() -> None:
    board = Board(project_of(data="iris"))
    item = CardItem(board.cards["output1"], MIDDLE)
    item.show_frame(board.frame("samples"))
    before = painted(item)
    item.look_at((0.9, 0.1))
    item.work()
    assert painted(item) != before


def test_pictures_that_do_not_fit_or_are_no_numbers_are_survived(board: Board) -> None:
    wrong = np.full((3, 8, 8), np.nan, np.float32)
    for content in (board.cards["dense1"], card(face="bars", names=("a",), shown=(0,), units=3),
                    card(face="values", names=("a",), shown=(0,), units=3),
                    card(face="histogram", units=3), card(face="images", units=3, shape=(3, 1, 1))):
        for values in (wrong, wrong * 0, wrong + np.inf):
            item = CardItem(content, MIDDLE)
            item.show_frame(Frame(pictures=Pictures("samples", {content.node: values}, values)))
            assert not painted(item).isNull()


def test_states_are_seen_at_once() -> None:
    item = CardItem(card(inputs=(2, None)), MIDDLE)
    seen = [painted(item)]

    def is_new() -> bool:
        seen.append(painted(item))
        return all(seen[-1] != before for before in seen[:-1])

    item.hover(item.hit(MIDDLE))
    assert is_new()
    item.select(selected=True)
    assert is_new()
    item.select(selected=True, focused=True)
    assert is_new()
    item.light_ports({0: "fits", 1: "refuses", -1: "fits"})
    assert is_new()
    item.hover(NOTHING)
    item.select(selected=False)
    item.light_ports({})
    assert painted(item) == seen[0]


def test_a_problem_and_ailments_are_shown_and_explained() -> None:
    plain = painted(CardItem(card(), MIDDLE))
    broken = CardItem(card(problem="It receives nothing."), MIDDLE)
    assert painted(broken) != plain
    assert broken.tip(ON_TITLE) == "It receives nothing."
    item = CardItem(card(), MIDDLE)
    painted(item)
    item.show_health(Health("2 dead", "danger", "Two are dead."))
    item.work()
    assert painted(item) != plain
    assert item.tip(ON_TITLE) == "Two are dead."
    item.show_health(None)
    item.work()
    assert painted(item) == plain
    assert painted(CardItem(card(loose=True), MIDDLE)) != plain


@pytest.mark.parametrize("zoom", [0.3, 1.0])
def test_what_ails_a_node_takes_no_room_from_its_words(zoom: float) -> None:
    """Everything inside the rim is as on a card that is well, whose name is as long as can be."""
    board = Board(project_of(("dense", {"units": 4})))
    surgery = Surgery().mark("frozen", "dense1.weight", EVERYTHING)
    content = card(title="The longest of names", marks=marks_on(surgery, board.built, "dense1"))
    ailing = CardItem(content, MIDDLE)
    ailing.show_health(Health("gradient explodes", "danger", "It grows."))
    images = [painted(item, zoom) for item in (CardItem(content, MIDDLE), ailing)]
    inside = ailing.box.translated(-ailing.boundingRect().topLeft()).adjusted(8, 8, -8, -8)
    box = QRectF(inside.topLeft() * zoom, inside.size() * zoom).toRect()
    assert images[0] != images[1]
    assert images[0].copy(box) == images[1].copy(box)


def test_the_words_about_what_ails_a_node_can_be_pointed_at() -> None:
    item = CardItem(card(), MIDDLE)
    above = item.box.topRight() + QPointF(-30.0, -6.0)
    assert item.hit(above) == NOTHING
    item.show_health(Health("2 dead", "danger", "Two are dead."))
    assert item.hit(above).kind == "card"
    assert item.boundingRect().contains(above)


def test_long_words_stay_inside_the_card() -> None:
    """To the right of the words everything is as on a card without them."""
    long = card(title="A very long name that nobody can read", lines=("9" * 60, "1 · " * 30),
                face="none")
    short = card(title="", lines=("", ""), face="none")
    images = [painted(CardItem(content, MIDDLE), 2.0) for content in (long, short)]
    edge = round((14 + CARD_WIDTH - 10) * 2)
    right = [i.copy(edge, 0, i.width() - edge, i.height()) for i in images]
    assert right[0] == right[1]


def test_colours_and_words_follow_theme_and_language(board: Board) -> None:
    item = CardItem(board.cards["input1"], MIDDLE)
    light = painted(item)
    themes.use("dark")
    item.restyle()
    assert painted(item) != light
    texts.install("zh_CN")
    assert Board(board.project).cards["dense3"].vacant == "未连接"


def test_cards_are_vectors_in_a_figure(board: Board, tmp_path: Any) -> None:
    item = CardItem(board.cards["dense1"], MIDDLE)
    item.show_frame(board.frame())
    svg = QSvgGenerator()
    svg.setFileName(str(tmp_path / "card.svg"))
    painter = QPainter(svg)
    item.paint(painter, None)  # type: ignore[arg-type]
    painter.end()
    assert "<text" in (tmp_path / "card.svg").read_text(encoding="utf-8")


def test_what_appears_all_at_once_is_drawn_little_by_little() -> None:
    allowance = Allowance(1)
    items = [CardItem(card(), MIDDLE, allowance) for _ in range(2)]
    first, plain = (painted(item) for item in items)
    assert first != plain
    assert [item.stale for item in items] == [False, True]
    items[1].work()
    assert painted(items[1]) == first
    allowance.refill()
    assert allowance.take()


def test_a_card_that_only_follows_is_shown_as_it_was_until_there_is_time() -> None:
    """At the same middle, though it is not as tall any more. What was edited is seen at once."""
    room = QRectF(80.0, 50.0, 240.0, 300.0)
    before, after, named = card(face="histogram"), card(face="none"), card(title="Another")
    old, new, other = (
        painted(CardItem(content, MIDDLE), room=room) for content in (before, after, named)
    )
    for seen in (True, False):
        item = CardItem(before, MIDDLE)
        painted(item)
        item.show_content(after, seen=seen)
        assert painted(item, room=room) == (old if seen else new)
        item.work()
        assert painted(item, room=room) == new
        item.show_content(named, seen=seen)
        assert painted(item, room=room) == other


def test_painting_a_card_again_is_quick(board: Board) -> None:
    """Nothing is drawn anew: the same pixmap is copied, however often."""
    item = CardItem(board.cards["dense1"], MIDDLE)
    image = painted(item)
    QApplication.processEvents()
    assert all(painted(item) == image for _ in range(3))
    assert not item.stale


def test_a_broken_card_that_is_selected_shows_both_rims() -> None:
    """One beside the other: where the dashed line runs nothing changes."""
    item = CardItem(card(problem="It receives nothing."), MIDDLE)
    plain, edge = painted(item, 2.0), 14 * 2
    item.select(selected=True)
    chosen = painted(item, 2.0)
    assert chosen != plain
    lines = [image.copy(60, edge - 1, 200, 3) for image in (plain, chosen)]
    assert lines[0] == lines[1]


def test_pictures_of_all_sizes_have_the_same_corners() -> None:
    """A corner that is cut off a small picture is cut off a large one, and no more."""
    frame = Frame(pictures=Pictures("plane", {
        "a": np.ones((1, 64, 64), np.float32), "b": np.ones((8, 64, 64), np.float32),
    }, np.ones((1, 64, 64), np.float32)))
    corners = []
    for node, count in (("a", 1), ("b", 8)):
        content = card(node=node, face="tiles", units=count, shown=tuple(range(count)))
        item = CardItem(content, MIDDLE)
        item.show_frame(frame)
        image = painted(item, 2.0)
        x, y = (14 + 12) * 2, round((14 + face_top(content)) * 2)
        corners.append(sum(
            image.pixelColor(x + i, y + i) == themes.now().color("raised") for i in range(20)
        ))
    assert abs(corners[0] - corners[1]) <= 1


def test_a_card_shows_what_surgery_has_done() -> None:
    board = Board(project_of(("dense", {"units": 4})))
    mask = np.zeros((2, 4), bool)
    mask[:, 1] = True
    surgery = (
        Surgery().mark("frozen", "dense1.weight", EVERYTHING).mark("pruned", "dense1.weight", mask)
        .mark("knocked", "dense1", np.array([True, False, False, True]))
    )
    marks = marks_on(surgery, board.built, "dense1")
    assert [(mark.icon, mark.count) for mark in marks] == [("lock", 8), ("ban", 2), ("scissors", 2)]
    assert marks_on(surgery, board.built, "output1") == ()
    plain = card(lines=("1 · 2 · 3 · 4 · 5 · 6 · 7 · 8 · 9",))
    item = CardItem(replace(plain, marks=marks), MIDDLE)
    assert painted(item) != painted(CardItem(plain, MIDDLE))
    said = item.tip(ON_TITLE)
    assert said.count("\n") == 2 and "8 of 12" in said


def test_the_rim_of_a_selected_card_runs_under_the_words_about_what_ails_it() -> None:
    ailing = Health("2 dead", "danger", "Two are dead.")
    items = [CardItem(card(), MIDDLE) for _ in range(2)]
    for item in items:
        item.show_health(ailing)
    items[1].select(selected=True, focused=False)
    words = badge_box(items[0].box, ailing).translated(-items[0].boundingRect().topLeft())
    plain, chosen = (painted(item).copy(words.adjusted(4, 2, -4, -2).toRect()) for item in items)
    assert plain == chosen
