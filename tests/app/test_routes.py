"""Ways of wires on boards that somebody has drawn by hand."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from app.canvas.card_wire import CardWireItem
from app.canvas.crowd import Crowd
from app.canvas.lanes import Lanes
from app.canvas.layout import Box
from app.canvas.routes import along
from app.canvas.routing import Router

WIDE, TALL, APART = 106.0, 112.0, 14.0
ROOM = 4.0
"""So near to its rim a wire may touch a card."""

pytestmark = pytest.mark.usefixtures("qapp")


def board(seed: int, count: int = 8) -> dict[str, Box]:
    """Cards anywhere, none on another."""
    dice, boxes = random.Random(seed), dict[str, Box]()
    while len(boxes) < count:
        x, y = dice.uniform(0, 640), dice.uniform(0, 420)
        tall = TALL * dice.uniform(0.8, 1.5)
        if all(x + WIDE + APART < left or x - APART > right or y + tall + APART < top
               or y - APART > bottom for left, top, right, bottom in boxes.values()):
            boxes[f"card{len(boxes)}"] = x, y, x + WIDE, y + tall
    return boxes


def wired(seed: int, boxes: dict[str, Box]) -> dict[tuple[str, str, int], CardWireItem]:
    """Wires between cards, led as on the board."""
    dice, router, made = random.Random(seed), Router(), {}
    router.take(boxes)
    for _ in range(12):
        a, b = dice.sample(sorted(boxes), 2)
        port = dice.randrange(2)
        start = boxes[a][2], (boxes[a][1] + boxes[a][3]) / 2
        end = boxes[b][0], boxes[b][1] + 40.0 + 20.0 * port
        key = a, b, port
        made[key] = CardWireItem(*key, router.knots(key, start, end, a, b), "N × 8")
    Lanes().spread(made.values(), boxes)
    return made


def entered(item: CardWireItem, boxes: dict[str, Box]) -> list[str]:
    """The cards that a wire runs behind."""
    x, y = along(item.knots, 200).T
    return [
        node for node, (left, top, right, bottom) in boxes.items()
        if np.any((x > left + ROOM) & (x < right - ROOM) & (y > top + ROOM) & (y < bottom - ROOM))
    ]


@pytest.mark.parametrize("seed", range(40))
def test_no_wire_runs_behind_a_card_not_even_its_own(seed: int) -> None:
    boxes = board(seed)
    behind = {key: entered(item, boxes) for key, item in wired(seed, boxes).items()}
    assert {key: nodes for key, nodes in behind.items() if nodes} == {}


@pytest.mark.parametrize("seed", range(20))
def test_labels_lie_on_no_card_and_on_no_other_label(seed: int) -> None:
    boxes, crowd = board(seed), Crowd()
    wires = wired(seed, boxes)
    crowd.take(boxes)
    for item in wires.values():
        item.join(crowd)
    cards = [QRectF(a, b, c - a, d - b) for a, b, c, d in boxes.values()]
    labels = [box for item in wires.values() if not (box := item.label_box).isEmpty()]
    assert labels
    assert not any(label.intersects(card) for label in labels for card in cards)
    assert not any(one.intersects(other) for one, other in combinations(labels, 2))


def test_a_label_without_room_is_read_while_its_wire_is_looked_at() -> None:
    crowd, item = Crowd(), CardWireItem("a", "b", 0, ((0.0, 0.0), (200.0, 0.0)), "N × 8")
    item.join(crowd)
    label = item.label_box
    assert label.center().x() == 100.0
    crowd.take({"card": (-50.0, -20.0, 250.0, 20.0)})
    item.join(crowd)
    assert item.label_box.isEmpty()
    beside = label.center() + QPointF(label.width() / 2 - 2, 7)
    assert item.hit(beside).kind == "nothing"
    item.show_state(hovered=True)
    assert item.hit(beside).kind == "link"
    crowd.take({})
    item.join(crowd)
    assert item.label_box == label, "there is room again"
