"""A network as a small picture: columns of neurons, joined by lines."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from app.theme import Theme
from engine.graph import Graph

__all__ = ["paint_diagram"]

_MOST = 8
"""A column shows at most so many neurons; of more it shows dots in the middle."""
_STACKED_MOST = 4
"""The same, for columns that stand above each other."""

Dots = list[QPointF]


def paint_diagram(
    painter: QPainter, room: QRectF, graph: Graph, units: Mapping[str, int], theme: Theme
) -> None:
    """Draws `graph` into `room`. `units`: how many neurons a node has, at least for those that
    stand for neurons; a node without an entry is drawn as a box."""
    columns = _columns(graph)
    step = room.width() / max(1, len(columns))
    radius = min(5.0, step * 0.16, room.height() / (_MOST * 3))
    dots: dict[str, Dots] = {}
    for depth, nodes in enumerate(columns):
        x = room.left() + (depth + 0.5) * step
        slice_height = room.height() / max(1, len(nodes))
        most = _MOST if len(nodes) == 1 else _STACKED_MOST
        for row, node in enumerate(nodes):
            y = room.top() + (row + 0.5) * slice_height
            gap = min(3.0 * radius, slice_height / most)
            dots[node] = _placed(x, y, gap, min(units.get(node, 1), most))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_wires(painter, graph, dots, step, theme)
    for node, places in dots.items():
        _paint_node(painter, places, radius, units.get(node), theme)
    painter.restore()


def _columns(graph: Graph) -> list[list[str]]:
    """Nodes by their distance from what feeds nobody waits for: the longest way from an input."""
    depth: dict[str, int] = {}
    for node in graph.order():
        depth[node] = max((depth[source] + 1 for source in graph.sources(node)), default=0)
    found: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for node, number in depth.items():
        found[number].append(node)
    return found


def _placed(x: float, y: float, gap: float, count: int) -> Dots:
    return [QPointF(x, y + (number - (count - 1) / 2) * gap) for number in range(count)]


def _paint_wires(
    painter: QPainter, graph: Graph, dots: Mapping[str, Dots], step: float, theme: Theme
) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for wire in graph.wires:
        if wire.source not in dots or wire.target not in dots:
            continue
        starts, ends = dots[wire.source], dots[wire.target]
        painter.setPen(QPen(theme.color("muted", 0.35), 0.8))
        if ends[0].x() - starts[0].x() > 1.5 * step:
            painter.setPen(QPen(theme.color("accent", 0.8), 1.4))
            painter.drawPath(_arc(starts, ends))
        else:
            painter.drawLines([QLineF(a, b) for a, b in product(starts, ends)])


def _arc(starts: Dots, ends: Dots) -> QPainterPath:
    """Over everything that stands between."""
    path = QPainterPath(starts[0])
    across = ends[0].x() - starts[0].x()
    top = min(starts[0].y(), ends[0].y()) - 0.3 * across
    path.cubicTo(
        QPointF(starts[0].x() + 0.25 * across, top),
        QPointF(ends[0].x() - 0.25 * across, top), ends[0],
    )
    return path


def _paint_node(
    painter: QPainter, places: Dots, radius: float, units: int | None, theme: Theme
) -> None:
    painter.setPen(QPen(theme.color("panel"), 1.0))
    if units is None:
        painter.setBrush(theme.color("muted"))
        box = QRectF(-radius, -radius, 2 * radius, 2 * radius).translated(places[0])
        painter.drawRoundedRect(box, radius * 0.5, radius * 0.5)
        return
    hidden = len(places) // 2 if units > len(places) else -1
    for number, place in enumerate(places):
        painter.setBrush(theme.color("accent"))
        if number == hidden:
            painter.setBrush(theme.color("muted"))
            for shift in (-0.7, 0.0, 0.7):
                painter.drawEllipse(place + QPointF(0, shift * radius), 0.3 * radius, 0.3 * radius)
        else:
            painter.drawEllipse(place, radius, radius)
