"""What laws draw by chance: wires between any nodes, and odd values in plain ones."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from engine.graph import Wire

__all__ = ["any_wires", "spoiled", "ways"]


@st.composite
def any_wires(draw: Any, ids: list[str]) -> tuple[Wire, ...]:
    """Wires from any of these nodes to any, circles too; each into a port of its own."""
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=14))
    ports = dict.fromkeys(ids, 0)
    wires = []
    for source, target in dict.fromkeys(pairs):
        wires.append(Wire(source, target, ports[target]))
        ports[target] += 1
    return tuple(wires)


def ways(plain: Any) -> list[tuple[Any, ...]]:
    """The way to every value inside plain JSON values, by keys and indices."""
    inside = list(enumerate(plain)) if isinstance(plain, list) else []
    inside += plain.items() if isinstance(plain, dict) else []
    return [(key, *rest) for key, value in inside for rest in ((), *ways(value))]


def spoiled(plain: Any, way: tuple[Any, ...], odd: Any) -> Any:
    """A copy of plain JSON values, with `odd` at the end of `way`."""
    whole = inside = json.loads(json.dumps(plain))
    for key in way[:-1]:
        inside = inside[key]
    inside[way[-1]] = odd
    return whole
