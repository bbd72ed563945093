"""A training as formulas for the ways that run whole epochs at once."""

from __future__ import annotations

import math
from typing import Any

from engine import random
from engine.backends.training import TrainingSpec
from engine.build import Build
from engine.datasets.base import Data
from engine.ir.expr import Expr
from engine.metrics import metrics, score_name
from engine.network import SEED, STEP, X, Y
from engine.objectives import supervised as rules
from engine.optimizers import Optimizer

__all__ = ["training_spec"]


def training_spec(
    build: Build, optimizer: Optimizer, data: Data, batch: int, live: tuple[str, ...],
    key: Any = None,
) -> TrainingSpec:
    """What a loop kernel needs to train `build` on `data`; `live` as in `Memory.set_live`, `key` as
    `engine.settings.formulas_of`; None where nobody asks."""
    spec, holds = build.spec, build.surgery.holds
    metric = metrics.make(score_name(spec.task))

    def evaluation(count: int) -> dict[str, Expr]:
        net = build.network(count, False)
        score = metric.build(net.logits, net.output, net.labels, spec.task)
        return {"loss": net.loss, "score": score}

    return TrainingSpec(
        size=build.size,
        state_size=build.state_size,
        batch=batch,
        train_count=len(data.x_train),
        test_count=len(data.x_test),
        sample_size=math.prod(spec.shape),
        label_size=spec.outputs if spec.task == "regression" else 1,
        labels_are_numbers=spec.task != "regression",
        shuffle_stream=random.SHUFFLE << 28,
        roles={
            "x": X, "y": Y, "number": STEP, "seed": SEED, "rate": rules.RATE, "age": rules.AGE,
            "weights": rules.WEIGHTS, "gradient": rules.GRADIENT, "l1": rules.L1, "l2": rules.L2,
            "decay": rules.DECAY,
        },
        weights={name: w.offset for name, w in build.weights.items()},
        states={name: s.offset for name, s in build.states.items()},
        slots=rules.slot_names(optimizer, holds),
        live=live,
        slope_names={name: rules.of_gradient(name) for name in build.weights},
        state_names={name: rules.of_state(name) for name in build.states},
        gradient=lambda count: rules.step_gradient(build.network(count, True)),
        update=lambda size, all_: rules.update(
            optimizer, rules.Shape(size, all_, all_, all_, holds)
        ),
        evaluation=evaluation,
        penalty=lambda size: {"penalty": rules.penalty(size)},
        key=(spec.form, key),
    )
