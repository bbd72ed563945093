"""Engines taking turns on one workload, so that a busy machine is fair to all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tests.bench.players import Absent, Player

__all__ = ["Figure", "Team", "race"]

_REST = 0.03
"""Seconds between two turns, for threads that look for work before they sleep."""


@dataclass(frozen=True)
class Figure:
    """Milliseconds of an epoch (W8: of a picture) in every round, or why there are none."""

    row: str
    way: str
    rounds: tuple[float, ...] = ()
    note: str = ""

    @property
    def milliseconds(self) -> float:
        """The median."""
        return statistics.median(self.rounds)


@dataclass
class Team:
    """The engines of a whole run, each started when it is first wanted."""

    players: dict[str, Player] = field(default_factory=dict)

    def of(self, engine: str) -> Player:
        """The player of that engine; a new one where the last one's process ended."""
        if engine not in self.players or not self.players[engine].alive:
            self.players[engine] = Player(engine)
        return self.players[engine]

    def close(self) -> None:
        """Ends all processes."""
        for player in self.players.values():
            player.close()
        self.players.clear()


def race(
    team: Team,
    engines: Iterable[str],
    row: str,
    task: str,
    workload: str,
    *,
    rounds: int = 5,
    seconds: float = 0.3,
    wanted: Callable[[str], bool] = lambda way: True,
) -> list[Figure]:
    """The figures of all ways of these engines that are `wanted`, in so many rounds of turns."""
    ways: list[tuple[Player, str]] = []
    absent = []
    for engine in engines:
        player = team.of(engine)
        try:
            ways += [(player, way) for way in player.load(task, workload) if wanted(way)]
        except Absent as reason:
            absent.append(Figure(row, engine, note=str(reason)))
    times: Mapping[str, list[float]] = {way: [] for _, way in ways}
    for _ in range(rounds):
        for player, way in tuple(ways):
            time.sleep(_REST)
            try:
                times[way].append(1000 * player.turn(way, seconds))
            except Absent as reason:
                ways.remove((player, way))
                absent.append(Figure(row, way, note=str(reason)))
    return [Figure(row, way, tuple(times[way])) for _, way in ways] + absent
