"""Learning rates over time."""

from __future__ import annotations

import math

import pytest

from engine.schedules import schedules

EPOCHS = [0.0, 0.1, 1.0, 7.5, 99.99, 100.0, 250.0, 1e5]


@pytest.mark.parametrize("name", list(schedules))
def test_every_rate_is_between_zero_and_the_one_that_was_set(name: str) -> None:
    made = schedules.make(name)
    rates = [made.rate(0.3, epoch) for epoch in EPOCHS]
    assert all(math.isfinite(rate) and 0 <= rate <= 0.3 for rate in rates)
    assert made.rate(0.3, 0.0) > 0


@pytest.mark.parametrize("name", list(schedules))
def test_is_proportional_to_the_rate_that_was_set(name: str) -> None:
    made = schedules.make(name)
    for epoch in EPOCHS:
        assert made.rate(0.6, epoch) == pytest.approx(2 * made.rate(0.3, epoch))


@pytest.mark.parametrize("name", list(schedules))
def test_people_can_read_it(name: str) -> None:
    cls = schedules[name]
    assert "_" not in cls.label
    assert cls.summary.endswith(".")
    assert schedules.from_plain(cls().to_plain()) == cls()
    assert all(p.live for p in cls.params.values())


def test_settings_with_one_name_have_one_range() -> None:
    """A setting is kept when another schedule is chosen, so it has to fit there as well."""
    ranges: dict[str, set[tuple[float | None, float | None]]] = {}
    for cls in schedules.values():
        for key, p in cls.params.items():
            ranges.setdefault(key, set()).add((p.lo, p.hi))
    assert all(len(found) == 1 for found in ranges.values())


def test_constant_never_changes() -> None:
    assert {schedules.make("constant").rate(0.1, epoch) for epoch in EPOCHS} == {0.1}


def test_step_drops_at_the_epochs_it_says() -> None:
    made = schedules.make("step", {"every": 10, "factor": 0.5})
    rates = [made.rate(1.0, epoch) for epoch in (0, 9.99, 10, 19.9, 20)]
    assert rates == [1.0, 1.0, 0.5, 0.5, 0.25]


def test_exponential_loses_one_share_every_epoch() -> None:
    made = schedules.make("exponential", {"keep": 0.9})
    assert made.rate(1.0, 2.0) == pytest.approx(0.81)
    assert made.rate(1.0, 0.5) == pytest.approx(math.sqrt(0.9))


def test_cosine_is_half_way_down_in_the_middle_and_stays_low() -> None:
    made = schedules.make("cosine", {"epochs": 100, "lowest": 0.2})
    rates = [made.rate(1.0, epoch) for epoch in (0, 50, 100, 1000)]
    assert rates == pytest.approx([1.0, 0.6, 0.2, 0.2])


def test_cosine_with_restarts_jumps_back_up() -> None:
    made = schedules.make("cosine", {"epochs": 100, "repeat": True})
    assert made.rate(1.0, 100.0) == 1.0
    assert made.rate(1.0, 150.0) == pytest.approx(0.5)


def test_warm_up_grows_evenly_to_the_full_rate() -> None:
    made = schedules.make("warmup", {"ramp": 10, "start": 0.2})
    rates = [made.rate(1.0, epoch) for epoch in (0, 5, 10, 1000)]
    assert rates == pytest.approx([0.2, 0.6, 1.0, 1.0])
