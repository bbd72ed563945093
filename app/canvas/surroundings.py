"""What lies in the corners of the canvas: the scale, the size of the network, an overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.canvas.arrangement import Sight
from app.canvas.card_plate import square_color
from app.canvas.legend import ScaleLegend
from app.canvas.overview import Mark, Overview
from app.canvas.status_line import StatusLine
from app.theme import themes
from engine.costs import costs

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["Surroundings"]

_EDGE, _GAP = 4, 20
_SOON = 40
"""Milliseconds until the corners follow an edit, which is to be seen on the canvas first."""


class Surroundings(QObject):
    """Places them over the view and keeps them up to date, a little after the view itself."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        view = canvas.view
        self.legend = ScaleLegend(view)
        self._foot = QWidget(view)
        self._foot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.status = StatusLine(self._foot)
        line = QHBoxLayout(self._foot)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.status, 1)
        line.addStretch(0)
        self.overview = Overview(view)
        self._counted: object = None
        self._marked = False
        self.overview.hide()
        self.overview.moved.connect(self._go)
        view.camera.moved.connect(self._follow_camera)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.follow)
        canvas.stage.redrawn.connect(self._follow_soon)

    def _follow_soon(self) -> None:
        self._timer.start(_SOON)

    def follow(self) -> None:
        """After the network was drawn anew."""
        self._count()
        self._mark()

    def place(self) -> None:
        """After the view has another size."""
        view = self._canvas.view
        self.legend.adjustSize()
        low = view.height() - self.legend.height() - 2
        middle = (view.width() - self.legend.width()) // 2
        centred = middle - _EDGE - _GAP >= self.status.sizeHint().width()
        left = max(0, middle if centred else view.width() - self.legend.width())
        self.legend.move(left, low)
        tall = self.status.sizeHint().height()
        self._foot.setGeometry(_EDGE, low + 2, max(0, left - _EDGE - _GAP), tall)
        self.overview.move(
            view.width() - self.overview.width() - 2, low - self.overview.height() - 4
        )

    def retranslate(self) -> None:
        """In another language, in which they are as wide as their words."""
        self.legend.retranslate()
        self.status.retranslate()
        self.place()

    def restyle(self) -> None:
        """In the colours of the theme in use."""
        self.legend.restyle()
        self._mark()

    def _count(self) -> None:
        network = self._canvas.scene.network
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
        """The boxes of all nodes, in the colours of their families."""
        marks: list[Mark] = []
        theme = themes.now()
        for node in sight.folding.graph_ids:
            left, top, right, bottom = sight.layout.box(node)
            content = sight.contents.get(node)
            color = theme.category_color(sight.network.column(node).layer.category)
            if content is not None:
                color = square_color(content, theme)
            marks.append((QRectF(left, top, right - left, bottom - top), color))
        return marks

    def _go(self, point: QPointF) -> None:
        self._canvas.view.camera.fitted = False
        self._canvas.view.centerOn(point)
