"""What is not well with a layer, in words."""

from __future__ import annotations

from typing import get_args

import pytest

from app.model.project import blank
from app.vital_words import vital_label, vital_message
from engine.frame import Ailment, Vital


@pytest.mark.parametrize("kind", get_args(Ailment))
@pytest.mark.parametrize(("count", "size"), [(2, 0.95), (8, 0.0), (8, 3e-4), (8, float("inf"))])
def test_every_ailment_says_what_and_where_and_what_may_help(
    kind: Ailment, count: int, size: float
) -> None:
    vital = Vital("dense1", kind, count, 8, size if kind.endswith("ing") else min(size, 1.0))
    message = vital_message(vital, blank().graph)
    assert message.node == "dense1"
    assert "Dense" in message.what
    assert message.what.endswith(".") and message.cure.endswith(".")
    assert "{" not in str(message) and "inf" not in str(message)
    assert 0 < len(vital_label(vital)) < 20


def test_numbers_are_told_as_people_say_them() -> None:
    graph = blank().graph
    assert "1,300 times weaker" in vital_message(
        Vital("dense1", "vanishing", 8, 8, 1 / 1278), graph
    ).what
    assert "2 of 8 neurons" in vital_message(Vital("dense1", "dead", 2, 8, 0.25), graph).what
    assert "on 97 % of" in vital_message(Vital("dense1", "saturated", 2, 8, 0.968), graph).what
