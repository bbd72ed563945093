"""What the canvas shows of a graph: a column for every node, and which units connect to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.model.edits import FIXED
from engine.build import Build
from engine.errors import Problem
from engine.graph import Graph
from engine.layers import Layer

__all__ = [
    "FOLDED", "FOLD_ABOVE", "Column", "Link", "Network", "own_problems", "problem_of", "spoken",
    "unit_symbol",
]

FOLD_ABOVE, FOLDED = 10, 8
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Column:
    """One node as it is shown. `shown` are unit numbers from 0; `names` belong to them.

    `resizable`: its number of neurons can be changed; `fixed`: it cannot be removed. `foldable`:
    it is wide enough to be folded. `names` are features of an input, classes of an output.
    `problem` is a sentence, "" when all is well.
    """

    node: str
    layer: Layer
    title: str
    detail: str
    units: int
    shown: tuple[int, ...]
    names: tuple[str, ...] = ()
    function: str = ""
    """What its activation is called in sentences and formulas, "" for none."""
    problem: str = ""
    silent: tuple[int, ...] = ()
    """Positions among the shown units of those that are knocked out."""
    held: tuple[int, ...] = ()
    """Positions of those whose weights are frozen."""
    counted: bool = True
    """Whether the number of units is known, or told by what feeds it; else it is a guess."""

    @property
    def resizable(self) -> bool:
        return "units" in self.layer.params

    @property
    def fixed(self) -> bool:
        return self.layer.name in FIXED

    @property
    def foldable(self) -> bool:
        return self.units > FOLD_ABOVE

    @property
    def folded(self) -> bool:
        return len(self.shown) < self.units


@dataclass(frozen=True)
class Link:
    """The wires between two columns: which shown unit feeds which.

    `sources` and `targets` are positions among the shown units, one entry a wire. For a layer with
    a weight matrix `matrix` is its name and `rows`, `columns` say where each wire's weight stands.
    """

    source: str
    target: str
    sources: tuple[int, ...]
    targets: tuple[int, ...]
    matrix: str = ""
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    inputs: int = 0
    held: tuple[int, ...] = ()
    pruned: tuple[int, ...] = ()
    """Numbers of the wires that are frozen one by one, and of those that are pruned."""


@dataclass(frozen=True)
class Network:
    """Everything that is drawn, in reading order, except places and pictures."""

    graph: Graph
    columns: tuple[Column, ...]
    links: tuple[Link, ...]
    problems: tuple[str, ...] = ()
    """Sentences about the graph as a whole."""
    build: Build | None = None
    """What the graph is for the data in use; None while that is being made."""
    kept: frozenset[str] = frozenset()
    """While nothing can be trained: the nodes that are as they were when something could be, with
    all that leads to them. What was seen of them last still holds."""

    def is_live(self, *nodes: str) -> bool:
        """Whether a frame has something to say of all these nodes as they are now. While the data
        is still being made nothing is known, and nothing is left out."""
        return self.build is None or self.live.issuperset(nodes)

    @cached_property
    def live(self) -> frozenset[str]:
        """The nodes of which a frame has something to say, once the data is made."""
        built = self.build
        return frozenset() if built is None else built.used if built.sound else self.kept

    @cached_property
    def by_node(self) -> Mapping[str, Column]:
        """The columns by their nodes."""
        return {column.node: column for column in self.columns}

    def column(self, node: str) -> Column:
        """The column of a node; KeyError when there is none."""
        return self.by_node[node]

    @cached_property
    def _links_into(self) -> Mapping[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.target, []).append(link)
        return found

    def links_into(self, node: str) -> list[Link]:
        """The links that end in a node."""
        return self._links_into.get(node, [])

    def __contains__(self, node: object) -> bool:
        return node in self.by_node

    @property
    def hidden(self) -> bool:
        """Whether there is any layer between input and output."""
        return any(not column.fixed for column in self.columns)


def unit_symbol(network: Network, node: str, unit: int) -> str:
    """How a formula writes the output of a unit: "x₁", "sin x₂" or "h₃"."""
    column = network.column(node)
    named = dict(zip(column.shown, column.names, strict=False))
    return named.get(unit, "h" + str(unit + 1).translate(_SUBSCRIPTS))


def spoken(label: str) -> str:
    """A function's name inside a sentence or formula: "Tanh" -> "tanh", but "ReLU" as it is."""
    return label if label[1:] != label[1:].lower() else label.lower()


def problem_of(network: Network, node: str) -> Problem | None:
    """What is wrong with a node, or for "" with the network as a whole; None when all is well."""
    return own_problems(network.build.problems).get(node) if network.build is not None else None


def own_problems(problems: tuple[Problem, ...]) -> dict[str, Problem]:
    """The first problem of every node. A loose end is no news while something stops the
    training."""
    stops = any(p.code != "unused" for p in problems)
    found: dict[str, Problem] = {}
    for problem in problems:
        if not (stops and problem.code == "unused"):
            found.setdefault(problem.node, problem)
    return found
