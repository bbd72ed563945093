"""Drawing a wire by keys: begin it, go to where it ends, press Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QToolTip

from app.canvas.fits import Fits
from app.names import node_name
from app.texts import tr
from app.widgets.tips import in_lines
from engine.graph import Graph, Wire

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["KeyedWire"]


class KeyedWire:
    """A wire from `source`, "" while none is drawn. It follows the keyboard from node to node and
    says why it may not end there; where there is such a wire already, Enter takes it away."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        self._canvas = canvas
        self.source = ""

    def begin(self) -> None:
        """Begins at the selected node."""
        node = self._canvas.selected_node()
        if node in self._graph and self._graph.node(node).layer.name != "output":
            self.source = node
            self._canvas.steering.begin_task(self._words)
            self.follow()

    def follow(self) -> None:
        """Leads it to where the keyboard is."""
        canvas, items = self._canvas, self._canvas.scene.items_of
        node = canvas.selected_node()
        there = [*items.cards, *items.columns]
        if self.source and not {self.source, node} <= {*there}:
            self.cancel()
        elif self.source and node != self.source:
            wire, wired, reason = self._wire(node)
            ends = items.port_out(self.source), items.port_in(node, wire.port)
            canvas.view.show_wire(*ends, "refuses" if wired or reason else "fits")
            self._tip(node, "" if wired else reason)

    def end(self) -> bool:
        """Draws it, takes it away, or does nothing where it does not fit; False without one."""
        node = self._canvas.selected_node()
        if not self.source or node not in self._graph:
            return False
        if self.source not in self._graph:
            self.cancel()
            return True
        wire, wired, reason = self._wire(node)
        if wired:
            self._canvas.editor.disconnect(wire)
        elif not reason:
            self._canvas.editor.connect(wire.source, node, wire.port)
        else:
            self._tip(node, reason)
            return True
        self.cancel()
        return True

    def cancel(self) -> None:
        """Lets go of it."""
        if self.source:
            self.source = ""
            self._canvas.view.show_wire(None, None, "plain")
            QToolTip.hideText()
            self._canvas.steering.begin_task(None)

    @property
    def _graph(self) -> Graph:
        return self._canvas.stage.project.graph

    def _wire(self, node: str) -> tuple[Wire, bool, str]:
        """The wire that would end at a node, whether it is there, and else why it may not be."""
        for wire in self._graph.wires_into(node):
            if wire.source == self.source:
                return wire, True, ""
        network = self._canvas.scene.network
        fits = Fits(self._canvas.stage.project, network.build if network is not None else None)
        wire = Wire(self.source, node, fits.free_port(node))
        return wire, False, fits.reason(wire)

    def _tip(self, node: str, reason: str) -> None:
        """Says beside a node why the wire may not end there."""
        if not reason:
            QToolTip.hideText()
            return
        view = self._canvas.view
        low = view.mapFromScene(self._canvas.title_box(node)).boundingRect().bottomLeft()
        QToolTip.showText(view.viewport().mapToGlobal(low), in_lines(reason), view.viewport())

    def _words(self, node: str, words: str) -> str:
        """What is said of a node while the wire is drawn; `words` are the node itself."""
        if self.source not in self._graph or node not in self._graph:
            return words
        start = node_name(self._graph, self.source)
        if node == self.source:
            return tr("Wire from {layer}: go to where it ends. Escape ends.", layer=start)
        _, wired, reason = self._wire(node)
        if reason:
            return f"{words}. {reason}"
        if wired:
            return tr("Wire from {layer} to: {target}. Enter disconnects, Escape ends.",
                      layer=start, target=words)
        return tr("Wire from {layer} to: {target}. Enter connects, Escape ends.",
                  layer=start, target=words)
