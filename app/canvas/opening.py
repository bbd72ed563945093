"""Opening the settings of layers on a canvas, and keeping what is open up to date."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF
from shiboken6 import isValid

from app.canvas.popover import LayerPopover
from app.canvas.properties import read_properties

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["Opening"]


class Opening:
    """Shows one `LayerPopover` at a time: the last one that was opened."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        self._canvas = canvas
        self._popover: LayerPopover | None = None

    @property
    def popover(self) -> LayerPopover | None:
        """The settings that are open."""
        there = self._popover is not None and isValid(self._popover) and self._popover.isVisible()
        return self._popover if there else None

    def open(self, node: str) -> None:
        """Opens the settings of a node beside it; with others that are selected, of all."""
        canvas, network, sight = self._canvas, self._canvas.scene.network, self._canvas.scene.sight
        if network is None or sight is None or node not in network or node in sight.folding.groups:
            return
        chosen = canvas.selection.chosen.nodes
        nodes = [n for n in network.graph.reading if n in chosen] if node in chosen else [node]
        popover = LayerPopover(read_properties(network.graph, nodes, network.build), canvas)
        popover.value_changed.connect(partial(canvas.editor.set_value, nodes))
        popover.released.connect(canvas.editor.release)
        popover.removed.connect(partial(canvas.editor.remove_layers, nodes))
        bar = canvas.surgery.make_bar(node, popover) if len(nodes) == 1 else None
        if bar is not None:
            popover.include(bar)
        self._popover = popover
        room = canvas.view.viewport()
        box = canvas.view.mapFromScene(self._box(node)).boundingRect() & room.rect()
        popover.open_at(QRect(room.mapToGlobal(box.topLeft()), box.size()))
        popover.closed.connect(canvas.troubles.follow)
        canvas.troubles.follow()

    def follow(self) -> None:
        """After the network was drawn anew."""
        popover, network = self.popover, self._canvas.scene.network
        if popover is None or network is None:
            return
        if all(node in network for node in popover.nodes):
            popover.show_properties(read_properties(network.graph, popover.nodes, network.build))
        else:
            popover.close()  # its layer is gone

    def _box(self, node: str) -> QRectF:
        """Where a node is in the scene, with its header."""
        items = self._canvas.scene.items_of
        if node in items.columns:
            return items.columns[node].extent()
        return items.cards[node].box if node in items.cards else self._canvas.title_box(node)
