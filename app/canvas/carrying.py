"""The numbers of the last frame in the shapes of a network that was edited since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.canvas.columns import Link, Network
from engine.frame import Frame, Pictures
from engine.patch import NOTHING, Axes, Patch
from engine.weights import overlap

__all__ = ["Carrying"]


class Carrying:
    """Until the edited network is measured, what is left of a layer shows what it showed: every
    number stays with its unit, as it does in the network that is trained."""

    def __init__(self) -> None:
        self._patch = NOTHING
        self._fitted: tuple[Pictures | None, Network | None, Pictures | None] = (None, None, None)

    def expect(self, patch: Patch) -> None:
        """An edit moves units to other places."""
        self._patch = patch

    def fit(self, frame: Frame, network: Network | None, links: Iterable[Link]) -> Frame:
        """A frame with pictures for all nodes, and weights for these `links`, that a network has
        now; 0 for units that are new."""
        if network is None:
            return frame
        shapes: dict[str, tuple[int, ...]] = {}
        for link in links:
            if link.matrix:
                units = network.column(link.target).units
                shapes |= {link.matrix: (link.inputs, units), f"{link.target}.bias": (units,)}
        orders, known = self._patch.orders, frame.weights
        others = {
            name: _carried(known[name], shape, orders.get(name))
            for name, shape in shapes.items() if name in known and known[name].shape != shape
        }
        pictures = self._pictures(frame.pictures, network)
        if not others and pictures is frame.pictures:
            return frame
        return replace(frame, weights={**known, **others}, pictures=pictures)

    def _pictures(self, pictures: Pictures | None, network: Network) -> Pictures | None:
        """The pictures with as many units as every node has, made once."""
        if pictures is None:
            return None
        if self._fitted[0] is not pictures or self._fitted[1] is not network:
            units = {node: column.units for node, column in network.by_node.items()}
            others = {
                node: _carried(made, (units[node], *made.shape[1:]), self._order(node, made.shape))
                for node, made in pictures.units.items()
                if len(made) != units.get(node, len(made))
            }
            fitted = replace(pictures, units={**pictures.units, **others}) if others else pictures
            self._fitted = pictures, network, fitted
        return self._fitted[2]

    def _order(self, node: str, shape: tuple[int, ...]) -> Axes | None:
        """Which units of before a node has now, where an edit has said so."""
        axes = self._patch.orders.get(f"{node}.weight")
        return None if axes is None else (axes[-1], *map(np.arange, shape[1:]))


def _carried(
    array: NDArray[Any], shape: tuple[int, ...], order: Axes | None
) -> NDArray[Any]:
    """The numbers of an array that have a place in another shape."""
    if order is not None:
        moved = Patch(orders={"": order}).ordered({"": array})[""]
        if moved.shape == shape:
            return moved
    made, common = np.zeros(shape, array.dtype), overlap(array.shape, shape)
    if common is not None:
        made[common] = array[common]
    return made
