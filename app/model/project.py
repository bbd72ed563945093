"""What a person works on: one experiment with a title and a description, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.model.board import Board
from engine.datasets import datasets
from engine.experiment import Experiment
from engine.graph import Graph, Node
from engine.layers import layers
from engine.losses import losses
from engine.optimizers import optimizers
from engine.schedules import schedules

__all__ = ["Project", "blank"]


@dataclass(frozen=True)
class Project:
    """Everything that is saved in a project file except learned weights.

    `board` is what the canvas holds beside the network; it never changes a training run.
    """

    experiment: Experiment
    title: str = ""
    description: str = ""
    board: Board = Board()

    def with_experiment(self, **fields: Any) -> Project:
        """A copy whose experiment has some fields replaced."""
        return replace(self, experiment=replace(self.experiment, **fields))

    def with_graph(self, graph: Graph) -> Project:
        """A copy with another graph; the board forgets the nodes that are gone."""
        kept = self.board.among(node.id for node in graph.nodes)
        return replace(self.with_experiment(graph=graph), board=kept)

    def with_board(self, board: Board) -> Project:
        """A copy with another board."""
        return replace(self, board=board)

    def bare(self) -> Project:
        """The same project in little memory: see `Graph.bare`."""
        return self.with_experiment(graph=self.graph.bare())

    @property
    def graph(self) -> Graph:
        """The network as drawn."""
        return self.experiment.graph

    def nodes(self, kind: str) -> tuple[Node, ...]:
        """The nodes whose layer is of this kind, for example ``"input"``."""
        return tuple(node for node in self.graph.nodes if node.layer.name == kind)


def blank() -> Project:
    """The project that "New" starts with: a small network in front of the circle data."""
    graph = Graph.chain(
        layers.make("input"), layers.make("dense", {"units": 4}), layers.make("output")
    )
    return Project(
        Experiment(
            graph,
            datasets.make("circle"),
            losses.make("mse"),
            optimizers.make("sgd"),
            schedules.make("constant"),
        )
    )
