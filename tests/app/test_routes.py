"""Ways of wires on boards that somebody has drawn by hand."""

from __future__ import annotations

import heapq
import random
from itertools import combinations, pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from app.canvas.card_wire import CardWireItem
from app.canvas.crowd import Crowd
from app.canvas.detour_lanes import DetourLanes
from app.canvas.detours import detour
from app.canvas.lanes import Lanes
from app.canvas.layout import Box
from app.canvas.routes import along, is_detour
from app.canvas.routing import Router
from app.canvas.wire_look import WireLook

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
    DetourLanes().spread(made.values(), boxes)
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
    labels = [box for item in wires.values() if not (box := item.label.box).isEmpty()]
    assert labels
    assert not any(label.intersects(card) for label in labels for card in cards)
    assert not any(one.intersects(other) for one, other in combinations(labels, 2))


def test_a_label_without_room_is_read_while_its_wire_is_looked_at() -> None:
    crowd, item = Crowd(), CardWireItem("a", "b", 0, ((0.0, 0.0), (200.0, 0.0)), "N × 8")
    item.join(crowd)
    label = item.label.box
    assert label.center().x() == 100.0
    crowd.take({"card": (-50.0, -20.0, 250.0, 20.0)})
    item.join(crowd)
    assert item.label.box.isEmpty()
    beside = label.center() + QPointF(label.width() / 2 - 2, 7)
    assert item.hit(beside).kind == "nothing"
    item.show_look(WireLook(hovered=True))
    assert item.hit(beside).kind == "link"
    crowd.take({})
    item.join(crowd)
    assert item.label.box == label, "there is room again"


# --- detours --------------------------------------------------------------------------------


def walled(ways: int) -> tuple[dict[str, Box], dict[tuple[str, str, int], CardWireItem]]:
    """Cards left and right of walls with one door, through which all wires lead."""
    boxes = {f"a{n}": (0.0, 200.0 * n, 106.0, 200.0 * n + 112.0) for n in range(ways)}
    boxes |= {f"b{n}": (700.0, 200.0 * n, 806.0, 200.0 * n + 112.0) for n in range(ways)}
    boxes |= {f"w{n}": (300.0, 124.0 * n - 700.0, 406.0, 124.0 * n - 580.0) for n in range(14)}
    del boxes["w12"]
    made = {}
    for n in range(ways):
        (_, _, right, low), (left, high, _, _) = boxes[f"a{n}"], boxes[f"b{n}"]
        key = f"a{n}", f"b{n}", 0
        way = detour((right, low - 56.0), (left, high + 56.0), [*boxes.values()])
        made[key] = CardWireItem(*key, way, "N × 8")
    return boxes, made


def legs(item: CardWireItem) -> list[Box]:
    """Where a wire runs level or upright, but for its ends."""
    return [
        (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        for a, b in pairwise(item.knots[1:-1])
    ]


def together(one: CardWireItem, other: CardWireItem) -> bool:
    """Whether they run on top of each other for a while."""
    return any(
        (min(a[2], b[2]) - max(a[0], b[0]) > 10.0 and abs(a[1] - b[1]) < 3.0 and a[1] == a[3])
        or (min(a[3], b[3]) - max(a[1], b[1]) > 10.0 and abs(a[0] - b[0]) < 3.0 and a[0] == a[2])
        for a in legs(one) for b in legs(other)
    )


def test_detours_run_beside_each_other_and_stay_so() -> None:
    boxes, wires = walled(3)
    assert all(is_detour(item.way) for item in wires.values())
    pairs = [*combinations(wires.values(), 2)]
    assert any(together(*pair) for pair in pairs)
    lanes = DetourLanes()
    assert lanes.spread(wires.values(), boxes)
    assert not any(together(*pair) for pair in pairs)
    assert not any(entered(item, boxes) for item in wires.values())
    knots = [item.knots for item in wires.values()]
    assert not lanes.spread(wires.values(), boxes), "nothing has moved"
    for item in wires.values():
        item.lead(item.knots)
        item.lead(item.way)
    again = reversed([*wires.values()])
    DetourLanes().spread(again, boxes)
    assert [item.knots for item in wires.values()] == knots


@pytest.mark.parametrize("seed", range(4))
def test_a_detour_is_found_soon_among_very_many_cards(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    boxes = [
        (x, y, x + 180.0, y + dice.choice([90.0, 120.0, 140.0]))
        for n in range(150)
        for x, y in [(n % 15 * 270 + dice.uniform(-40, 40), n // 15 * 190 + dice.uniform(-40, 40))]
    ]
    looks, pop = [], heapq.heappop
    monkeypatch.setattr(heapq, "heappop", lambda heap: (looks.append(1), pop(heap))[1])
    a, b = dice.sample(boxes, 2)
    way = detour((a[2], a[1] + 45.0), (b[0], b[1] + 45.0), boxes)
    assert len(way) > 4 and len(looks) < 4000
    x, y = along(way, 100).T
    assert not [
        box for box in boxes if box not in (a, b)
        and ((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])).any()
    ]
