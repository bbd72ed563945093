"""Wires that go around the same nodes run beside each other."""

from __future__ import annotations

from itertools import combinations

import pytest

from app.canvas.card_wire import CardWireItem
from app.canvas.lanes import Lanes
from app.canvas.routes import along, route

pytestmark = pytest.mark.usefixtures("qapp")

Box = tuple[float, float, float, float]
ROW: dict[str, Box] = {f"n{k}": (k * 270.0, -60.0, k * 270.0 + 168.0, 60.0) for k in range(7)}


def wire(a: int, b: int, low: bool = False, more: dict[str, Box] | None = None) -> CardWireItem:
    """A wire from one node of the row to a later one, around those between."""
    start, end = (ROW[f"n{a}"][2], 0.0), (ROW[f"n{b}"][0], 20.0 if low else 0.0)
    boxes = {**ROW, **(more or {})}
    others = [box for node, box in boxes.items() if node not in (f"n{a}", f"n{b}")]
    return CardWireItem(f"n{a}", f"n{b}", 0, route(start, end, others, low=low), "N × 8")


def level(item: CardWireItem) -> float:
    return item.knots[1][1]


def test_every_wire_around_the_same_nodes_has_a_lane_of_its_own() -> None:
    wires = [wire(0, 2), wire(0, 3), wire(1, 3), wire(0, 6), wire(4, 6)]
    assert len({level(item) for item in wires}) == 1
    Lanes().spread(wires, ROW)
    for one, other in combinations(wires, 2):
        apart = one.knots[-2][0] <= other.knots[1][0] or other.knots[-2][0] <= one.knots[1][0]
        assert apart or abs(level(one) - level(other)) > 15.0
    assert level(wires[3]) == min(map(level, wires)), "the longest is farthest out"
    assert level(wires[4]) == level(wire(4, 6)), "the only one there stays near"


def test_wires_under_the_row_go_down_and_do_not_meet_those_over_it() -> None:
    wires = [wire(0, 2), wire(0, 2, low=True), wire(0, 3, low=True)]
    levels = [level(item) for item in wires]
    assert levels[0] < 0 < levels[1]
    Lanes().spread(wires, ROW)
    assert [level(item) for item in wires[:2]] == levels[:2]
    assert level(wires[2]) > levels[2]


def test_a_lane_leads_through_no_other_node() -> None:
    more: dict[str, Box] = {"above": (300.0, -220.0, 468.0, -98.0)}
    wires = [wire(0, 2, more=more), wire(0, 3, more=more), wire(0, 4, more=more)]
    Lanes().spread(wires, {**ROW, **more})
    left, top, right, bottom = more["above"]
    for item in wires:
        assert not any(left < x < right and top < y < bottom for x, y in along(item.knots, 60))


def test_lanes_are_the_same_whatever_was_before() -> None:
    wires = [wire(0, 2), wire(0, 3), wire(0, 4)]
    lanes = Lanes()
    lanes.spread(wires, ROW)
    before = [level(item) for item in wires]
    lanes.spread(reversed(wires), ROW)
    assert [level(item) for item in wires] == before
    again = [wire(0, 2), wire(0, 3), wire(0, 4)]
    lanes.spread(reversed(again), ROW)
    assert [level(item) for item in again] == before, "they are others, in the same places"
    lanes.spread(wires[2:], ROW)
    assert level(wires[2]) == level(wire(0, 4)), "alone it comes back"
