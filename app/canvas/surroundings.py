"""What lies in the corners of the canvas: the scale, the size of the network, an overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.canvas.arrangement import Sight
from app.canvas.extent import sides
from app.canvas.foot import TALL, Foot
from app.canvas.legend import ScaleLegend
from app.canvas.overview import Mark, Overview
from app.errors import explain
from app.theme import themes
from engine.costs import costs
from engine.frame import Frame

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["Surroundings"]

_EDGE, _GAP = 2, 8
_SOON = 40
"""Milliseconds until the corners follow an edit, which is to be seen on the canvas first."""


class Surroundings(QObject):
    """Places them over the view and keeps them up to date, a little after the view itself."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        view = canvas.view
        self.legend = ScaleLegend(view)
        self._foot = Foot(view)
        self.status = self._foot.status
        self.status.changed.connect(self.place)
        self.overview = Overview(view)
        self._counted: object = None
        self._marked = False
        self.overview.hide()
        view.camera.foot = TALL + _EDGE
        self.overview.moved.connect(self._go)
        view.camera.moved.connect(self._follow_camera)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.follow)
        canvas.stage.redrawn.connect(self._follow_soon)

    @property
    def explains(self) -> tuple[QWidget, ...]:
        """What belongs into a figure, too."""
        return self.legend, self._foot

    def corners(self) -> list[QRect]:
        """Where they lie over the view."""
        parts = self.legend, self._foot, self.overview
        return [part.geometry() for part in parts if part.isVisible()]

    def _follow_soon(self) -> None:
        self._timer.start(_SOON)

    def follow(self) -> None:
        """After the network was drawn anew."""
        self._count()
        self._mark()

    def show_frame(self, frame: Frame, task: str) -> None:
        """Pictures of samples have rows, which are to be explained."""
        if frame.pictures is not None:
            rows = "value" if task == "regression" else "class"
            shown = rows if frame.pictures.kind == "samples" else ""
            if shown != self.legend.rows:
                self.legend.show_rows(shown)
                self.place()

    def place(self) -> None:
        """After the view has another size, or one of them another text."""
        view, foot = self._canvas.view, self._foot
        across, low = view.width(), view.height() - TALL - _EDGE
        whole = self.legend.whole_width
        self.legend.show_words(whole + foot.least() + _GAP + 2 * _EDGE <= across)
        self.legend.adjustSize()
        wide = self.legend.width()
        middle = (across - wide) // 2
        centred = middle - _EDGE - _GAP >= foot.wanted()
        left = max(0, middle if centred else across - wide - _EDGE)
        self.legend.move(left, low)
        foot.place(_EDGE, low, left - _EDGE - _GAP)
        self.overview.move(
            across - self.overview.width() - _EDGE, low - self.overview.height() - _EDGE
        )

    def uncover(self, box: QRectF) -> None:
        """Scrolls a box of the scene out from under the overview, where it is small enough."""
        view, map = self._canvas.view, self.overview.geometry()
        hidden = view.mapFromScene(box).boundingRect()
        by = hidden.bottom() - map.top()
        if self.overview.isVisible() and map.intersects(hidden) and hidden.top() >= by:
            view.camera.scroll(0, by)

    def retranslate(self) -> None:
        """In another language, in which they are as wide as their words."""
        self.legend.retranslate()
        self.status.retranslate()
        self.place()

    def restyle(self) -> None:
        """In the colours of the theme in use."""
        self.legend.restyle()
        self._foot.restyle()
        self._mark()

    def _count(self) -> None:
        network = self._canvas.scene.network
        self.status.show_reason(self._canvas.reason or self._beside_the_way())
        built = network.build if network is not None else None
        if built is None or not built.graph.nodes:
            self.status.clear_costs()
        elif built is not self._counted:
            total = costs(built).total
            self.status.show_costs(
                len(built.graph.nodes), total.weights, total.multiply_adds, total.memory_bytes
            )
        self._counted = built
        self.place()

    def _beside_the_way(self) -> str:
        """What is wrong with a layer that the training does not need, in one sentence. A loose end
        is only that."""
        network = self._canvas.scene.network
        built = network.build if network is not None else None
        wrong = [p for p in built.problems if p.code != "unused"] if built is not None else []
        return explain(wrong[0], built.graph).what if built is not None and wrong else ""

    def _mark(self) -> None:
        """The network has changed: the boxes are collected anew when they are to be seen."""
        self._marked = False
        self._follow_camera()

    def _follow_camera(self) -> None:
        """Shows the overview while there is something beyond the view."""
        sight, camera = self._canvas.scene.sight, self._canvas.view.camera
        whole = sight is None or not sight.layout.board or (
            camera.visible.contains(self._canvas.scene.items_of.extent())
        )
        if not whole and sight is not None:
            if not self._marked:
                self._marked = True
                self.overview.show_marks(self._marks(sight))
            self.overview.show_visible(camera.visible)
        self.overview.setVisible(not whole and self.overview.useful)

    def _marks(self, sight: Sight) -> list[Mark]:
        """What is drawn of all nodes, in the colours of their families."""
        marks: list[Mark] = []
        theme, columns = themes.now(), self._canvas.scene.columns
        colors: dict[tuple[str, str], QColor] = {}
        for node in sight.folding.graph_ids:
            shown = sight.contents.get(node)
            layer = sight.network.column(node).layer
            kind = (shown.kind, shown.category) if shown is not None else ("", layer.category)
            if kind not in colors:
                colors[kind] = theme.family_color(*kind)
            column = columns.get(node)
            box = sides(column.body()) if column is not None else sight.layout.box(node)
            marks.append((box, colors[kind]))
        return marks

    def _go(self, point: QPointF) -> None:
        self._canvas.view.camera.fitted = False
        self._canvas.view.centerOn(point)
