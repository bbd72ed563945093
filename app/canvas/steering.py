"""Where the keyboard is: arrows and Tab move it, and assistive technology is told."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent

from app.canvas.hits import Move, Spot, moved
from app.canvas.inspector import condition
from app.canvas.scene import NetworkScene
from app.canvas.view import NetworkView
from app.texts import tr

__all__ = ["Steering"]


class Steering(QObject):
    """Holds the `spot` and shows it; `spot_changed` follows it."""

    spot_changed = Signal()

    def __init__(self, scene: NetworkScene, view: NetworkView) -> None:
        super().__init__(view)
        self._scene, self._view = scene, view
        self.spot = Spot()
        view.travelled.connect(self._travel)
        view.focus_changed.connect(self._show)

    def select(self, node: str) -> None:
        """Puts the keyboard on a layer, "" on none."""
        self._put(Spot(node))

    def follow(self) -> None:
        """After the network has changed: stays where it can."""
        network = self._scene.network
        spot = self.spot
        if network is None or spot.node not in network:
            spot = Spot()
        elif spot.position >= len(network.column(spot.node).shown):
            spot = Spot(spot.node, len(network.column(spot.node).shown) - 1)
        self._put(spot)

    def insertion_point(self) -> str:
        """Behind which node a new layer goes: the selected one, else the last before the output."""
        inserts = self._scene.inserts
        return self.spot.node if self.spot.node in inserts else next(reversed(inserts), "")

    def _travel(self, move: Move) -> None:
        network, layout = self._scene.network, self._scene.layout
        if network is None or layout is None:
            return
        spot = moved(self.spot, move, network, layout)
        if spot is None:
            self._view.stops_tab = False
            return
        self._put(spot)

    def _put(self, spot: Spot) -> None:
        changed, self.spot = spot != self.spot, spot
        self._show()
        if changed:
            self._tell()
            self.spot_changed.emit()

    def _show(self) -> None:
        self._scene.mark(self.spot, focused=self._view.hasFocus())

    def _tell(self) -> None:
        """Says in words where the keyboard is."""
        network = self._scene.network
        if network is None or self.spot.node not in network:
            self._view.setAccessibleDescription("")
            return
        column = network.column(self.spot.node)
        text = f"{column.title}, {column.detail}"
        if self.spot.position >= 0:
            unit = column.shown[self.spot.position] + 1
            text = tr("{layer}, neuron {number}", layer=column.title, number=unit)
        state = condition(column, self.spot.position)
        whole = f"{text}, {state}" if state else text
        self._view.setAccessibleDescription(f"{whole}. {column.problem}".strip())
        event = QAccessibleEvent(self._view, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(event)
