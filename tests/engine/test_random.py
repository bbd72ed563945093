"""Random numbers that anyone can make again."""

from __future__ import annotations

import numpy as np
import pytest

from engine import random
from engine.backends.numpy import NumpyProgram
from engine.ir.expr import variable
from engine.ir.functions import uniform

# From the known-answer tests of Random123 (philox4x32, 10 rounds).
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (
        (0xFFFFFFFF,) * 4,
        (0xFFFFFFFF,) * 2,
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_known_answers(
    counter: tuple[int, ...], key: tuple[int, ...], words: tuple[int, ...]
) -> None:
    assert random.philox(counter, key).tolist() == list(words)


def test_many_counters_at_once_are_the_same_as_one_after_another() -> None:
    counters = np.random.default_rng(0).integers(0, 2**32, (2, 3, 4), dtype=np.uint64)
    together = random.philox(counters, (7, 8))
    assert together.shape == counters.shape
    for place in np.ndindex(2, 3):
        np.testing.assert_array_equal(together[place], random.philox(counters[place], (7, 8)))


def test_a_draw_is_words_of_the_stated_counters() -> None:
    drawn = random.uniform((2, 5), seed=11, stream=12, step=13)
    words = [random.philox((block, 13, 0, 0), (11, 12)) for block in range(3)]
    expected = (np.concatenate(words)[:10] >> 8) * 2.0**-24
    np.testing.assert_array_equal(drawn.reshape(-1), expected)
    assert drawn.dtype == np.float32


def test_a_longer_draw_begins_with_the_shorter_one() -> None:
    long, short = (random.uniform((n,), seed=1, stream=2) for n in (1001, 10))
    np.testing.assert_array_equal(long[:10], short)


def test_seed_stream_and_step_all_matter() -> None:
    draws = {
        random.uniform((4,), seed=seed, stream=stream, step=step).tobytes()
        for seed in (0, 1)
        for stream in (0, 1)
        for step in (0, 1)
    }
    assert len(draws) == 8


def test_uniform_is_uniform() -> None:
    drawn = random.uniform((100_000,), seed=3, stream=0)
    assert 0 <= drawn.min() < 1e-4 < 1 - 1e-4 < drawn.max() < 1
    counts, _ = np.histogram(drawn, 20, (0, 1))
    assert ((counts - 5000.0) ** 2 / 5000).sum() < 44  # chi-squared, 19 degrees, p = 0.001


def test_normal_is_normal() -> None:
    drawn = random.normal((100_001,), seed=3, stream=0).astype(np.float64)
    assert np.isfinite(drawn).all()
    assert drawn.mean() == pytest.approx(0, abs=0.01)
    assert drawn.std() == pytest.approx(1, abs=0.01)
    assert (drawn**4).mean() == pytest.approx(3, abs=0.1)
    assert np.corrcoef(drawn[0:-1:2], drawn[1::2])[0, 1] == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("n", [0, 1, 2, 7, 1000])
def test_permutation_holds_every_number_once(n: int) -> None:
    order = random.permutation(n, seed=1, epoch=0)
    assert sorted(order.tolist()) == list(range(n))


def test_permutations_differ_by_epoch_and_seed() -> None:
    orders = {
        random.permutation(20, seed=seed, epoch=epoch).tobytes()
        for seed in range(3)
        for epoch in range(3)
    }
    assert len(orders) == 9


def test_streams_of_different_purposes_never_meet() -> None:
    purposes = (random.WEIGHTS, random.SHUFFLE, random.DROPOUT, random.DATA)
    streams = {random.stream(p, name) for p in purposes for name in ("", "a", "b", "a1.weight")}
    assert len(streams) == 16
    assert all(s < 2**32 for s in streams)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_program_draws_the_same_numbers(dtype: type) -> None:
    step, seed = variable("step", (), "i"), variable("seed", (), "i")
    program = NumpyProgram({"u": uniform((3, 5), 9, step, seed)}, dtype=dtype)
    for number in (1, 2, 2**31):
        program.inputs["step"][...] = number
        program.inputs["seed"][...] = 2**32 - 1
        program.run()
        expected = random.uniform((3, 5), seed=2**32 - 1, stream=9, step=number)
        np.testing.assert_array_equal(program.outputs["u"], expected)
