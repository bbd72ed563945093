"""What is kept of a run."""

from __future__ import annotations

import numpy as np

from engine.record import Record


def rows(first: int, count: int, losses: np.ndarray) -> list[tuple[float, ...]]:
    return [(e, float(losses[e]), 0.5, 0.0, 1.0, 1.0) for e in range(first, first + count)]


def test_a_very_long_run_is_kept_in_little_room_and_keeps_its_spikes() -> None:
    losses = 1.0 + 0.1 * np.random.default_rng(3).random(200_000)
    losses[[70_003, 150_000]] = 9.0, 0.01
    record, looked = Record(), 0
    for first in range(0, len(losses), 500):
        record.extend(rows(first, 500, losses))
        if first % 20_000 == 0:
            looked += len(record.fresh())
    curve = record.curve()
    assert len(curve) <= 60_000
    assert (curve.train_loss.max(), curve.train_loss.min()) == (9.0, 0.01)
    assert (curve.epoch[0], curve.epoch[-1]) == (0, 199_999)
    assert (np.diff(curve.epoch) > 0).all()
    assert np.diff(curve.epoch).max() < 200_000 / 1000, "no part of the run is left out"
    assert looked > 50_000


def test_rows_that_nobody_has_seen_are_kept_in_little_room_too() -> None:
    losses = np.linspace(2.0, 1.0, 120_000)
    record = Record()
    for first in range(0, len(losses), 10_000):
        record.extend(rows(first, 10_000, losses))
    fresh = record.fresh()
    assert len(fresh) <= 60_000
    assert (fresh.epoch[0], fresh.epoch[-1]) == (0, 119_999)
    assert len(record.fresh()) == 0
