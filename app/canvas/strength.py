"""How strong a wire between two cards is, as its sign and its width.

Colour: the sign of the mean weight that the wire meets in its target, grey where there are no
weights. Width: the root mean square of these weights times the root of their number a neuron,
which is how much louder a signal leaves than it came; so wide and narrow layers compare.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from app.canvas.columns import Network

__all__ = ["Strength", "strengths"]

_STEPS = 12
_EVEN, _STICKY = 1.0, 0.04
"""The gain that is half as wide as can be; means this near to zero keep the sign they had."""


@dataclass(frozen=True)
class Strength:
    """`sign` of the mean weight: −1, 0 (no weights) or 1; `share` of the greatest width, [0, 1]."""

    sign: int = 0
    share: float = 0.25


def strengths(
    network: Network, weights: Mapping[str, NDArray[np.float32]],
    before: Mapping[tuple[str, str], Strength],
    asked: Collection[tuple[str, str]] | None = None, *, moving: bool = True,
) -> dict[tuple[str, str], Strength]:
    """The strength of every link of `network`, or of those that are `asked` for, by source and
    target. While they are `moving` a sign of `before` stays when the mean is near zero, so that
    wires do not flicker; at rest what is seen does not depend on what was seen before."""
    made: dict[tuple[str, str], Strength] = {}
    rows: dict[str, int] = {}
    ends = dict.fromkeys(target for _, target in asked or ())
    met = chain.from_iterable(map(network.links_into, ends)) if asked is not None else network.links
    for link in met:
        key, first = (link.source, link.target), rows.get(link.target, 0)
        rows[link.target] = first + network.column(link.source).units
        if asked is not None and key not in asked:
            continue
        matrix, known = weights.get(link.matrix), before.get(key, Strength())
        if matrix is not None and matrix.ndim == 2 and matrix.shape[0] != link.inputs:
            made[key] = known  # nothing was measured since the last edit
            continue
        flat = matrix is not None and matrix.ndim == 2
        part = matrix[first : rows[link.target]] if matrix is not None and flat else None
        made[key] = _strength(part, known if moving else Strength())
    return made


def _strength(weights: NDArray[np.float32] | None, before: Strength) -> Strength:
    if weights is None or not weights.size:
        return Strength()
    flat = np.nan_to_num(weights, posinf=1e6, neginf=-1e6).ravel()
    size = math.sqrt(float(np.dot(flat, flat)) / flat.size)
    mean = float(flat.mean())
    gain = size * math.sqrt(len(weights))
    steady = before.sign and abs(mean) < _STICKY * size
    sign = before.sign if steady else (-1 if mean < 0 else 1)
    return Strength(sign, round(gain / (gain + _EVEN) * _STEPS) / _STEPS)
