"""Learning from labelled samples: the gradient of a batch, the step it causes, the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.build import Build
from engine.ir.expr import Expr, variable
from engine.ir.functions import concat, greater, maximum, minimum, where
from engine.ir.gradient import gradients
from engine.metrics import metrics, score_name
from engine.network import Network, bind, data_loss, labels_variable, live_name
from engine.optimizers import Optimizer

__all__ = [
    "AGE", "DECAY", "GRADIENT", "HELD", "L1", "L2", "LOGITS", "OUTPUT", "RATE", "WEIGHTS", "Shape",
    "coefficients", "judgement", "of_gradient", "of_slot", "of_state", "penalty", "slot_names",
    "step_gradient", "total_loss", "update",
]

WEIGHTS, GRADIENT, L1, L2, DECAY = ".weights", ".gradient", ".l1", ".l2", ".decay"
"""Names of the flat vectors, one number for every weight."""
RATE, AGE = ".rate", ".age"
"""Names of the scalars: this step's learning rate, and its number counted from 1."""
OUTPUT, LOGITS = ".output", ".logits"
HELD = ".held"
"""The slot of a network with frozen weights: 1 for each that is left as it is, else 0."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which parts a weight update has. What is switched off costs nothing."""

    size: int
    regularized: bool
    clips_norm: bool
    clips_value: bool
    holds: bool = False


def of_gradient(weight: str) -> str:
    """The name of the output that is the gradient of `weight`."""
    return f"gradient:{weight}"


def of_state(state: str) -> str:
    """The name of the output that is the new value of `state`."""
    return f"state:{state}"


def of_slot(slot: str) -> str:
    """The name of the variable, and of the output, that is an optimizer's slot."""
    return f"slot:{slot}"


def slot_names(optimizer: Optimizer, holds: bool) -> tuple[str, ...]:
    """The variables behind all slots, in the order in which they are kept. A network that `holds`
    weights has one more."""
    return tuple(of_slot(name) for name in (*optimizer.slots, *((HELD,) if holds else ())))


def step_gradient(network: Network) -> dict[str, Expr]:
    """The first half of a step: "loss" of the batch, the gradient of every weight, new states.

    Penalties are not part of it: they depend on the weights alone and belong to `update`.
    """
    slopes = gradients(network.loss, list(network.weights.values()))
    return {
        "loss": network.loss,
        **{of_gradient(name): g for name, g in zip(network.weights, slopes, strict=True)},
        **{of_state(name): value for name, value in network.updates.items()},
    }


def total_loss(network: Network) -> Expr:
    """The loss with its penalties, as one expression of the separate weights."""
    loss = network.loss
    for name, w in network.weights.items():
        loss = loss + network.l1[name] * w.abs().sum() + network.l2[name] * 0.5 * (w * w).sum()
    return loss


def coefficients(network: Network) -> dict[str, Expr]:
    """How strongly every single weight is regularized, (count,) each; depends on knobs only."""
    specs = network.weight_specs

    def flat(strengths: Mapping[str, Expr | float]) -> Expr:
        zero = variable(live_name(".training", "l1"), ()) * 0
        parts = [
            (zero + strength).broadcast_to((specs[name].size,))
            for name, strength in strengths.items()
        ]
        return concat(parts, axis=0)

    return {L1: flat(network.l1), L2: flat(network.l2)}


def penalty(size: int) -> Expr:
    """What regularization adds to the loss, a scalar."""
    w, l1, l2 = (variable(name, (size,)) for name in (WEIGHTS, L1, L2))
    return (l1 * w.abs() + l2 * 0.5 * (w * w)).sum()


def update(optimizer: Optimizer, shape: Shape) -> dict[str, Expr]:
    """The second half of a step: the new flat weights and slots from the gradient of the batch.

    The order is: add the slopes of the penalties, limit values, limit the norm, move. Weights that
    are held count for nothing in the norm, and neither they nor their slots move.
    """
    w, g, l1, l2, decay = (
        variable(name, (shape.size,)) for name in (WEIGHTS, GRADIENT, L1, L2, DECAY)
    )
    if shape.regularized:
        g = g + l1 * w.sign() + l2 * w
    held = variable(of_slot(HELD), (shape.size,))
    if shape.holds:
        g = where(greater(held, 0.5), 0.0, g)
    if shape.clips_value:
        limit = variable(live_name(".training", "clip_value"), ())
        g = maximum(minimum(g, limit), -limit)
    if shape.clips_norm:
        g = _shortened(g, variable(live_name(".training", "clip_norm"), ()))
    slots = {name: variable(of_slot(name), (shape.size,)) for name in optimizer.slots}
    rule = bind(".optimizer", optimizer)
    moved, kept = rule.update(w, g, slots, variable(RATE, ()), variable(AGE, ()), decay)
    made = {WEIGHTS: moved, **{of_slot(name): value for name, value in kept.items()}}
    if not shape.holds:
        return made
    before = {WEIGHTS: w, **{of_slot(name): slot for name, slot in slots.items()}}
    still = {name: where(greater(held, 0.5), before[name], made[name]) for name in made}
    return {**still, of_slot(HELD): held}


def _shortened(g: Expr, limit: Expr) -> Expr:
    """`g` with a norm of at most `limit`. Scaled by its greatest entry first, because squares of
    a gradient worth clipping may be too large for a float."""
    greatest = maximum(g.abs().max(), 1e-30)
    scaled = g / greatest
    norm = (scaled * scaled).sum().sqrt() * greatest
    return g * minimum(limit / maximum(norm, 1e-30), 1.0)


def judgement(build: Build, activation: str, count: int) -> dict[str, Expr]:
    """ "loss" (without penalties) and "score" of `count` outputs against their labels."""
    spec = build.spec
    output = variable(OUTPUT, (count, spec.outputs))
    logits = variable(LOGITS, (count, spec.outputs))
    labels = labels_variable(spec, count)
    metric = metrics.make(score_name(spec.task))
    return {
        "loss": data_loss(build.loss, spec, activation, output, logits, labels),
        "score": metric.build(logits, output, labels, spec.task),
    }
