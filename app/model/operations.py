"""Surgery on a network: edits that go with numbers to be put into it, and with those to put back.

What is operated on is said by `Where`: weights by full name, and which of their numbers. Numbers
are those of the newest frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.model.edits import Edit
from app.model.project import Project
from engine.build import Build
from engine.memory import initial
from engine.patch import NOTHING, Numbers, Patch, Places
from engine.surgery import EVERYTHING, Surgery, is_mask

__all__ = [
    "Operation", "Weights", "Where", "are_held", "cut", "freeze", "knock_out", "of_layer",
    "of_unit", "of_weight", "prune", "reset", "set_number", "thaw",
]  # fmt: skip

Bools: TypeAlias = NDArray[np.bool_]
Weights: TypeAlias = Mapping[str, NDArray[np.float32]]
Where: TypeAlias = Mapping[str, Bools]


@dataclass(frozen=True, eq=False)
class Operation:
    """An edit, the numbers that come with it, and those that come back when it is undone."""

    edit: Edit
    patch: Patch = NOTHING
    undo: Patch = NOTHING


# --- on what ----------------------------------------------------------------------------------


def of_weight(build: Build, name: str, index: tuple[int, ...]) -> Where:
    """A single number of a weight; nothing where it does not have that index."""
    shape = build.weights[name].shape if name in build.weights else ()
    marked = np.zeros(shape, bool)
    inside = len(index) == len(shape) and all(0 <= i < n for i, n in zip(index, shape, strict=True))
    if not inside or name not in build.weights:
        return {}
    marked[index] = True
    return {name: marked}


def of_unit(build: Build, node: str, unit: int) -> Where:
    """What a neuron has of its own: the weights of what comes in, and its bias."""
    found = {}
    units = build.shapes.get(node, ())[-1:]
    for name, spec in build.weights.items():
        if spec.node == node and spec.shape[-1:] == units and 0 <= unit < spec.shape[-1]:
            found[name] = np.zeros(spec.shape, bool)
            found[name][..., unit] = True
    return found


def of_layer(build: Build, node: str) -> Where:
    """All weights of a node."""
    return {n: np.ones(s.shape, bool) for n, s in build.weights.items() if s.node == node}


def are_held(surgery: Surgery, where: Where) -> bool:
    """Whether training leaves all of them alone, and there are some."""
    held = [surgery.held(name, marked.shape)[marked].all() for name, marked in where.items()]
    return bool(held) and all(held)


# --- freezing, knocking out -------------------------------------------------------------------


def freeze(where: Where, *, growing: bool = False) -> Edit:
    """Training leaves these weights as they are; `growing`: whole arrays, and what they grow by."""

    def change(surgery: Surgery) -> Surgery:
        for name, marked in where.items():
            before = surgery.marked("frozen", name, marked.shape)
            if growing:
                surgery = surgery.mark("frozen", name, EVERYTHING)
            elif not before[marked].all():
                surgery = surgery.mark("frozen", name, before | marked)
        return surgery

    return _surgery(change)


def thaw(where: Where) -> Edit:
    """Training moves these weights again, also those that were pruned."""
    return _surgery(lambda surgery: _thawed(surgery, where))


def knock_out(node: str, shape: tuple[int, ...], unit: int, out: bool = True) -> Edit:
    """Takes a unit of a node, whose samples have this shape, out of the network or back in."""

    def change(surgery: Surgery) -> Surgery:
        marked = surgery.marked("knocked", node, shape)
        marked.reshape(-1)[unit] = out
        return surgery.mark("knocked", node, marked)

    return _surgery(change)


# --- numbers ------------------------------------------------------------------------------------


def set_number(
    weights: Weights, name: str, index: tuple[int, ...], value: float
) -> Operation:
    """Another number for one weight. One that was pruned is frozen from then on: it stays."""
    patch = Patch.one(name, index, value)
    marked = np.zeros(weights[name].shape, bool)
    marked[index] = True

    def change(surgery: Surgery) -> Surgery:
        pruned = surgery.marked("pruned", name, marked.shape)
        if not pruned[index]:
            return surgery
        frozen = surgery.marked("frozen", name, marked.shape) | marked
        return surgery.mark("pruned", name, pruned & ~marked).mark("frozen", name, frozen)

    return Operation(_surgery(change), patch, Patch.at(weights, patch.places))


def prune(
    build: Build, weights: Weights, surgery: Surgery, where: Where, share: float
) -> Operation:
    """Makes the smallest of these weights 0 for good: a `share` of those that are left, at least
    one. Biases and what is frozen stay as they are."""
    free = {
        name: marked & ~surgery.held(name, marked.shape)
        for name, marked in where.items() if build.weights[name].regularize
    }
    sizes = np.concatenate([np.abs(weights[n][m]) for n, m in free.items()] or [np.empty(0)])
    count = min(max(1, round(share * len(sizes))), len(sizes))
    chosen = np.zeros(len(sizes), bool)
    chosen[np.argsort(sizes, kind="stable")[:count]] = True
    gone, at = {}, 0
    for name, marked in free.items():
        gone[name] = np.zeros(marked.shape, bool)
        gone[name][marked] = chosen[at : at + int(marked.sum())]
        at += int(marked.sum())

    def change(now: Surgery) -> Surgery:
        for name, marked in gone.items():
            now = now.mark("pruned", name, now.marked("pruned", name, marked.shape) | marked)
        return now

    zeros = {name: np.zeros_like(weights[name]) for name in gone}
    return _replacing(_surgery(change), weights, zeros, gone)


def cut(weights: Weights, where: Where) -> Operation:
    """Makes all of these weights 0 for good, also those that were frozen."""

    def change(surgery: Surgery) -> Surgery:
        surgery = _thawed(surgery, where)
        for name, marked in where.items():
            before = surgery.marked("pruned", name, marked.shape)
            surgery = surgery.mark("pruned", name, before | marked)
        return surgery

    zeros = {name: np.zeros_like(weights[name]) for name in where}
    return _replacing(_surgery(change), weights, zeros, where)


def reset(build: Build, weights: Weights, surgery: Surgery, node: str, seed: int) -> Operation:
    """The weights and statistics of a node as they were before training, but for those that are
    frozen or pruned."""
    fresh, where = {}, {}
    for name, spec in build.weights.items():
        if spec.node == node:
            fresh[name] = initial(spec, seed).astype(np.float32)
            where[name] = ~surgery.held(name, spec.shape)
    for name, state in build.states.items():
        if state.node == node and not is_mask(name):
            fresh[name] = np.full(state.shape, state.value, np.float32)
            where[name] = np.ones(state.shape, bool)
    return _replacing(lambda project: project, weights, fresh, where)


def _replacing(edit: Edit, before: Weights, after: Weights, where: Where) -> Operation:
    """Numbers of `after` in the place of those of `before`."""
    places: dict[str, Places] = {
        name: np.argwhere(marked).astype(np.int32) for name, marked in where.items() if marked.any()
    }
    patch = Patch({
        name: Numbers(at, after[name][tuple(at.T)]) for name, at in places.items()
    })
    return Operation(edit, patch, Patch.at(before, places))


def _thawed(surgery: Surgery, where: Where) -> Surgery:
    for name, marked in where.items():
        for part in ("frozen", "pruned"):
            before = surgery.marked(part, name, marked.shape)
            if (before & marked).any():
                surgery = surgery.mark(part, name, before & ~marked)
    return surgery


def _surgery(change: Callable[[Surgery], Surgery]) -> Edit:
    def edit(project: Project) -> Project:
        return project.with_experiment(surgery=change(project.experiment.surgery))

    return edit
