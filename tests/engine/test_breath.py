"""Long work can be given up at any of its breaths, and then it has changed nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.breath import breathing, slowly
from engine.trainer import Trainer
from tests.engine.runs import dense, experiment


class GivenUp(Exception):
    """By the test."""


def nothing() -> None:
    """Goes on."""


def at(number: int) -> Callable[[], None]:
    """Gives up at this breath."""
    left = [number]

    def look() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise GivenUp

    return look


def breaths(work: Callable[[], object]) -> int:
    """How often `work` breathes."""
    count = [0]

    def look() -> None:
        count[0] += 1

    with breathing(look):
        work()
    return count[0]


def trained() -> Trainer:
    trainer = Trainer(experiment(dense(3)))
    trainer.advance(steps=3)
    return trainer


def test_only_who_asks_is_called() -> None:
    assert breaths(lambda: [*slowly("abc")]) == 3
    with breathing(nothing):
        pass
    assert [*slowly("abc")] == ["a", "b", "c"]


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_change_that_is_given_up_leaves_the_run_as_it_was(share: float) -> None:
    other = experiment(dense(4), dense(3))
    whole = breaths(lambda: trained().change(other)) - breaths(trained)
    trainer, untouched = trained(), trained()
    before = trainer.experiment
    with pytest.raises(GivenUp), breathing(at(int(share * whole))):
        trainer.change(other)
    assert trainer.experiment is before and trainer.build.graph == before.graph
    for one in (trainer, untouched):
        one.advance(epochs=1)
    for name, array in untouched.weights().items():
        assert np.array_equal(array, trainer.weights()[name])
    assert trainer.change(other).rebuilt


def test_a_frame_that_is_given_up_takes_no_row_of_the_curve_with_it() -> None:
    trainer = trained()
    trainer.advance(epochs=2)
    with pytest.raises(GivenUp), breathing(at(3)):
        trainer.frame()
    assert list(trainer.frame().curve.epoch) == [0, 1, 2]
