"""What the tests of the engine share: trainers on devices, which somebody has to close."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.trainer import Trainer


@pytest.fixture
def trainers() -> Iterator[list[Trainer]]:
    """Trainers that are closed after the test."""
    made: list[Trainer] = []
    yield made
    for trainer in made:
        trainer.close()
