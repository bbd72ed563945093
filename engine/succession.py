"""From one network to the next: what runs the changed one, and what becomes of the numbers."""

from __future__ import annotations

from typing import Any

from engine.build import Build
from engine.experiment import Experiment
from engine.memory import NOBODY, Others
from engine.patch import NOTHING, Patch
from engine.runner import Runner
from engine.settings import live_settings

__all__ = ["succeed"]


def succeed(
    made: Build, experiment: Experiment, dtype: Any, before: Runner | None, *, alike: bool,
    others: Others = NOBODY, patch: Patch = NOTHING,
) -> tuple[Runner, int, int]:
    """A runner for `experiment`, which was built as `made`; how many weights were there `before`,
    and how many are gone. Where both are `alike`, with the same formulas, that is the one before,
    with all that it has compiled. Until this is done all is as it was."""
    if before is not None and alike and not others and not patch.orders:
        before.build = made
        return before, made.size, 0
    runner = Runner(made, experiment.optimizer, dtype)
    runner.set_live(live_settings(experiment), experiment.training.seed)  # this takes long
    runner.memory.initialize(experiment.training.seed)
    if before is None:
        return runner, 0, 0
    return runner, *runner.memory.carry_from(before.memory, others, patch)
