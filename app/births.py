"""Which layers are the same, and which only have the same id.

An id is free again once its layer is deleted, so a layer that is drawn or pasted later may get it:
that one is new. A layer that comes back by undo or redo is the one it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from engine.graph import Graph

__all__ = ["ORIGINAL", "Births", "Register", "Way"]

Register = Mapping[str, int]
"""A number by id that another layer of that id does not have; 0, the first one's, is left out."""

Way = Literal["", "undo", "redo"]
"""How a project is come to: by an edit, or back, or once more."""

ORIGINAL: Register = {}
"""Every layer is the first of its id."""


class Births:
    """The register of a project, from edit to edit. `now` is that of the project as it is."""

    def __init__(self, graph: Graph) -> None:
        self.now = ORIGINAL
        self._used = {node.id for node in graph.nodes}
        self._last = 0

    def after(self, before: Graph, after: Graph) -> Register:
        """The register once an edit has made `after` of `before`."""
        brought = {node.id for node in after.nodes if node.id not in before}
        again = brought & self._used
        self._used |= brought
        if not again:
            return self.now
        self._last += 1
        return {**self.now, **dict.fromkeys(again, self._last)}
