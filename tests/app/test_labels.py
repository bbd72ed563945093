"""Labels of wires: where they stand, and when there is none."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from app.canvas.card_wire import CardWireItem
from app.canvas.crowd import Crowd
from app.canvas.drawn import Allowance
from app.canvas.labels import LETTERS, Way, beside, keep_apart, label_on
from app.canvas.routes import along

STRAIGHT = ((0.0, 0.0), (100.0, 0.0))
AROUND = ((0.0, 0.0), (60.0, -90.0), (260.0, -90.0), (320.0, 0.0))

pytestmark = pytest.mark.usefixtures("qapp")


def way(*others: tuple[tuple[float, float], ...]) -> Way:
    return Way(STRAIGHT, np.array(along(STRAIGHT)), [np.array(along(o)) for o in others])


def test_a_label_leaves_its_wire_to_be_seen() -> None:
    for letters, stub in ((LETTERS, 9.0), (15, 14.0)):
        box = label_on(way(), "N × 8", letters, stub).box
        assert box.center() == QPointF(50.0, 0.0)
        assert box.left() >= stub and box.right() <= 100.0 - stub


def test_a_label_is_written_smaller_and_then_beside_its_wire() -> None:
    """Always in the same words."""
    shown = [label_on(way(), "N × 16", 16, stub) for stub in (5.0, 12.0, 30.0)]
    assert {label.text for label in shown} == {"N × 16"}
    assert shown[0].letters == 16 > shown[1].letters >= 14
    assert shown[2].letters == 16 and shown[2].box.bottom() < 0


def test_the_label_of_a_short_wire_leaves_out_the_samples() -> None:
    """As long as any shape can be read at all; a card beside the wire is not covered."""
    short = tuple((x * 0.4, y) for x, y in STRAIGHT)
    points = np.array(along(short))
    cards = [QRectF(-300, -80, 290, 160), QRectF(50, -80, 300, 160)]
    for text in ("N × 8", "N × 16", "N × 128"):
        label = label_on(Way(short, points, taken=cards), text, LETTERS, 9.0)
        assert label.text == text.removeprefix("N × ")
        assert not any(label.box.intersects(card) for card in cards)
    assert not label_on(Way(short, points, taken=cards), "N × 28 × 28", LETTERS, 9.0).text
    assert label_on(way(), "N × 8 × 8", 16, 9.0).text == "N×8×8", "28 alone could be the samples"


def test_labels_on_neighbouring_lanes_do_not_stand_one_above_the_other() -> None:
    points = np.array(along(AROUND))
    middle, aside = (label_on(Way(AROUND, points, (), turn), "N × 8", LETTERS, 9.0).box
                     for turn in (False, True))
    assert aside.right() < middle.left() and aside.center().y() == middle.center().y()


def test_a_label_keeps_off_another_wire() -> None:
    crossing = ((40.0, -60.0), (84.0, -2.0))
    free, dodging = (label_on(w, "N × 8", LETTERS, 9.0) for w in (way(), way(crossing)))
    assert free.text and dodging.box != free.box
    through = ((0.0, 3.0), (100.0, 3.0))
    assert label_on(way(through), "N × 8", LETTERS, 9.0).box.bottom() < 0, "there is room above"
    above, below = (((0.0, y), (100.0, y)) for y in (-9.0, 9.0))
    assert not label_on(way(above, below), "N × 8", LETTERS, 9.0).text, "there is no room at all"


def test_a_label_of_a_wire_that_goes_around_stands_on_its_level_part() -> None:
    box = label_on(Way(AROUND, np.array(along(AROUND))), "N × 8", LETTERS, 9.0).box
    assert box.center() == QPointF(160.0, -90.0)


def test_labels_of_wires_that_leave_one_node_keep_apart() -> None:
    """A short one ends halfway along a longer one: the middle of that is free, its left is not."""
    longer = ((0.0, 0.0), (60.0, -112.0), (560.0, -112.0), (620.0, 0.0))
    boxes = [
        label_on(Way(knots, np.array(along(knots)), [np.array(along(other))], aside), "N × 8",
                 LETTERS, 9.0).box
        for knots, other, aside in ((AROUND, longer, False), (longer, AROUND, True))
    ]
    assert boxes[1].left() > boxes[0].right()


def test_wires_that_run_as_one_keep_their_label() -> None:
    """Two wires into a folded group."""
    wires = [CardWireItem("a", target, 0, STRAIGHT, "N × 8") for target in ("b", "c")]
    keep_apart(beside(wires))
    assert all(wire.hit(QPointF(50.0, 9.0)).kind == "link" for wire in wires)


def test_labels_that_are_new_all_at_once_are_drawn_little_by_little() -> None:
    allowance = Allowance(1)
    wires = [CardWireItem("a", "b", 0, STRAIGHT, "N × 8", allowance) for _ in range(2)]
    first, bare = (painted(wire) for wire in wires)
    assert first != bare
    assert [wire.stale for wire in wires] == [False, True]
    wires[1].work()
    assert painted(wires[1]) == first


def test_a_label_is_shown_as_it_was_until_there_is_time_for_another() -> None:
    allowance = Allowance(1)
    wire = CardWireItem("a", "b", 0, STRAIGHT, "N × 8", allowance)
    before = painted(wire)
    wire.show_label("N × 16")
    assert painted(wire) == before
    allowance.refill()
    assert painted(wire) == painted(CardWireItem("a", "b", 0, STRAIGHT, "N × 16")) != before


def test_a_label_whose_wire_has_moved_waits_for_its_place_there() -> None:
    allowance, elsewhere = Allowance(1), ((0.0, 20.0), (100.0, 20.0))
    wire, bare = (CardWireItem("a", "b", 0, STRAIGHT, text, allowance) for text in ("N × 8", ""))
    painted(wire)
    for one in (wire, bare):
        one.lead(elsewhere)
    assert painted(wire) == painted(bare)
    wire.work()
    assert painted(wire) == painted(CardWireItem("a", "b", 0, elsewhere, "N × 8"))


def painted(wire: CardWireItem) -> QImage:
    """What a wire looks like."""
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(20.0, 50.0)
    wire.paint(painter, None)  # type: ignore[arg-type]
    painter.end()
    return image


def test_far_out_a_short_wire_has_no_label() -> None:
    wire = CardWireItem("a", "b", 0, STRAIGHT, "N × 128")
    touched = []
    for zoom in (1.0, 0.5, 1.0):
        image = QImage(200, 100, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.scale(zoom, zoom)
        wire.paint(painter, None)  # type: ignore[arg-type]
        painter.end()
        touched.append(wire.hit(QPointF(50.0, 9.0)).kind)
    assert touched == ["link", "nothing", "link"]


def test_a_label_stands_where_a_wire_turns_if_its_level_part_is_too_short() -> None:
    """As between a card and one below it, a little to the left."""
    knots = ((0.0, 0.0), (0.0, 140.0), (-46.0, 140.0), (-30.0, 290.0))
    points = np.array(along(knots))
    box = label_on(Way(knots, points), "N × 8", LETTERS, 9.0).box
    assert not box.isEmpty()
    assert any(box.contains(QPointF(x, y)) for x, y in points)
    assert not box.contains(QPointF(*knots[0])) and not box.contains(QPointF(*knots[-1]))


def test_two_wires_that_run_as_one_say_their_shape_once() -> None:
    """From one layer into two of a folded group."""
    crowd = Crowd()
    wires = [CardWireItem("a", target, 0, STRAIGHT, "N × 8") for target in ("b", "c")]
    other = CardWireItem("a", "d", 0, AROUND, "N × 8")
    for wire in (*wires, other):
        wire.join(crowd)
    assert [wire.label.box.isEmpty() for wire in (*wires, other)] == [False, True, False]
