"""Ways of wires on boards that somebody has drawn by hand."""

from __future__ import annotations

import random

import numpy as np
import pytest

from app.canvas.card_wire import CardWireItem
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
