"""Drawing a wire by keys: begin it, go to where it ends, press Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QToolTip

from app.canvas.fits import Fits
from app.names import node_name
from app.texts import tr
from app.widgets.tips import in_lines
from app.widgets.voice import voice
from engine.graph import Graph, Wire

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["KeyedWire"]


_TIP_TIME = 60_000
"""Milliseconds for which what is said of a node stays."""


class KeyedWire:
    """A wire from `source`, "" while none is drawn. It follows the keyboard from node to node and
    says what Enter does there, or why the wire may not end there; where there is such a wire
    already, Enter takes it away. On a folded group it waits until that is unfolded."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        self._canvas = canvas
        self.source = ""

    def begin(self) -> None:
        """Begins at the selected node."""
        node = self._canvas.selected_node()
        if node in self._graph and self._graph.node(node).layer.name != "output":
            self.source = node
            self._canvas.steering.begin_task(self._words)
            self._canvas.troubles.follow()
            self.follow()

    def follow(self) -> None:
        """Leads it to where the keyboard is."""
        canvas, items = self._canvas, self._canvas.scene.items_of
        node = canvas.steering.spot.node
        there = [*items.cards, *items.columns]
        if self.source and not {self.source, node} <= {*there}:
            self.cancel()
        elif self.source:
            wire, wired, reason = self._wire(node)
            start = items.port_out(self.source) if node != self.source else None
            end = items.port_in(node, wire.port)
            canvas.view.show_wire(start, end, "refuses" if wired or reason else "fits")
            self._tip(node, canvas.view.accessibleDescription())

    def end(self) -> bool:
        """Draws it, takes it away, or does nothing where it does not fit; False without one."""
        node = self._canvas.selected_node()
        if not self.source or node not in self._graph:
            return False
        if self.source not in self._graph:
            self.cancel()
            return True
        wire, wired, reason = self._wire(node)
        if reason:
            self._tip(node, reason)
            voice.say(self._canvas.view, reason, urgent=True)
            return True
        self.cancel()
        if wired:
            self._canvas.editor.disconnect(wire)
        else:
            self._canvas.editor.connect(wire.source, node, wire.port)
        return True

    def cancel(self) -> None:
        """Lets go of it."""
        if self.source:
            self.source = ""
            self._canvas.view.show_wire(None, None, "plain")
            QToolTip.hideText()
            self._canvas.steering.begin_task(None)
            self._canvas.troubles.follow()

    @property
    def _graph(self) -> Graph:
        return self._canvas.stage.project.graph

    def _wire(self, node: str) -> tuple[Wire, bool, str]:
        """The wire that would end at a node, whether it is there, and else why it may not be."""
        if self._is_folded(node):
            return Wire(self.source, node), False, tr("Enter unfolds the group; wires end inside.")
        for wire in self._graph.wires_into(node):
            if wire.source == self.source:
                return wire, True, ""
        network = self._canvas.scene.network
        fits = Fits(self._canvas.stage.project, network.build if network is not None else None)
        wire = Wire(self.source, node, fits.free_port(node))
        return wire, False, fits.reason(wire)

    def _is_folded(self, node: str) -> bool:
        sight = self._canvas.scene.sight
        return sight is not None and node in sight.folding.groups

    def _tip(self, node: str, words: str) -> None:
        """Says below a card, or below the name of an open node, what is said of it."""
        view, card = self._canvas.view, self._canvas.scene.items_of.cards.get(node)
        box = card.box if card is not None else self._canvas.title_box(node)
        low = view.mapFromScene(box).boundingRect().bottomLeft()
        room = view.viewport()
        QToolTip.showText(room.mapToGlobal(low), in_lines(words), room, QRect(), _TIP_TIME)

    def _words(self, node: str, words: str) -> str:
        """What is said of a node while the wire is drawn; `words` are the node itself."""
        if self.source not in self._graph or node not in self._graph:
            return words
        start = node_name(self._graph, self.source)
        if self._is_folded(node):
            return words
        if node == self.source:
            return tr("Wire from {layer}: go to where it ends, or click there. Escape ends.",
                      layer=start)
        _, wired, reason = self._wire(node)
        if reason:
            return f"{words}. {reason}"
        if wired:
            return tr("Wire from {layer} to: {target}. Enter disconnects, Escape ends.",
                      layer=start, target=words)
        return tr("Wire from {layer} to: {target}. Enter connects, Escape ends.",
                  layer=start, target=words)
