"""Which wires may be drawn just now, and in words why others may not."""

from __future__ import annotations

from app.canvas.folding import group_title
from app.errors import explain
from app.model import drawing
from app.model.fitting import free_port, refusal
from app.model.project import Project
from app.texts import tr
from engine.build import Build
from engine.errors import Problem
from engine.graph import Graph, Wire

__all__ = ["Fits"]


class Fits:
    """Answers for one state of a project; what was asked is remembered. `old` is a wire that is
    being moved: its port counts as free."""

    def __init__(self, project: Project, built: Build | None, old: Wire | None = None) -> None:
        self._graph: Graph = project.graph
        if old is not None:
            self._graph = drawing.disconnect([old])(project).graph
        self._built = built
        self._folded = {
            node: group for group in project.board.groups if group.folded for node in group.nodes
        }
        self._known: dict[Wire, str] = {}

    def free_port(self, node: str) -> int:
        """The first free input port of a node; 0 where there is none."""
        return free_port(self._graph, node) or 0

    def reason(self, wire: Wire) -> str:
        """Why this wire may not be drawn, as a sentence; "" when it may."""
        if wire not in self._known:
            trouble = refusal(self._graph, self._built, wire.source, wire.target, wire.port)
            self._known[wire] = self._words(trouble) if trouble is not None else ""
        return self._known[wire]

    def _words(self, trouble: Problem) -> str:
        """What is wrong. Of a layer that is not seen it says in which folded group it is."""
        told, group = str(explain(trouble, self._graph)), self._folded.get(trouble.node)
        if group is None:
            return told
        return tr("{layer}: {sentence}", layer=group_title(group), sentence=told)
