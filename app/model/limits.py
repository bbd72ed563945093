"""How much a project may hold: what a file may contain, and what an edit may add."""

from __future__ import annotations

__all__ = ["FAR", "MARKS", "NODES", "NOTES", "PORTS", "TEXT", "WIRES", "WORD"]

NODES, WIRES, PORTS = 1000, 10_000, 1000
NOTES = 1000
"""Also the greatest number of groups."""
WORD, TEXT = 200, 100_000
"""Characters in a name or title of a node, and in a text."""
FAR = 1e6
"""The greatest distance of anything on the canvas from its origin, in logical pixels."""
MARKS = 12_000_000
"""Letters of what says which numbers of a weight are marked."""
