"""Items that are kept as long as their look would be the same, with all they have drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

__all__ = ["Renewal", "Wanted"]

Item = TypeVar("Item", bound=QGraphicsItem)
Wanted = Mapping[Any, tuple[Any, Callable[[], Item]]]
"""By what an item shows: its look, which can be compared, and how it is made."""


class Renewal:
    """Puts items into a scene and takes them out. It knows the look of each that it has made."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._looks: dict[int, Any] = {}

    def renewed(self, old: dict[Any, Item], wanted: Wanted[Item]) -> dict[Any, Item]:
        """The items that are wanted: the old ones, and new ones where a look is another."""
        made: dict[Any, Item] = {}
        for key, (look, make) in wanted.items():
            item = old.get(key)
            if item is None or self._looks.get(id(item)) != look:
                item = make()
                self._looks[id(item)] = look
                self._scene.addItem(item)
            made[key] = item
        self.forget(old, made)
        return made

    def forget(self, old: Mapping[Any, QGraphicsItem], made: Mapping[Any, QGraphicsItem]) -> None:
        """Takes the old items away that are not among those that were made."""
        for key, item in old.items():
            if made.get(key) is not item:
                self._looks.pop(id(item), None)
                self._scene.removeItem(item)
