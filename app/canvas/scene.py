"""The scene: items that show one immutable network, and what a frame changes in them."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from app.canvas.column_item import ColumnItem
from app.canvas.columns import Network
from app.canvas.hits import NOTHING, Hit, Spot
from app.canvas.insert_item import HintItem, InsertItem
from app.canvas.layout import HEADER, HEADER_GAP, Layout, lay_out
from app.canvas.pictures import Strips, Wanted
from app.canvas.wires_item import WiresItem
from app.canvas.wiring import link_weights, shape, width
from app.texts import tr
from app.theme import themes
from engine.frame import Frame

__all__ = ["NetworkScene"]

WIRE_TIME = 0.002
"""Seconds a frame may spend on drawing wires; it goes on with the next one."""
_REACH = 4.0
_FASTEST = 9.0
_SHARPEST = 256
"""Pixels along the side of the largest picture that is drawn."""


class NetworkScene(QGraphicsScene):
    """Shows a `Network` in a size, then frames. Knows what is at a point; changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.strips = Strips()
        self.network: Network | None = None
        self.layout: Layout | None = None
        self.frame: Frame | None = None
        self.columns: dict[str, ColumnItem] = {}
        self.wires: dict[tuple[str, str], WiresItem] = {}
        self.inserts: dict[str, InsertItem] = {}
        self._turn = 0
        self._phase = 0.0

    def show_network(self, network: Network, view_width: float, view_height: float) -> None:
        """Draws `network` anew for a view of this size; the last frame is kept where it fits."""
        self.network = network
        self.layout = layout = lay_out(network, view_width, view_height)
        self.columns = {
            c.node: ColumnItem(c, layout.places[c.node], self.strips) for c in network.columns
        }
        self.wires = self._made_wires(network, layout)
        self.inserts = self._made_inserts()
        kept = set(map(id, self.wires.values()))
        for old in self.items():
            if id(old) not in kept and old.parentItem() is None:
                self.removeItem(old)
        for item in (*self.wires.values(), *self.columns.values(), *self.inserts.values()):
            if item.scene() is None:
                self.addItem(item)
        self._add_hints(network, layout)
        self.setSceneRect(self._extent(layout))
        if self.frame is not None:
            self.show_frame(self.frame, moving=False)

    def show_frame(self, frame: Frame, *, moving: bool) -> None:
        """New pictures, strengths and biases; `moving` lets the strong wires flow. While they do,
        `present` paints all that is new, later: both at once would hold up the window."""
        steps = self._steps_since(frame)
        self.frame = frame
        if self.network is None:
            return
        if frame.pictures is not None:
            self.strips.draw(frame.pictures, self._wanted(), themes.now())
        self._phase += min(_FASTEST, 2.0 * math.log1p(steps)) if moving else 0.0
        for wires in self.wires.values():
            wires.phase = self._phase if moving else 0.0
            wires.show_weights(link_weights(wires.link, frame.weights))
        for node, item in self.columns.items():
            item.show_biases(frame.weights.get(f"{node}.bias"))
        self._draw_wires(time.perf_counter() + WIRE_TIME if moving else math.inf)
        if not moving:
            self.update()

    def present(self) -> None:
        """Paints what `show_frame` has prepared."""
        self.update()

    def settle(self) -> None:
        """Stops all motion and draws what is still old."""
        for wires in self.wires.values():
            wires.phase = 0.0
        self._draw_wires(math.inf)
        self.update()

    def sharpen(self) -> None:
        """Draws the pictures anew in the size they have on the screen now."""
        if self.frame is not None and self.frame.pictures is not None:
            self.strips.draw(self.frame.pictures, self._wanted(), themes.now())
        self.update()

    def restyle(self) -> None:
        """Draws everything in the colours of the present theme."""
        for wires in self.wires.values():
            wires.restart()
        for column in self.columns.values():
            column.restyle()
        if self.frame is not None:
            self.show_frame(self.frame, moving=False)
        self.update()

    def hit(self, point: QPointF) -> Hit:
        """What is at a point: buttons and neurons first, then wires."""
        items: list[InsertItem | ColumnItem] = [*self.inserts.values(), *self.columns.values()]
        for item in items:
            found = item.hit(point)
            if found.kind != "nothing":
                return found
        return self._nearest_wire(point)

    def hover(self, hit: Hit, *, inside: bool) -> None:
        """Lights what is under the pointer and lets its wires stand out."""
        over = hit.node if hit.kind in ("neuron", "header", "more", "less", "fold") else ""
        for node, item in self.columns.items():
            item.hover(hit if node == over else NOTHING)
        for node, insert in self.inserts.items():
            insert.there = inside
            insert.lit = hit.kind == "insert" and hit.node == node
        self.update()

    def emphasize(self, hit: Hit) -> None:
        """Fades all wires but those of a neuron, or but one wire; NOTHING restores them."""
        for (source, target), wires in self.wires.items():
            if hit.kind == "neuron":
                leaves = hit.position if source == hit.node else None
                reaches = hit.position if target == hit.node else None
                wires.choose(wires.chosen_of(leaves, reaches))
            elif hit.kind == "wire":
                mine = (source, target) == (hit.source, hit.node)
                wires.choose(frozenset({hit.position}) if mine else frozenset())
            else:
                wires.choose(None)

    def mark(self, spot: Spot, *, focused: bool) -> None:
        """Shows where the keyboard is."""
        for item in self.columns.values():
            item.mark(spot, focused=focused)
        self.update()

    def pin(self, hit: Hit) -> None:
        """Shows which neuron is pinned; NOTHING for none."""
        for node, item in self.columns.items():
            item.pin(hit.position if (hit.kind, hit.node) == ("neuron", node) else -1)
        self.update()

    def drop_target(self, point: QPointF | None) -> str:
        """Marks the gap a dragged layer would fall into, and names the node before it."""
        near = "" if point is None else self._nearest_insert(point)
        for node, insert in self.inserts.items():
            insert.dropping = node == near
        self.update()
        return near

    def _steps_since(self, frame: Frame) -> int:
        before = self.frame
        return max(0, frame.step - before.step) if before and before.run == frame.run else 0

    def _wanted(self) -> list[Wanted]:
        """Which pictures to draw, and how large they are on the screen."""
        scale = self.views()[0].transform().m11() if self.views() else 1.0
        ratio = scale * (self.views()[0].devicePixelRatioF() if self.views() else 1.0)
        return [
            Wanted(node, item.column.units, item.column.shown,
                   min(_SHARPEST, max(8, round(item.place.size * ratio))),
                   item.column.layer.name == "input")
            for node, item in self.columns.items()
        ]

    def _draw_wires(self, deadline: float) -> None:
        """Draws changed wires, the bundles taking turns, until the deadline."""
        items = list(self.wires.values())
        for _ in items:
            self._turn = (self._turn + 1) % len(items)
            items[self._turn].work(deadline)
            if time.perf_counter() > deadline:
                return

    def _nearest_wire(self, point: QPointF) -> Hit:
        best, found = _REACH, NOTHING
        for (source, target), wires in self.wires.items():
            if wires.boundingRect().contains(point):
                number, gap = wires.course.nearest(point.x(), point.y())
                gap -= width(wires.level(number)) / 2 if number >= 0 else 0.0
                if gap < best:
                    best, found = gap, Hit("wire", target, number, source)
        return found

    def _nearest_insert(self, point: QPointF) -> str:
        gaps: Mapping[str, float] = {
            node: abs(item.middle.x() - point.x()) + 0.3 * abs(item.middle.y() - point.y())
            for node, item in self.inserts.items()
        }
        return min(gaps, key=gaps.__getitem__, default="")

    def _made_wires(self, network: Network, layout: Layout) -> dict[tuple[str, str], WiresItem]:
        """Items for all links; one that would look the same is kept, with what it has drawn."""
        made = {}
        for link in network.links:
            key, course = (link.source, link.target), shape(link, layout)
            old = self.wires.get(key)
            same = old is not None and old.link == link and old.course.knots == course.knots
            made[key] = old if old is not None and same else WiresItem(link, course)
        return made

    def _made_inserts(self) -> dict[str, InsertItem]:
        assert self.network is not None and self.layout is not None
        made = {}
        for source in dict.fromkeys(link.source for link in self.network.links):
            place = self.layout.places[source]
            middle = QPointF(place.x + self.layout.step / 2, place.header + HEADER + HEADER_GAP / 2)
            made[source] = InsertItem(source, middle, place.bottom)
        return made

    def _add_hints(self, network: Network, layout: Layout) -> None:
        middle = QPointF(layout.size[0] / 2, layout.size[1] - 132)
        if network.problems:
            self.addItem(HintItem(network.problems[0], "", middle, "danger"))
        elif not network.hidden:
            self.addItem(HintItem(
                tr("No hidden layer yet"),
                tr("Without one the network can only draw a straight line. "
                   "Press + between the columns, or choose a layer above."),
                middle,
            ))

    def _extent(self, layout: Layout) -> QRectF:
        whole = QRectF(0, 0, *layout.size)
        for item in self.columns.values():
            tall = item.extent()
            whole = whole.united(QRectF(whole.left(), tall.top(), 1, tall.height()))
        return whole
