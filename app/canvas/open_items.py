"""What stands at open nodes beside their neurons: ports, handles of wires, fans, and a + behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF

from app.canvas.arrangement import Sight
from app.canvas.board_layout import behind
from app.canvas.bundle_item import BundleItem
from app.canvas.card_wire import CardWireItem
from app.canvas.cards import is_loose, vacancy
from app.canvas.column_item import ColumnItem
from app.canvas.fan_item import FanItem
from app.canvas.fans import fan_between
from app.canvas.insert_item import InsertItem
from app.canvas.layout import CHIP, HEADER, HEADER_GAP, Place
from app.canvas.leading import flow_label
from app.canvas.open_ports import OpenPorts, sockets
from app.canvas.renewing import Renewal, Wanted
from app.canvas.selection import LinkKey
from app.canvas.wires_item import WiresItem
from engine.graph import Wire

__all__ = ["OpenItems"]

Columns = Mapping[str, ColumnItem]
Links = Mapping[LinkKey, CardWireItem]


class OpenItems:
    """Keeps them in step with the columns of a population, and with the wires at those."""

    def __init__(self, renewal: Renewal) -> None:
        self._renewed = renewal.renewed
        self.ports: dict[str, OpenPorts] = {}
        self.bundles: dict[LinkKey, BundleItem] = {}
        self.inserts: dict[str, InsertItem] = {}
        self.fans: dict[LinkKey, FanItem] = {}

    def stand(self, sight: Sight) -> None:
        """Puts ports beside every open node."""
        self.ports = self._renewed(self.ports, _wanted_ports(sight))

    def join(self, sight: Sight, wires: Mapping[tuple[str, str], WiresItem]) -> None:
        """Follows the wires between open nodes."""
        self.bundles = self._renewed(self.bundles, _wanted_bundles(sight, wires))
        self.inserts = self._renewed(self.inserts, _wanted_inserts(sight, wires))

    def fan_out(self, sight: Sight, columns: Columns, links: Links) -> None:
        """Wires between the neurons of open nodes and cards. Where they run all the way, the one
        wire that they stand for keeps its label only."""
        before, self.fans = self.fans, self._renewed(self.fans, _wanted_fans(sight, columns, links))
        for key in {*before, *self.fans} & links.keys():
            links[key].leave_line(key in self.fans and self.fans[key].whole)

    def mark(self, sight: Sight, columns: Columns, links: Links) -> None:
        """Shows at open nodes which wires of cards end there, and which play no part."""
        ends: dict[str, set[int]] = {node: set() for node in self.ports}
        for key in links if ends else ():
            if key in self.fans and self.fans[key].whole:
                continue
            source, target, port = key
            ends.get(sight.folding.shown(source), set()).add(-1)
            ends.get(sight.folding.shown(target), set()).add(port)
        for node, beside in self.ports.items():
            beside.show_ends(frozenset(ends[node]))
        network, built = sight.network, sight.network.build
        for node, column in columns.items():
            live = network.is_live(node)
            column.leave_out(
                loose=built is not None and is_loose(node, built), live=live,
                vacant=vacancy(column.column, network.graph, built, live=live),
            )


def _wanted_ports(sight: Sight) -> Wanted[OpenPorts]:
    """Ports beside every open node."""
    wanted = {}
    for node, place in sight.layout.places.items():
        found = sockets(sight.network.graph, node)
        gap = None if sight.layout.board else sight.layout.step - place.size
        wanted[node] = (place, found, gap), partial(OpenPorts, node, found, place, gap)
    return wanted


def _wanted_bundles(
    sight: Sight, wires: Mapping[tuple[str, str], WiresItem]
) -> Wanted[BundleItem]:
    """A handle for all wires between two open nodes."""
    wanted: dict[Any, tuple[Any, Callable[[], BundleItem]]] = {}
    for wire in sight.network.graph.wires:
        item = wires.get((wire.source, wire.target))
        if item is not None and item.course.knots:
            label, key = flow_label(sight.network.build, wire.source), _key(wire)
            low = max(_low(sight.layout.places[end]) for end in key[:2])
            make = partial(BundleItem, *key, item.course, label, low)
            wanted[key] = (item.course.knots, label, low), make
    return wanted


def _wanted_inserts(
    sight: Sight, wires: Mapping[tuple[str, str], WiresItem]
) -> Wanted[InsertItem]:
    """A + behind every open node that feeds another open one."""
    layout = sight.layout
    wanted: dict[Any, tuple[Any, Callable[[], InsertItem]]] = {}
    for link in sight.network.links:
        if link.source in wanted or (link.source, link.target) not in wires:
            continue
        place = layout.places[link.source]
        middle = place.x + layout.step / 2, place.header + HEADER + HEADER_GAP / 2
        if layout.board:
            middle = behind(link.source, layout.boxes, middle[1]), middle[1]
        low = place.bottom
        make = partial(InsertItem, link.source, QPointF(*middle), low)
        wanted[link.source] = (middle, low), make
    return wanted


def _wanted_fans(sight: Sight, columns: Columns, links: Links) -> Wanted[FanItem]:
    """A wire for every neuron of an open node that is joined to a card."""
    wanted: dict[Any, tuple[Any, Callable[[], FanItem]]] = {}
    for key, link in links.items() if columns else ():
        shown = {sight.folding.shown(end) for end in key[:2]}
        if len(columns.keys() & shown) != 1:
            continue
        fan = fan_between(sight.network, sight.layout, key[:2], shown, link.knots)
        if fan is not None:
            wanted[key] = fan, partial(FanItem, key, fan)
    return wanted


def _low(place: Place) -> float:
    """Where a column ends, with the chip of a wide layer."""
    return place.bottom if place.chip is None else place.chip + CHIP / 2


def _key(wire: Wire) -> LinkKey:
    return wire.source, wire.target, wire.port
