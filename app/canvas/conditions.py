"""What surgery has done to the units and wires that are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.model.operations import are_held, of_unit
from engine.build import Build
from engine.surgery import Surgery

__all__ = ["held_units", "marked_wires", "silent_units"]

Places = tuple[int, ...]


def silent_units(
    surgery: Surgery, built: Build, node: str, shown: Sequence[int]
) -> Places:
    """The positions among the `shown` units of a node of those that are knocked out."""
    if node not in surgery.knocked_nodes or node not in built.shapes:
        return ()
    shape = built.shapes[node]
    marked = surgery.marked("knocked", node, shape).reshape(math.prod(shape))
    return tuple(place for place, unit in enumerate(shown) if marked[unit])


def held_units(
    surgery: Surgery, built: Build, node: str, shown: Sequence[int]
) -> Places:
    """The positions of those whose own weights are all frozen."""
    if not surgery.holds:
        return ()
    return tuple(
        place for place, unit in enumerate(shown)
        if are_held(surgery, of_unit(built, node, unit))
    )


def marked_wires(
    surgery: Surgery, built: Build, matrix: str, rows: Sequence[int], columns: Sequence[int]
) -> tuple[Places, Places]:
    """Which wires, each with the weight at its row and column of the `matrix`, are frozen one by
    one (not with all of their neuron), and which are pruned."""
    if not surgery.holds or matrix not in built.weights:
        return (), ()
    shape = built.weights[matrix].shape
    frozen = surgery.marked("frozen", matrix, shape)[list(rows), list(columns)]
    pruned = surgery.marked("pruned", matrix, shape)[list(rows), list(columns)]
    node = matrix.partition(".")[0]
    whole = [unit for unit in set(columns) if are_held(surgery, of_unit(built, node, unit))]
    return _numbers(frozen & ~np.isin(columns, whole)), _numbers(pruned)


def _numbers(marked: NDArray[np.bool_]) -> Places:
    return tuple(int(n) for n in np.flatnonzero(marked))
