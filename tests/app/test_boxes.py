"""Places on the board and ways around what stands there: laws over random graphs and boxes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.canvas.boxes import CARD_WIDTH, ROW_GAP, arrange
from app.canvas.lines import in_lines
from app.canvas.routes import along, curves, route
from app.canvas.wiring import bend
from engine.graph import Graph, Node, Wire
from engine.layers import layers

Point = tuple[float, float]
Size = tuple[float, float]

PLAIN: Size = (CARD_WIDTH, 236.0)
KINDS = {"in": "input", "out": "output"}


def graph_of(*wires: str, also: str = "") -> Graph:
    """"a>b" is a wire; "in" and "out" are an input and an output, the others additions."""
    pairs = [wire.split(">") for wire in wires]
    names = dict.fromkeys([*(name for pair in pairs for name in pair), *also.split()])
    ports: dict[str, int] = {}
    made = []
    for source, target in pairs:
        made.append(Wire(source, target, ports.get(target, 0)))
        ports[target] = ports.get(target, 0) + 1
    nodes = (Node(name, layers.make(KINDS.get(name, "add"))) for name in names)
    return Graph(tuple(nodes), tuple(made))


def places_of(graph: Graph, **fixed: Point) -> dict[str, Point]:
    return arrange(graph, {node.id: PLAIN for node in graph.nodes}, fixed)


def overlap(a: str, b: str, places: Mapping[str, Point], sizes: Mapping[str, Size]) -> bool:
    across, down = (abs(p - q) for p, q in zip(places[a], places[b], strict=True))
    return (across < (sizes[a][0] + sizes[b][0]) / 2) and (down < (sizes[a][1] + sizes[b][1]) / 2)


@st.composite
def drawn(draw: Any) -> tuple[Graph, dict[str, Size]]:
    """A graph of any shape, cycles and loose nodes among it, and a size for every node."""
    count = draw(st.integers(1, 14))
    ids = [f"n{number}" for number in range(count)]
    kinds = draw(st.lists(st.sampled_from(["input", "output", "add"]),
                          min_size=count, max_size=count))
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=24))
    ports: dict[str, int] = {}
    wires = []
    for source, target in pairs:
        wires.append(Wire(source, target, ports.get(target, 0)))
        ports[target] = ports.get(target, 0) + 1
    side = st.integers(20, 400).map(float)
    sizes = {id: (draw(side), draw(side)) for id in ids}
    nodes = tuple(Node(id, layers.make(kind)) for id, kind in zip(ids, kinds, strict=True))
    return Graph(nodes, tuple(wires)), sizes


@settings(max_examples=60)
@given(drawn())
def test_nothing_stands_on_anything(case: tuple[Graph, dict[str, Size]]) -> None:
    graph, sizes = case
    places = arrange(graph, sizes, {})
    assert places.keys() == sizes.keys()
    assert not [pair for pair in combinations(places, 2) if overlap(*pair, places, sizes)]
    assert arrange(graph, sizes, {}) == places


@settings(max_examples=60)
@given(drawn())
def test_lines_hold_everything_apart(case: tuple[Graph, dict[str, Size]]) -> None:
    graph, sizes = case
    free = arrange(graph, sizes, {})
    places = in_lines(graph, free, sizes, (700.0, 530.0))
    assert places.keys() == free.keys()
    assert not [pair for pair in combinations(places, 2) if overlap(*pair, places, sizes)]
    assert in_lines(graph, free, sizes, (1e5, 1e5)) == free


def test_a_long_chain_stands_in_lines_that_can_be_read() -> None:
    chain = ["in", *"abcdef", "out"]
    graph = graph_of(*(f"{a}>{b}" for a, b in pairwise(chain)))
    sizes = {node.id: PLAIN for node in graph.nodes}
    places = in_lines(graph, places_of(graph), sizes, (700.0, 530.0))
    rows = sorted({y for _, y in places.values()})
    assert [[n for n in chain if places[n][1] == y] for y in rows] == [chain[:4], chain[4:]]
    assert {places[n][0] for n in chain[:4]} == {places[n][0] for n in chain[4:]}
    assert in_lines(graph, places_of(graph), sizes, (1700.0, 800.0)) == places_of(graph)
    skips = zip(chain, chain[2:], strict=False)
    around = graph_of(*(f"{a}>{b}" for a, b in (*pairwise(chain), *skips)))
    assert in_lines(around, places_of(around), sizes, (700.0, 530.0)) == places_of(around)


@settings(max_examples=60)
@given(drawn(), st.data())
def test_what_is_placed_by_hand_stays_and_is_avoided(
    case: tuple[Graph, dict[str, Size]], data: st.DataObject
) -> None:
    graph, sizes = case
    place = st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000))
    chosen = data.draw(st.lists(st.sampled_from(list(sizes)), unique=True))
    fixed = {id: data.draw(place) for id in chosen}
    places = arrange(graph, sizes, fixed)
    assert {id: places[id] for id in fixed} == fixed
    met = [p for p in combinations(places, 2) if not set(p) <= fixed.keys()
           and overlap(*p, places, sizes)]
    assert not met


def test_a_chain_is_one_straight_row_from_left_to_right() -> None:
    places = places_of(graph_of("in>a", "a>b", "b>out"))
    xs = [places[id][0] for id in ("in", "a", "b", "out")]
    assert all(after - before > CARD_WIDTH for before, after in pairwise(xs))
    assert {y for _, y in places.values()} == {0.0}


def test_a_shortcut_leaves_the_row_straight() -> None:
    places = places_of(graph_of("in>a", "a>b", "b>c", "a>c", "c>out"))
    assert {y for _, y in places.values()} == {0.0}


def test_branches_stand_around_the_row_in_the_order_they_were_made() -> None:
    places = places_of(graph_of("in>a", "in>b", "a>c", "b>c", "c>out"))
    assert places["a"][1] == -places["b"][1] < 0
    assert places["c"][1] == places["in"][1] == 0


def test_what_is_not_connected_stands_below() -> None:
    places = places_of(graph_of("in>a", "a>out", also="x y"))
    low = PLAIN[1] / 2
    assert all(places[id][1] - PLAIN[1] / 2 > low for id in ("x", "y"))
    assert places["x"][0] < places["y"][0]


def test_what_no_input_reaches_is_layered_too_and_stands_below() -> None:
    places = places_of(graph_of("in>a", "a>out", "p>q", "q>r", "r>s", "t>s", "u>a"))
    xs = [places[id][0] for id in ("p", "q", "r", "s")]
    assert all(after - before > CARD_WIDTH for before, after in pairwise(xs))
    assert len({places[id][1] for id in ("p", "q", "r")}) == 1
    assert places["t"][0] == places["r"][0], "just before what it feeds"
    assert places["u"][0] < places["a"][0]
    low = max(places[id][1] for id in ("in", "a", "out", "u")) + PLAIN[1] / 2
    assert min(places[id][1] for id in "pqrst") - PLAIN[1] / 2 > low
    assert xs[0] > places["in"][0], "the first column is for inputs"


def test_a_circle_is_cut_where_it_closes() -> None:
    places = places_of(graph_of("in>a", "a>b", "b>c", "c>a", "c>out"))
    xs = [places[id][0] for id in ("in", "a", "b", "c", "out")]
    assert all(after - before > CARD_WIDTH for before, after in pairwise(xs))
    alone = places_of(graph_of("a>b", "b>c", "c>a"))
    assert alone["a"][0] < alone["b"][0] < alone["c"][0]


def test_a_long_piece_without_input_moves_no_output() -> None:
    places = places_of(graph_of("in>a", "a>out", "p>q", "q>r", "r>s", "s>t"))
    assert places["out"][0] == places["q"][0]


def test_a_new_node_stands_beside_what_was_moved() -> None:
    graph = graph_of("in>a", "a>out")
    places = places_of(graph, **{"in": (1000.0, 500.0), "out": (1540.0, 500.0)})
    assert places["a"] == (1270.0, 500.0)


def test_a_new_node_makes_way_for_what_is_there() -> None:
    graph = graph_of("in>a", "a>out", also="x")
    fixed = {"in": (0.0, 0.0), "x": (270.0, 10.0), "out": (540.0, 0.0)}
    x, y = places_of(graph, **fixed)["a"]
    assert x == 270.0
    assert abs(y - 10.0) == pytest.approx(PLAIN[1] + ROW_GAP)


# --- ways around ----------------------------------------------------------------------------

coordinate = st.integers(-400, 400).map(float)


def test_a_free_way_is_one_curve_like_that_of_a_neuron() -> None:
    knots = route((0.0, 0.0), (300.0, 80.0), [])
    assert knots == ((0.0, 0.0), (300.0, 80.0))
    (_, first, second, _), = curves(knots)
    assert (*first, *second) == bend(*knots)


def test_a_wire_goes_around_what_is_in_its_way_on_the_shorter_side() -> None:
    start, end = (0.0, 0.0), (500.0, 0.0)
    for top, bottom, sign in ((-40.0, 200.0, -1), (-200.0, 40.0, 1)):
        knots = route(start, end, [(160.0, top, 340.0, bottom)])
        assert all(y * sign > 40.0 for _, y in knots[1:-1])
        assert not crossing(knots, (160.0, top, 340.0, bottom))


def test_of_two_equal_ways_a_wire_takes_the_side_of_its_port() -> None:
    way = (0.0, 0.0), (500.0, 0.0), [(160.0, -100.0, 340.0, 100.0)]
    assert route(*way)[1][1] < 0 < route(*way, low=True)[1][1]


@given(st.lists(st.tuples(st.integers(1, 4), coordinate), max_size=6))
def test_a_wire_that_runs_forward_meets_no_box(boxes: list[tuple[int, float]]) -> None:
    """Boxes stand in columns with room between them, as on the board."""
    start, end = (0.0, 0.0), (1500.0, 0.0)
    obstacles = [(x * 270.0, y, x * 270.0 + CARD_WIDTH, y + 120.0) for x, y in boxes]
    knots = route(start, end, obstacles)
    assert (knots[0], knots[-1]) == (start, end)
    assert not [box for box in obstacles if crossing(knots, box)]


def test_a_long_wire_meets_no_box_on_its_way() -> None:
    box = (190.0, -40.0, 358.0, 120.0)
    knots = route((100.0, 60.0), (4500.0, -300.0), [box])
    assert not crossing(knots, box)


def test_a_wire_takes_the_other_side_where_one_is_blocked() -> None:
    """What stands over its end cannot be passed over: a wire comes from below."""
    above_end = (420.0, -60.0, 588.0, 100.0)
    knots = route((0.0, -20.0), (500.0, 160.0), [above_end])
    assert not crossing(knots, above_end)


def test_a_wire_backwards_does_not_cross_what_is_beside_its_ends() -> None:
    mine = [(600.0, -60.0, 768.0, 60.0), (0.0, 240.0, 168.0, 360.0)]
    beside = [(-120.0, 60.0, 48.0, 220.0), (720.0, -300.0, 888.0, -90.0)]
    knots = route((768.0, 0.0), (0.0, 300.0), [*mine, *beside])
    assert not [box for box in beside if crossing(knots, box)]


def test_a_wire_backwards_goes_around_both_its_nodes() -> None:
    mine = [(400.0, -60.0, 568.0, 60.0), (0.0, -60.0, 168.0, 60.0)]
    knots = route((568.0, 0.0), (0.0, 0.0), mine)
    points = along(knots)
    assert max(x for x, _ in points) > 568.0
    assert min(x for x, _ in points) < 0.0
    assert not [box for box in mine if crossing(knots, box)]


def crossing(knots: Any, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    return any(left < x < right and top < y < bottom for x, y in along(knots, 60))
