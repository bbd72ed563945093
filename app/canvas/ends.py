"""Where wires between cards begin and end, asked only once while a node stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QPointF

from app.canvas.layout import Point

__all__ = ["Ends"]


class Ends:
    """Keeps what `port_out(node)` and `port_in(node, port)` have said."""

    def __init__(
        self, port_out: Callable[[str], QPointF], port_in: Callable[[str, int], QPointF]
    ) -> None:
        self._port_out, self._port_in = port_out, port_in
        self._known: dict[tuple[str, int], Point] = {}

    def forget(self, nodes: Collection[str]) -> None:
        """These nodes have changed, have moved or are gone."""
        if nodes:
            self._known = {key: at for key, at in self._known.items() if key[0] not in nodes}

    def out(self, node: str) -> Point:
        """The output port of a node."""
        return self._found(node, -1)

    def into(self, node: str, port: int) -> Point:
        """An input port of a node."""
        return self._found(node, port)

    def _found(self, node: str, port: int) -> Point:
        if (node, port) not in self._known:
            at = self._port_out(node) if port < 0 else self._port_in(node, port)
            self._known[node, port] = at.x(), at.y()
        return self._known[node, port]
