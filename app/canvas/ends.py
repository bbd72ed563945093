"""Where wires between cards begin and end, asked only once while a node stays as it is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from PySide6.QtCore import QPointF

from app.canvas.layout import Point

__all__ = ["Ends", "Ports"]


class Ports(Protocol):
    """What knows where the ports of nodes are."""

    def port_out(self, node: str) -> QPointF: ...

    def port_in(self, node: str, port: int) -> QPointF: ...


class Ends:
    """Keeps what `ports` have said."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._known: dict[str, dict[int, Point]] = {}

    def forget(self, nodes: Collection[str]) -> None:
        """These nodes have changed, have moved or are gone."""
        for node in nodes:
            self._known.pop(node, None)

    def out(self, node: str) -> Point:
        """The output port of a node."""
        return self._found(node, -1)

    def into(self, node: str, port: int) -> Point:
        """An input port of a node."""
        return self._found(node, port)

    def _found(self, node: str, port: int) -> Point:
        known = self._known.setdefault(node, {})
        if port not in known:
            ports = self._ports
            at = ports.port_out(node) if port < 0 else ports.port_in(node, port)
            known[port] = at.x(), at.y()
        return known[port]
