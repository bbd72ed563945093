"""How fast training goes and when it is looked at, in made-up time."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from app.pace import FRAME_INTERVAL, LAG, Pace, Rhythm

START = 1000.0
"""Some moment, as a clock shows it."""


def run(pace: Pace, until: float, *, step_time: float = 0.0, turn: float = math.inf) -> list[float]:
    """Trains by the pace from START on; the moments when a step was made."""
    now, made = START, []
    while now < until:
        steps, _ = pace.bounds(now)
        assert steps is not None and steps > 0
        began, count = now, 0
        while count < steps and (count == 0 or now - began < turn):
            now += step_time
            made.append(now)
            count += 1
        pace.made(count, 0)
        now += pace.patience(now)
    return made


# --- what was asked for ---------------------------------------------------------------------


def test_nothing_is_asked_for_at_first() -> None:
    pace = Pace()
    assert not pace.has_goal
    assert pace.bounds(START) == (None, None)
    assert pace.patience(START) == 0.0


def test_steps_add_up_and_are_done_once() -> None:
    pace = Pace()
    pace.step()
    pace.step()
    assert pace.bounds(START) == (2, None)
    pace.made(1, 0)
    assert pace.bounds(START) == (1, None)
    pace.made(1, 1)
    assert not pace.has_goal


def test_an_epoch_is_a_goal_until_it_is_reached() -> None:
    pace = Pace()
    pace.step()
    pace.until(3)
    for epoch in (1, 2):
        assert pace.bounds(START) == (None, 1)
        pace.made(20, epoch)
        assert pace.has_goal
    pace.made(20, 3)
    assert not pace.has_goal


def test_a_step_takes_the_place_of_an_epoch() -> None:
    pace = Pace()
    pace.until(3)
    pace.step()
    pace.made(1, 0)
    assert not pace.has_goal


def test_playing_and_stopping_forget_what_was_asked_for() -> None:
    pace = Pace()
    for forget in (pace.stop, lambda: pace.play(START)):
        pace.step()
        forget()
        pace.until(7)
        forget()
        assert not pace.has_goal


def test_what_was_asked_for_is_done_at_full_speed() -> None:
    pace = Pace()
    pace.limit(0.5, START)
    pace.play(START)
    pace.made(1, 0)
    assert pace.patience(START) == 2.0
    pace.step()
    assert pace.patience(START) == 0.0
    pace.made(1, 0)
    assert pace.patience(START) == 2.0


# --- speed ----------------------------------------------------------------------------------


@pytest.mark.parametrize("speed", [1, 4, 20, 64, 500])
@pytest.mark.parametrize("step_time", [0.0, 1 / 4096])
def test_a_limited_speed_is_kept(speed: int, step_time: float) -> None:
    pace = Pace()
    pace.limit(speed, START)
    pace.play(START)
    made = run(pace, START + 10, step_time=step_time)
    assert made[0] == pytest.approx(START, abs=0.01)
    assert len(made) == pytest.approx(10 * speed, abs=2)
    late = [moment - START - number / speed for number, moment in enumerate(made)]
    assert min(late) >= -1e-6 and max(late) < 0.01 + 2 / speed


def test_what_a_slow_machine_could_not_do_is_not_made_up_for() -> None:
    pace = Pace()
    pace.limit(105, START)
    pace.play(START)
    assert pace.bounds(START) == (1, None)
    pace.made(1, 0)
    assert pace.bounds(START + 60) == (1 + int(105 * LAG), None)
    pace.made(3, 0)
    assert pace.patience(START + 60) == 0.0


def test_a_machine_that_is_too_slow_goes_as_fast_as_it_can() -> None:
    pace = Pace()
    pace.limit(100, START)
    pace.play(START)
    assert len(run(pace, START + 10, step_time=0.05, turn=0.01)) == pytest.approx(200, abs=1)


def test_a_new_speed_counts_from_now_and_a_new_start_keeps_to_it() -> None:
    pace = Pace()
    pace.limit(0.01, START)
    pace.play(START)
    pace.made(1, 0)
    assert pace.patience(START + 1) == pytest.approx(99)
    pace.limit(10, START + 1)
    assert pace.patience(START + 1) == 0.0
    pace.made(1, 0)
    assert pace.patience(START + 1) == pytest.approx(0.1)
    pace.limit(None, START + 1)
    assert (pace.patience(START + 1), pace.bounds(START + 1)) == (0.0, (None, None))
    pace.limit(0.01, START + 1)
    pace.made(1, 0)
    pace.play(START + 2)
    assert pace.patience(START + 2) == pytest.approx(99)
    pace.play(START + 500)
    assert pace.patience(START + 500) == 0.0


# --- frames and pictures --------------------------------------------------------------------


def moments(
    *, showing: float = 0.0, making: float = 0.0, seconds: float = 10.0
) -> tuple[list[float], list[float]]:
    """When frames, and when frames with pictures, are made by a worker that looks up every
    millisecond, for a window that takes so long to show one."""
    rhythm, frames, pictures = Rhythm(), [], []
    now = free = START
    while now < START + seconds:
        now += 0.001
        if now < free or not rhythm.frame_due(now):
            continue
        began, with_pictures = now, rhythm.pictures_due(now)
        now += making if with_pictures else 0.0
        rhythm.shown(began, now, with_pictures)
        frames.append(now)
        pictures += [now] if with_pictures else []
        free = now + showing
    return frames, pictures


def test_the_first_frame_is_due_at_once_and_has_pictures() -> None:
    rhythm = Rhythm()
    assert rhythm.frame_due(START) and rhythm.pictures_due(START)
    rhythm.shown(START, START + 0.01, True)
    assert not rhythm.frame_due(START + 0.011)


def test_frames_keep_their_distance() -> None:
    frames, pictures = moments()
    gaps = [b - a for a, b in pairwise(frames)]
    assert min(gaps) >= FRAME_INTERVAL - 1e-6 and max(gaps) < FRAME_INTERVAL + 0.003
    assert pictures == frames


def test_a_window_that_shows_slowly_gets_half_of_the_time() -> None:
    frames, _ = moments(showing=0.2)
    assert 0.4 * 10 < 0.2 * len(frames) <= 0.5 * 10 + 0.2


def test_a_window_that_was_busy_for_long_is_shown_the_next_frame_soon() -> None:
    frames, _ = moments(showing=5.0, seconds=14.0)
    assert max(b - a for a, b in pairwise(frames)) < 6.1


def test_pictures_are_made_less_often_than_frames() -> None:
    frames, pictures = moments(making=0.1)
    assert 0.15 * 10 < 0.1 * len(pictures) <= 0.25 * 10
    assert len(frames) > 3 * len(pictures)


def test_frames_without_pictures_say_nothing_about_their_cost() -> None:
    rhythm = Rhythm()
    rhythm.shown(START, START + 1, True)
    rhythm.shown(START + 2, START + 2, False)
    assert not rhythm.pictures_due(START + 4.9)
    assert rhythm.pictures_due(START + 5)


def test_pictures_that_are_wanted_at_once_do_not_wait() -> None:
    rhythm = Rhythm()
    rhythm.shown(START, START + 1, True)
    assert not rhythm.pictures_due(START + 1.1)
    rhythm.hurry()
    assert rhythm.pictures_due(START + 1.1)
    rhythm.shown(START + 1.1, START + 1.11, True)
    assert not rhythm.pictures_due(START + 1.12) and rhythm.pictures_due(START + 1.2)


def test_a_frame_is_due_at_once_when_training_begins_again() -> None:
    rhythm = Rhythm()
    rhythm.shown(START, START, pictures=True)
    assert not rhythm.frame_due(START + 2.0), "nobody knows how long the window took"
    rhythm.shown(START, START, pictures=True)
    rhythm.begin()
    assert rhythm.frame_due(START + 2.0)
