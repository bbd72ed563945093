"""Where arrays lie in the memory of a device: in rows, or in panels of 32 columns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.index import Index
from engine.backends.training import TrainingSpec
from engine.ir.shapes import DType, Shape

__all__ = ["PANEL", "SLACK", "TILE", "FlatLayout", "Store", "up"]

PANEL = 32
"""Columns of a panel: what one register tile is wide."""
TILE = 8
"""Rows of a register tile."""
SLACK = 64
"""Numbers behind every buffer that a vector may touch."""


def up(count: int, unit: int) -> int:
    """`count` rounded up to whole units."""
    return -(-count // unit) * unit


@dataclass(frozen=True, slots=True)
class Store:
    """An array in a buffer, from number `at` on: `rows` of `columns`.

    The first axis are the rows, all others together the columns; a vector and a scalar are one
    row. Rows are `stride` apart. In `panels`, so many columns (0: all) of all rows lie one after
    another, so that a matrix product reads them in one sweep. Room is for whole tiles, so nobody
    needs to look out for the last row or column.
    """

    buffer: str
    dtype: DType
    rows: int
    columns: int
    stride: int
    at: int = 0
    panels: int = 0

    @classmethod
    def of(
        cls, buffer: str, shape: Shape, dtype: DType = "f", *, panels: int = 0, at: int = 0
    ) -> Store:
        """The store for an array of that shape."""
        rows = shape[0] if len(shape) > 1 else 1
        columns = math.prod(shape[1:] if len(shape) > 1 else shape)
        stride = up(columns, PANEL) if len(shape) > 1 and columns > 1 else up(columns, 1)
        if len(shape) > 1 and columns > 1 and not panels and stride // 16 % 2 == 0:
            # An odd number of cache lines from row to row: rows do not push each other out.
            stride += 16
        return cls(buffer, dtype, rows, columns, stride, at, panels)

    @property
    def extent(self) -> int:
        """Numbers from `at` to the end."""
        if self.rows == 1 and self.stride == self.columns:
            return up(self.columns, 16)
        if self.panels:
            return up(self.columns, PANEL) // self.panels * self.panel_size
        return up(self.rows, TILE) * self.stride

    @property
    def panel_size(self) -> int:
        """Numbers of one panel: an odd number of cache lines, so that panels do not push each other
        out."""
        return up(self.rows, TILE) * self.panels + 16

    def place(self, row: Index, column: Index) -> Index:
        """Where a number is in the buffer."""
        if not self.panels:
            return row * self.stride + column + self.at
        panel, inside = column.split(self.panels)
        return panel * self.panel_size + row * self.panels + inside + self.at

    def places(self) -> NDArray[np.intp]:
        """Where all numbers are, in row-major order."""
        rows, columns = np.arange(self.rows)[:, None], np.arange(self.columns)
        if not self.panels:
            return (self.at + rows * self.stride + columns).reshape(-1)
        panel, inside = np.divmod(columns, self.panels)
        return (self.at + panel * self.panel_size + rows * self.panels + inside).reshape(-1)

    def read(self, numbers: NDArray[Any], into: NDArray[Any]) -> None:
        """Fills `into`, in row-major order, from all `numbers` of the buffer."""
        if not self.panels:
            rows = numbers[self.at : self.at + self.rows * self.stride]
            into.reshape(self.rows, -1)[...] = rows.reshape(self.rows, -1)[:, : self.columns]
            return
        count = up(self.columns, self.panels) // self.panels
        panels = numbers[self.at : self.at + count * self.panel_size].reshape(count, -1)
        by_rows = panels[:, : self.rows * self.panels].reshape(count, self.rows, -1).swapaxes(0, 1)
        if self.columns % self.panels == 0:
            into.reshape(by_rows.shape)[...] = by_rows
        else:
            into.reshape(self.rows, -1)[...] = by_rows.reshape(self.rows, -1)[:, : self.columns]


class FlatLayout:
    """Where weights lie on the device. `loose` weights, whose gradient no matrix product makes,
    come first, the first `loose_size` numbers; `size` is that of a flat vector, `places` says
    where each number of the engine's flat vectors and states lies, `flat` those of one vector.
    Room between weights is and stays 0."""

    def __init__(
        self, spec: TrainingSpec, shapes: Mapping[str, Shape], loose: set[str], packed: set[str]
    ) -> None:
        self.weights: dict[str, Store] = {}
        at = 0
        for name in sorted(spec.weights, key=lambda n: (n not in loose, spec.weights[n])):
            store = Store.of("state", shapes[name], panels=PANEL * (name in packed), at=at)
            self.weights[name] = store
            at += up(store.extent, 16)
            if name in loose:
                self.loose_size = at
        if not loose:
            self.loose_size = 0
        self.size = at
        self.flat = np.concatenate([self.weights[name].places() for name in spec.weights])
        rows = [self.flat + at * k for k in range(1 + len(spec.slots))]
        self.states_at = at * len(rows)
        states = np.arange(spec.state_size) + self.states_at
        self.places = np.concatenate([*rows, states])
        self.total = self.states_at + spec.state_size
        self._order = [
            replace(self.weights[name], at=self.weights[name].at + at * k)
            for k in range(len(rows)) for name in spec.weights
        ]

    def taken(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """What lies at `places`, a row of a panel at a time: four times as fast as one by one."""
        found, at = np.empty(len(self.places), numbers.dtype), 0
        for store in self._order:
            end = at + store.rows * store.columns
            store.read(numbers, found[at:end])
            at = end
        found[at:] = numbers[self.states_at :]
        return found
