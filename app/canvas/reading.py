"""Reads a project for the canvas, and only what has changed since it was read last."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from app.canvas.cards import CardContent, card_content
from app.canvas.column_reading import read_network
from app.canvas.columns import Column, Network
from app.model.project import Project
from app.texts import language
from engine.build import Build
from engine.datasets import DataSpec
from engine.draft import Draft
from engine.graph import Graph, Wire
from engine.surgery import Surgery

__all__ = ["Reader"]

Rest = tuple[tuple[Wire, ...], Draft | None, bool, bool, bool]
"""The wires into a node, what it is by itself, and whether it plays a part, is trained, and feeds
another one."""
Card = tuple[Column, Rest, CardContent]
"""What a card was made of, and the card."""

Reading = tuple[tuple[Any, ...], DataSpec | None, tuple[Any, ...], Network]
"""What of settings, data and graph a network was read from, and the network."""

_AT_ONCE = 40
"""Cards of nodes that follow others which are made while an edit is shown."""
_LATER = 12
"""Cards of the others that are made in each turn after that."""
_READINGS = 4
"""Networks that are kept: an edit that is undone or done again reads nothing."""


class Reader:
    """Keeps the last network and its cards: moving nodes changes nothing that is read, and an edit
    of one node little."""

    def __init__(self) -> None:
        self._frame: tuple[Any, ...] = ()
        self._essence: tuple[Any, ...] = ()
        self._spec: DataSpec | None = None
        self._network: Network | None = None
        self._readings: deque[Reading] = deque(maxlen=_READINGS)
        self._cards: dict[str, Card] = {}
        self._stale: dict[str, tuple[Column, Rest]] = {}
        self._told: Network | None = None
        self._sound: Build | None = None
        """What could be trained last."""
        self.waiting = False

    def begin(self) -> None:
        """Another project: what could be trained last is none of its."""
        self._sound = None

    def read(
        self,
        project: Project,
        spec: DataSpec | None,
        unfolded: Mapping[str, int],
        opened: Collection[str],
    ) -> Network:
        """The same as `read_network`."""
        surgery = project.experiment.surgery
        frame = project.experiment.loss, surgery, dict(unfolded), language()
        essence = _essence(project.graph), frozenset(opened)
        same = self._network is not None and spec is self._spec and frame == self._frame
        if same and self._network is not None and essence == self._essence:
            if self._network.graph != project.graph:
                self._network = replace(self._network, graph=project.graph)
            return self._network
        kept = same and essence[1] == self._essence[1] and surgery == Surgery()
        before = self._network if kept else None
        self._frame, self._spec, self._essence = frame, spec, essence
        self._network = self._remembered(project.graph)
        if self._network is None:
            self._network = read_network(project, spec, unfolded, opened, before)
            self._readings.append((frame, spec, essence, self._network))
        self._network = self._keeping(self._network)
        if not same:
            self._cards.clear()
            self._told = None
        return self._network

    def _keeping(self, network: Network) -> Network:
        """The network, which knows what is left of the one that could be trained last."""
        built, then = network.build, self._sound
        if built is None or built.sound:
            self._sound = built
            return network
        if then is None or then.spec is not built.spec:
            return replace(network, kept=frozenset())
        kept: set[str] = set()
        for node in then.active:
            wires = then.graph.wires_into(node)
            if (
                node in network.graph and kept.issuperset(wire.source for wire in wires)
                and network.graph.wires_into(node) == wires
                and network.graph.node(node).layer == then.graph.node(node).layer
            ):
                kept.add(node)
        return replace(network, kept=frozenset(kept))

    def _remembered(self, graph: Graph) -> Network | None:
        """The network that was read of the same graph a little earlier, if it was."""
        for frame, spec, essence, network in self._readings:
            if spec is self._spec and (frame, essence) == (self._frame, self._essence):
                graph.learn_from(network.graph)
                return replace(network, graph=graph)
        return None

    def contents(
        self, project: Project, network: Network, near: Collection[str] = ()
    ) -> dict[str, CardContent]:
        """The same as `card_contents`; but where very many cards have to be made, nodes that only
        follow others keep for now what they had, and some are `waiting` for `more`. Those that are
        `near` come first."""
        if network is not self._told:
            self._stale, self._told = self._outdated(network), network
            self._make(project, network, self._first(near))
        nodes = network.by_node
        return {node: self._cards[node][2] for node in nodes if node in self._cards}

    def more(self, project: Project, network: Network, near: Collection[str] = ()) -> None:
        """Makes some of the cards for which `contents` is waiting; first those that are `near`."""
        first = [node for node in near if node in self._stale]
        now = islice(dict.fromkeys((*first, *self._stale)), _LATER)
        self._make(project, network, [*now] if network is self._told else ())

    def _make(self, project: Project, network: Network, nodes: Iterable[str]) -> None:
        """Makes the cards of some nodes whose cards are out of date."""
        for node in nodes:
            column, rest = self._stale.pop(node)
            self._cards[node] = column, rest, card_content(
                column, network.graph, project, network.build, live=network.is_live(node)
            )
        self.waiting = bool(self._stale)

    def _outdated(self, network: Network) -> dict[str, tuple[Column, Rest]]:
        """The nodes whose cards would be others, and what these would be made of."""
        built, graph = network.build, network.graph
        drafts: Mapping[str, Draft] = built.drafts if built is not None else {}
        part = frozenset(drafts) if built is None or not built.active else built.used
        stale: dict[str, tuple[Column, Rest]] = {}
        live = network.live if built is not None else network.by_node.keys()
        for node, column in network.by_node.items():
            rest = (
                graph.wires_into(node), drafts.get(node), node in part, node in live,
                bool(graph.targets(node)),
            )
            old = self._cards.get(node)
            if old is None or old[0] is not column or old[1] != rest:
                stale[node] = column, rest
        self._cards = {node: card for node, card in self._cards.items() if node in network}
        return stale

    def _first(self, near: Collection[str]) -> list[str]:
        """Which cards to make at once: those that have changed by themselves, and some others."""
        stale = self._stale
        if len(stale) <= _AT_ONCE:
            return [*stale]
        own = [node for node, made_of in stale.items()
               if not _follows(made_of, self._cards.get(node))]
        others = [node for node in near or stale if node in stale.keys() - own]
        return [*own, *others[:_AT_ONCE]]


def _follows(now: tuple[Column, Rest], before: Card | None) -> bool:
    """Whether only that is new of a node which follows from other nodes."""
    if before is None:
        return False
    (column, rest), (old, then, _) = now, before
    same = column is old or (column.layer, column.title, column.problem) == (
        old.layer, old.title, old.problem
    )
    return same and rest[0] == then[0] and rest[4] == then[4]


def _essence(graph: Graph) -> tuple[Any, ...]:
    """A graph without the places of its nodes."""
    return graph.wires, tuple((node.id, node.layer, node.label) for node in graph.nodes)
