"""A long chain of cards in several lines, as in writing, so that all of it can be read at once.

A line ends where one layer alone feeds what comes after it. So one wire, or several from one port,
lead back to the next line, in the free room between both.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from app.canvas.layering import depths, pieces
from app.model.spots import Point, Size
from engine.graph import Graph

__all__ = ["in_lines"]

_READABLE = 0.6
"""Cards that are shown no smaller stay in one line."""
_EDGE, _FOOT = 48.0, 46.0
"""What stays free around a board that fills the view, and what lies over its lowest part."""
_BETWEEN = 84.0
"""Between two lines: room for the wire that leads back, and for its shape."""
_BETTER = 1.2
"""So many times as large everything must be with more lines."""
_MOST, _LINES = 24, 4
"""Graphs of more layers stay as they are, and there are no more lines than this."""

Span = tuple[float, float, float, float]
"""Left, top, right and bottom of what stands in one column."""


def in_lines(
    graph: Graph, places: Mapping[str, Point], sizes: Mapping[str, Size], view: Size
) -> Mapping[str, Point]:
    """The middles of all nodes: in one line, as in `places`, where that can be read in a view of
    this size, else in as few lines as that takes, or in those that can be read best."""
    if not 2 < len(graph.nodes) <= _MOST or len(pieces(graph)) > 1:
        return places
    depth = depths(graph)
    rank = {number: place for place, number in enumerate(sorted({*depth.values()}))}
    column = {id: rank[number] for id, number in depth.items()}
    spans = _spans(column, places, sizes)
    ends = [n for n in range(1, len(spans)) if len(_crossing(graph, column, n)) == 1]
    cuts = _cuts(spans, [*ends, len(spans)], view)
    return dict(_broken(column, places, spans, cuts)) if len(cuts) > 2 else places


def _cuts(spans: Sequence[Span], ends: Sequence[int], view: Size) -> list[int]:
    """Where the lines begin and end: as few as can be read, or those that can be read best."""
    found = [0, len(spans)]
    best = _scale(spans, found, view)
    widths = sorted({spans[b - 1][2] - a[0] for n, a in enumerate(spans) for b in ends if b > n})
    for count in range(2, _LINES + 1):
        if best >= _READABLE:
            break
        least = bisect_left(widths, True, key=partial(_fits, spans, ends, count))
        cuts = _filled(spans, ends, widths[least]) if least < len(widths) else []
        scale = _scale(spans, cuts, view) if cuts else 0.0
        if scale > best * _BETTER:
            best, found = scale, cuts
    return found


def _fits(spans: Sequence[Span], ends: Sequence[int], count: int, wide: float) -> bool:
    """Whether so many lines of this width are enough."""
    return 0 < len(_filled(spans, ends, wide)) <= count + 1


def _filled(spans: Sequence[Span], ends: Sequence[int], wide: float) -> list[int]:
    """Lines no wider than this, each as long as can be; none where one cannot be so short."""
    cuts = [0]
    while cuts[-1] < len(spans):
        left = spans[cuts[-1]][0]
        fits = [end for end in ends if end > cuts[-1] and spans[end - 1][2] - left <= wide]
        if not fits:
            return []
        cuts.append(fits[-1])
    return cuts


def _spans(
    column: Mapping[str, int], places: Mapping[str, Point], sizes: Mapping[str, Size]
) -> list[Span]:
    """The room of every column."""
    found: list[list[Span]] = [[] for _ in range(max(column.values()) + 1)]
    for id, number in column.items():
        (x, y), (w, h) = places[id], sizes[id]
        found[number].append((x - w / 2, y - h / 2, x + w / 2, y + h / 2))
    return [_around(boxes) for boxes in found]


def _around(boxes: Sequence[Span]) -> Span:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _crossing(graph: Graph, column: Mapping[str, int], end: int) -> set[str]:
    """The layers that feed something beyond the end of a line."""
    return {
        wire.source for wire in graph.wires
        if column[wire.source] < end <= column[wire.target]
    }


def _scale(spans: Sequence[Span], cuts: Sequence[int], view: Size) -> float:
    """How large these lines are shown, one below the other."""
    rooms = [_around(spans[a:b]) for a, b in pairwise(cuts)]
    wide = max(right - left for left, _, right, _ in rooms)
    tall = sum(bottom - top for _, top, _, bottom in rooms) + _BETWEEN * (len(rooms) - 1)
    return min(1.0, (view[0] - _EDGE) / wide, (view[1] - _EDGE - _FOOT) / tall)


def _broken(
    column: Mapping[str, int], places: Mapping[str, Point], spans: Sequence[Span],
    cuts: Sequence[int],
) -> Iterator[tuple[str, Point]]:
    """All places, with every line below the one before and beginning where that begins."""
    low: float | None = None
    for first, last in pairwise(cuts):
        left, top, _, bottom = _around(spans[first:last])
        across = spans[0][0] - left
        down = 0.0 if low is None else low + _BETWEEN - top
        low = bottom + down
        for id, number in column.items():
            if first <= number < last:
                yield id, (places[id][0] + across, places[id][1] + down)
