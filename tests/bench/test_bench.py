"""That the bench compares what it says, without measuring anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.layers.activation import activation_names
from engine.optimizers import optimizers
from engine.trainer import Trainer
from tests.bench.gates import GATES, Gate, judge
from tests.bench.measure import Figure, Team, race
from tests.bench.players import Absent, Player, alone
from tests.bench.rows import ROWS
from tests.bench.workloads import VARIETY, find

GATE = Gate("W1", "ours", "others", ("slow", "fast"), 3, 10)
FIGURES = [
    Figure("W1", "ours", (1.0, 2.0, 1.0)),
    Figure("W1", "slow", (9.0, 9.0, 9.0)),
    Figure("W1", "fast", (4.0, 4.0, 5.0)),
]


def test_a_ratio_is_that_of_turns_in_one_round_with_the_fastest_way() -> None:
    (verdict,) = judge(FIGURES, [GATE])
    assert (verdict.ratio, verdict.lowest, verdict.highest, verdict.met) == (4.0, 2.0, 5.0, True)
    assert judge(FIGURES, [replace(GATE, least=4.5)])[0].met is False


@pytest.mark.parametrize("missing", ["ours", "slow fast"])
def test_what_is_absent_is_not_judged(missing: str) -> None:
    left = [f if f.way not in missing else Figure("W1", f.way, note="absent") for f in FIGURES]
    (verdict,) = judge(left, [GATE])
    assert (verdict.ratio, verdict.met) == (None, None)


def test_every_gate_is_of_a_row_that_is_measured() -> None:
    assert {gate.row for gate in GATES} == set(ROWS)


def test_networks_drawn_at_random_cover_the_registries() -> None:
    drawn = [find(f"V{number}") for number in range(1, VARIETY + 1)]
    assert {made.optimizer for made in drawn} == set(optimizers)
    assert {hidden.activation for made in drawn for hidden in made.hidden} == set(
        activation_names()
    )
    assert {len(made.hidden) for made in drawn} == set(range(1, 7))
    assert any(hidden.dropout for made in drawn for hidden in made.hidden)
    assert any(hidden.batch_norm for made in drawn for hidden in made.hidden)
    assert find("V7") == find("V7")


@pytest.mark.parametrize("name", ["W1", "W2", "V1", "V2"])
def test_a_workload_can_be_trained(name: str) -> None:
    trainer = Trainer(find(name).experiment)
    trainer.advance(epochs=1)
    assert trainer.epoch == 1


def test_a_process_of_its_own_answers_or_says_why_not() -> None:
    assert alone(len, "abc") == 3
    with pytest.raises(Absent, match="has no len"):
        alone(len, 3)


class _Made(Player):
    """A player without a process that breaks down in its second turn."""

    def __init__(self) -> None:
        self.turns = 0

    @property
    def alive(self) -> bool:
        return True

    def load(self, task: str, name: str) -> tuple[str, ...]:
        if name == "W3":
            raise Absent("too large")
        return ("one", "two")

    def turn(self, way: str, seconds: float) -> float:
        self.turns += 1
        if self.turns > 2 and way == "two":
            raise Absent("broke down")
        return 0.5


def test_who_breaks_down_is_named_and_the_others_go_on() -> None:
    team = Team({"engine": _Made()})
    first, second = race(team, ["engine"], "W1", "training", "W1", rounds=3, seconds=0.0)
    assert (first.way, first.rounds) == ("one", (500.0, 500.0, 500.0))
    assert (second.way, second.rounds, second.note) == ("two", (), "broke down")
    (none,) = race(team, ["engine"], "W3", "training", "W3")
    assert (none.way, none.note) == ("engine", "too large")
