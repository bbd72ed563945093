"""Where wires lead: what feeds a node, what it feeds, and in which order all of them compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

__all__ = ["Paths", "Wire"]


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection from the output of `source` to input `port` of `target`."""

    source: str
    target: str
    port: int = 0


@dataclass(frozen=True)
class Paths:
    """What `wires` make of the nodes called `ids`, whatever layers these are. Every answer is
    found once; graphs that differ in their layers alone share them all (`Graph.learn_from`)."""

    ids: tuple[str, ...]
    wires: tuple[Wire, ...]

    @cached_property
    def into(self) -> Mapping[str, tuple[Wire, ...]]:
        """The wires that end in a node, by port; nothing for a node without."""
        found: dict[str, list[Wire]] = {}
        for wire in sorted(self.wires, key=attrgetter("port")):
            found.setdefault(wire.target, []).append(wire)
        return {id: tuple(wires) for id, wires in found.items()}

    @cached_property
    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """The nodes that feed a node, by port; nothing for a node that none feeds."""
        return {id: tuple(w.source for w in wires) for id, wires in self.into.items()}

    @cached_property
    def targets(self) -> Mapping[str, tuple[str, ...]]:
        """The nodes that a node feeds, in the order of the wires; nothing where there are none."""
        found: dict[str, list[str]] = {}
        for wire in self.wires:
            found.setdefault(wire.source, []).append(wire.target)
        return {id: tuple(targets) for id, targets in found.items()}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """See `Graph.order`. Kahn's algorithm."""
        sources, targets = self.sources, self.targets
        waiting = {id: len(sources.get(id, ())) for id in self.ids}
        done = [id for id, count in waiting.items() if count == 0]
        for id in done:  # grows while it is read
            for target in targets.get(id, ()):
                waiting[target] -= 1
                if waiting[target] == 0:
                    done.append(target)
        return tuple(done)

    @cached_property
    def reading(self) -> tuple[str, ...]:
        """See `Graph.reading`."""
        ordered = set(self.order)
        every = (*self.order, *(id for id in self.ids if id not in ordered))
        ends = self.sources.keys() | self.targets.keys()
        return (*(id for id in every if id in ends), *(id for id in every if id not in ends))

    def ancestors(self, id: str) -> frozenset[str]:
        """See `Graph.ancestors`."""
        if id not in self._ancestors:
            found: set[str] = set()
            sources = self.sources
            waiting = list(sources.get(id, ()))
            while waiting:
                source = waiting.pop()
                if source not in found:
                    found.add(source)
                    waiting.extend(sources.get(source, ()))
            self._ancestors[id] = frozenset(found)
        return self._ancestors[id]

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        return {}
