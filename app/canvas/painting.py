"""What a frame changes in the items: pictures, strengths, biases and motion, of what is seen."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Set
from itertools import chain

from PySide6.QtCore import QRectF

from app.canvas.ailments import health_of, healths
from app.canvas.card_item import CardItem
from app.canvas.card_wire import CardWireItem
from app.canvas.carrying import Carrying
from app.canvas.columns import Link
from app.canvas.fan_item import FanItem
from app.canvas.fans import gist
from app.canvas.pictures import Strips, Wanted
from app.canvas.population import Population
from app.canvas.strength import Strength, strengths
from app.canvas.wiring import link_weights
from app.theme import themes
from engine.frame import Frame

__all__ = ["Painting"]

WIRE_TIME, CARD_TIME = 0.002, 0.004
"""Seconds a frame may spend on drawing wires, and cards; it goes on with the next one."""
_FASTEST = 9.0
_SHARPEST = 256
"""Pixels along the side of the largest picture that is drawn."""


class Painting:
    """Shows frames in the items of a population. Only what is seen is drawn; the rest is drawn
    when it comes into view. A camera is the part of the scene that is seen, and its scale."""

    def __init__(self, items: Population, strips: Strips) -> None:
        self._items, self._strips = items, strips
        self.frame: Frame | None = None
        self.shown: Frame | None = None
        """The same in the shapes of the network that is seen."""
        self.carrying = Carrying()
        self._turn = self._turn_cards = 0
        self._phase = 0.0
        self._strengths: dict[tuple[str, str], Strength] = {}
        self._seen = QRectF()
        self._told: tuple[Frame | None, QRectF] = None, QRectF()
        """Of which frame the wires were told that are seen in which part of the scene."""
        self._moving = self.drawn = False
        self._signed: set[str] = set()
        """The cards that show what ails them."""

    def show_frame(self, frame: Frame, camera: tuple[QRectF, float], *, moving: bool) -> None:
        """Takes the numbers of a frame, and draws as much as there is time for while `moving`."""
        steps, again, before = self._steps_since(frame), frame is self.frame, self.shown
        self.frame, self._seen, self._moving = frame, camera[0], moving
        frame = self.shown = self._fit(frame)
        same = before is not None and not again and before.pictures is frame.pictures
        self._phase += min(_FASTEST, 2.0 * math.log1p(steps)) if moving else 0.0
        if frame.pictures is not None and not same:
            self._strips.draw(frame.pictures, self._wanted(camera), themes.now())
        for wires in self._items.wires.values():
            wires.phase = self._phase if moving else 0.0
            live = self._is_live(wires.link.source, wires.link.target)
            weights = link_weights(wires.link, frame.weights) if live else None
            wires.show_weights(weights, moving=moving)
            wires.show_silent(*self._silent(wires.link, frame))
        self._show_fans(frame)
        self._show_strengths(frame, self._seen_links(), moving=moving)
        for node, column in self._items.columns.items():
            column.show_biases(frame.weights.get(f"{node}.bias"))
        for card in self._items.cards.values():
            card.show_frame(frame)
        if frame.pictures is not None and not same:
            self._show_health(frame, None)
        now = time.perf_counter()
        self._draw_wires(now + WIRE_TIME if moving else math.inf)
        self._draw_cards(time.perf_counter() + CARD_TIME)

    def renew(self, camera: tuple[QRectF, float]) -> None:
        """Shows the last frame in items that are new. What cards show is drawn when they are
        painted, or caught up with: an edit of a large board must be seen at once."""
        frame = self.frame
        if frame is None:
            return
        if self._items.columns:
            self.show_frame(frame, camera, moving=self._moving)
            return
        self._seen, self.shown = camera[0], self._fit(frame)
        frame = self.shown
        cards, links = self._items.cards, self._items.links
        for node in self._items.fresh & cards.keys():
            cards[node].show_frame(frame)
        fresh = self._items.fresh_links & links.keys()
        new = {links[key] for key in fresh if key[:2] not in self._strengths}
        seen = new.intersection(self._seen_links()) if new else new
        self._show_strengths(frame, seen, moving=self._moving)
        for key in fresh:
            links[key].show_strength(self._strength(*key[:2]))
        self._show_health(frame, self._items.fresh)

    def settle(self) -> None:
        """Stops all motion, and draws what is seen and still old, for a short while."""
        self._moving = False
        for wires in (*self._items.wires.values(), *self._items.open.fans.values()):
            wires.phase = 0.0
        for link in self._items.links.values():
            link.phase = 0.0
        self._draw_wires(math.inf)
        self._draw_cards(time.perf_counter() + CARD_TIME)

    def catch_up(self, camera: tuple[QRectF, float]) -> bool:
        """Draws what is seen and still old, for a short while; whether anything is left. `drawn`
        tells whether there was anything."""
        self._seen, self.drawn = camera[0], False
        told, seen = self._told
        if self.shown is not None and (told is not self.shown or seen != self._seen):
            self._told = self.shown, self._seen
            self._show_strengths(self.shown, self._seen_links(), moving=self._moving)
            self._show_fans(self.shown)
        self._complete(camera)
        deadline = time.perf_counter() + CARD_TIME
        cards, labels = self._draw_cards(deadline), self._draw_labels(deadline)
        return cards or labels

    def sharpen(self, camera: tuple[QRectF, float]) -> None:
        """Draws the pictures anew in the size they have on the screen now."""
        if self.shown is not None and self.shown.pictures is not None:
            self._strips.draw(self.shown.pictures, self._wanted(camera), themes.now())

    def forget(self) -> None:
        """Another project: its layers may have the same names."""
        self.frame = self.shown = None
        self._strengths.clear()

    def _fit(self, frame: Frame) -> Frame:
        """A frame in the shapes of the network that is seen, which it may be older than."""
        items = (*self._items.wires.values(), *self._items.open.fans.values())
        links = (wires.link for wires in items)
        return self.carrying.fit(frame, self._items.network, links)

    def _complete(self, camera: tuple[QRectF, float]) -> None:
        """Draws the pictures of open nodes anew where one has come into view, or is not as large as
        it is shown."""
        pictures = self.shown.pictures if self.shown is not None else None
        wanted = self._wanted(camera) if pictures is not None else []
        if pictures is not None and any(self._lacks(one) for one in wanted):
            self._strips.draw(pictures, wanted, themes.now())
            self.drawn = True

    def _lacks(self, wanted: Wanted) -> bool:
        """Whether the pictures of a node that has some are missing, or of another size."""
        image = self._strips.image(wanted.node)
        if image is None:
            return self._is_live(wanted.node)
        return image.width() != wanted.side

    def _show_fans(self, frame: Frame) -> None:
        """What the weights of every neuron come to at the card beside it; of fans that are seen."""
        network = self._items.network
        for fan in self._seen_fans() if network is not None else ():
            assert network is not None
            fan.phase = self._phase if self._moving else 0.0
            live = self._is_live(fan.link.source, fan.link.target)
            weights = frame.weights if live else {}
            found = gist(network, fan.link, weights, outgoing=fan.outgoing)
            fan.show_gist(found, moving=self._moving)
            if fan.outgoing:
                fan.show_silent(self._saying_zero(fan.node, frame), ())
            else:
                fan.show_silent((), self._items.columns[fan.node].column.silent)

    def _show_health(self, frame: Frame, fresh: Set[str] | None) -> None:
        """What ails the layers, all or those that are `fresh`. Of those that play no part the frame
        knows nothing."""
        if self._items.network is None:
            return
        cards = self._items.cards
        inside = {n: cards[n].content.inside or (n,) for n in cards.keys() & (fresh or ())}
        asked = None if fresh is None else frozenset(chain.from_iterable(inside.values()))
        known = healths(frame, self._items.network.graph, asked)
        found = {node: health for node, health in known.items() if self._is_live(node)}
        signed = self._signed if fresh is None else set()
        told = {*inside, *signed, *map(self._items.shown, found)} & cards.keys()
        for node in told:
            health = health_of(found, cards[node].content.inside or (node,))
            cards[node].show_health(health)
            (self._signed.discard if health is None else self._signed.add)(node)
        for node, column in self._items.columns.items() if fresh is None else ():
            column.badge.show_health(known.get(node) if column.live else None)

    def _silent(self, link: Link, frame: Frame) -> tuple[frozenset[int], tuple[int, ...]]:
        """Which shown units of its source say 0, and which of its target are knocked out."""
        return self._saying_zero(link.source, frame), self._items.columns[link.target].column.silent

    def _saying_zero(self, node: str, frame: Frame) -> frozenset[int]:
        """Which shown units of an open node say 0."""
        column, zero = self._items.columns[node].column, frozenset(frame.silent.get(node, ()))
        found = (place for place, unit in enumerate(column.shown) if unit in zero) if zero else ()
        return frozenset((*found, *column.silent))

    def _show_strengths(
        self, frame: Frame, links: Collection[CardWireItem], *, moving: bool
    ) -> None:
        """Colour, width and motion of wires between cards."""
        if not links or self._items.network is None:
            return
        asked = {(link.source, link.target) for link in links}
        network, known = self._items.network, self._strengths
        self._strengths |= strengths(network, frame.weights, known, asked, moving=moving)
        for link in links:
            link.show_strength(self._strength(link.source, link.target))
            link.phase = self._phase if moving else 0.0

    def _is_live(self, *nodes: str) -> bool:
        """Whether the frame has something to say of all these nodes as they are now."""
        network = self._items.network
        return network is not None and network.is_live(*nodes)

    def _strength(self, source: str, target: str) -> Strength:
        known = self._strengths.get((source, target)) if self._is_live(source, target) else None
        return known or Strength()

    def _seen_cards(self) -> list[CardItem]:
        """The cards that are seen."""
        sheet = self._items.card_sheet
        return sheet.seen(self._seen) if sheet.isVisible() else []

    def _seen_fans(self) -> list[FanItem]:
        """The fans that are seen."""
        seen, fans = self._seen, self._items.open.fans.values()
        return [fan for fan in fans if seen.isEmpty() or seen.intersects(fan.boundingRect())]

    def _seen_links(self) -> list[CardWireItem]:
        """The wires between cards that are seen."""
        sheet = self._items.link_sheet
        return sheet.seen(self._seen) if sheet.isVisible() else []

    def _steps_since(self, frame: Frame) -> int:
        before = self.frame
        return max(0, frame.step - before.step) if before and before.run == frame.run else 0

    def _wanted(self, camera: tuple[QRectF, float]) -> list[Wanted]:
        """Which pictures to draw, and how large they are on the screen."""
        seen, ratio = camera
        return [
            Wanted(node, item.column.units, item.column.shown,
                   min(_SHARPEST, max(8, round(item.place.size * ratio))),
                   item.column.layer.name == "input")
            for node, item in self._items.columns.items()
            if seen.isEmpty() or seen.intersects(item.boundingRect())
        ]

    def _draw_wires(self, deadline: float) -> None:
        """Draws changed wires, the bundles taking turns, until the deadline."""
        items = [*self._items.wires.values(), *self._seen_fans()]
        for _ in items:
            self._turn = (self._turn + 1) % len(items)
            items[self._turn].work(deadline)
            if time.perf_counter() > deadline:
                return

    def _draw_labels(self, deadline: float) -> bool:
        """Draws the labels of wires that are seen sharp again; whether any are left."""
        links = [link for link in self._seen_links() if link.stale]
        self.drawn = self.drawn or bool(links)
        for done, link in enumerate(links, 1):
            link.work()
            if time.perf_counter() > deadline:
                return done < len(links)
        return False

    def _draw_cards(self, deadline: float) -> bool:
        """Draws changed cards that are seen, in turns, until the deadline; whether any are left."""
        cards = [card for card in self._seen_cards() if card.stale]
        self.drawn = self.drawn or bool(cards)
        for done in range(len(cards)):
            self._turn_cards = (self._turn_cards + 1) % len(cards)
            cards[self._turn_cards].work()
            if time.perf_counter() > deadline:
                return done + 1 < len(cards)
        return False
