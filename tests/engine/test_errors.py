"""Errors: facts under a code, no sentences."""

from __future__ import annotations

import pytest

from engine import errors
from engine.errors import BadShape, BadValue, EngineError, Problem


def test_every_error_has_a_code_of_its_own() -> None:
    kinds = [getattr(errors, name) for name in errors.__all__]
    codes = [k.code for k in kinds if isinstance(k, type) and issubclass(k, EngineError)]
    assert len(codes) == len(set(codes)) > 5


def test_an_error_carries_its_facts() -> None:
    with pytest.raises(EngineError) as caught:
        raise BadValue("dense", "units", 0, "1 … 4096")
    assert caught.value.values == {
        "owner": "dense", "name": "units", "value": 0, "expected": "1 … 4096"
    }  # fmt: skip
    assert str(caught.value) == (
        "bad_value(owner='dense', name='units', value=0, expected='1 … 4096')"
    )


def test_errors_are_objects_not_values() -> None:
    """As every other exception: hashable, and equal only to itself."""
    first, second = BadShape("add", ((2,), (3,))), BadShape("add", ((2,), (3,)))
    assert len({first, second}) == 2


def test_a_problem_gives_its_facts_by_name() -> None:
    problem = Problem("shape_mismatch", "add1", 1, (("first", (2,)), ("second", (3,))))
    assert problem.value("second") == (3,)
    with pytest.raises(KeyError):
        problem.value("third")
