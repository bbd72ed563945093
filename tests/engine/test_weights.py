"""Weights as bytes and over a change of shape."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import BadFile
from engine.weights import load, overlap, save


def test_bytes_and_back() -> None:
    arrays = {
        "dense1.weight": np.arange(6, dtype=np.float32).reshape(2, 3).T,
        "dense1.bias": np.array([1.5, np.nan], np.float32),
        "empty": np.empty((0, 4), np.float32),
    }
    back = load(save(arrays))
    assert set(back) == set(arrays)
    for name, array in arrays.items():
        assert back[name].dtype == np.float32
        assert np.array_equal(back[name], array, equal_nan=True)


def test_float64_becomes_float32() -> None:
    assert load(save({"a": np.array([1 / 3])}))["a"][0] == np.float32(1 / 3)


@pytest.mark.parametrize(
    "data", [b"", b"x", b"PK\x03\x04 not this", b"\xff" * 64, b"\x08\0\0\0\0\0\0\0notjson!"]
)
def test_damaged_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BadFile):
        load(data)


def test_a_cut_file_is_refused() -> None:
    data = save({"a": np.ones(100, np.float32)})
    for end in (1, 8, 20, len(data) - 1):
        with pytest.raises(BadFile):
            load(data[:end])


def test_the_common_part_of_two_shapes() -> None:
    assert overlap((2, 3), (4, 2)) == (slice(0, 2), slice(0, 2))
    assert overlap((2, 3), (6,)) is None
    assert overlap((), ()) == ()
