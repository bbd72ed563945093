"""Reads a project for the canvas, and not again while nothing that counts has changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from app.canvas.columns import Network, read_network
from app.model.project import Project
from app.texts import language
from engine.datasets import DataSpec
from engine.graph import Graph

__all__ = ["Reader"]


class Reader:
    """Keeps the last network: moving nodes changes nothing that is read."""

    def __init__(self) -> None:
        self._key: tuple[Any, ...] = ()
        self._spec: DataSpec | None = None
        self._network: Network | None = None

    def read(
        self,
        project: Project,
        spec: DataSpec | None,
        unfolded: Mapping[str, int],
        opened: Collection[str],
    ) -> Network:
        """The same as `read_network`."""
        key = (
            _essence(project.graph), project.experiment.loss, project.experiment.surgery,
            dict(unfolded), frozenset(opened), language(),
        )
        if self._network is None or spec is not self._spec or key != self._key:
            self._key, self._spec = key, spec
            self._network = read_network(project, spec, unfolded, opened)
        elif self._network.graph != project.graph:
            self._network = replace(self._network, graph=project.graph)
        return self._network


def _essence(graph: Graph) -> tuple[Any, ...]:
    """A graph without the places of its nodes."""
    return graph.wires, tuple((node.id, node.layer, node.label) for node in graph.nodes)
