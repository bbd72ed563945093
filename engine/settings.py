"""Which settings of an experiment are live values, and which are built into its network."""

from __future__ import annotations

from typing import Any

from engine.experiment import Experiment
from engine.network import live_values, structure
from engine.param import Declared

__all__ = ["formulas_of", "live_settings", "structure_of"]


def live_settings(experiment: Experiment) -> dict[str, float]:
    """All live settings by the name of the variable behind them."""
    values: dict[str, float] = {}
    for owner, declared in _owners(experiment).items():
        values |= live_values(owner, declared)
    return {**values, **live_values(".training", experiment.training)}


def structure_of(experiment: Experiment) -> tuple[Any, ...]:
    """What a change of makes a rebuild necessary. The schedule and the seed are not part of it, and
    of surgery only whether there are weights that are held, and the nodes with a unit knocked out.
    """
    return (
        *formulas_of(experiment), experiment.data, experiment.split, experiment.training.batch_size,
    )


def formulas_of(experiment: Experiment) -> tuple[Any, ...]:
    """What the formulas of a network depend on, for samples of one kind, however many."""
    built_in = {owner: structure(declared) for owner, declared in _owners(experiment).items()}
    graph = experiment.graph
    return (
        built_in, set(graph.wires), graph.order(),
        experiment.surgery.holds, experiment.surgery.knocked_nodes,
    )


def _owners(experiment: Experiment) -> dict[str, Declared]:
    """Everything with settings inside the network, by owner (`engine.network.live_name`)."""
    return {
        **{node.id: node.layer for node in experiment.graph.nodes},
        ".loss": experiment.loss,
        ".optimizer": experiment.optimizer,
    }
