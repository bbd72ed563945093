"""What is being looked at: by the pointer, by the keyboard, or pinned; and its card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtWidgets import QToolTip

from app.canvas.card import ExplanationCard
from app.canvas.card_tips import in_lines
from app.canvas.hits import NOTHING, Hit, Spot
from app.canvas.inspector import content, question
from app.canvas.pinned_card import PinnedCard
from app.canvas.scene import NetworkScene
from app.canvas.selection import link_of
from app.canvas.subjects import subject_of
from app.canvas.view import NetworkView
from app.canvas.wire_tips import wire_tip
from app.texts import tr
from engine.datasets import Data
from engine.explain import Explanation

if TYPE_CHECKING:
    from app.training import Session

__all__ = ["Looking"]

_CARDS = ("neuron", "wire")
Key = tuple[str, int]


class Looking(QObject):
    """Shows the card of what is looked at and keeps it up to date while the network learns.

    What is pinned keeps the `card`; what is pointed at meanwhile has a card `aside`.
    """

    def __init__(
        self, scene: NetworkScene, view: NetworkView, card: PinnedCard, session: Session
    ) -> None:
        super().__init__(view)
        self._scene, self._view, self._session = scene, view, session
        self.card, self.aside = card, ExplanationCard(view)
        self.corners: Callable[[], Sequence[QRect]] = list
        """Tells where something lies over the view that cards are to leave alone."""
        self.pinned = self._pointed = self._spotted = NOTHING
        self._answers: dict[Key, Explanation] = {}
        self._asked: Hit | None = None
        self._features = 0
        view.hovered.connect(self._point)
        card.entered.connect(self._leave)
        session.explained.connect(self._take)

    @property
    def subject(self) -> Hit:
        """What the card is about: a pin goes before the pointer, that before the keyboard."""
        for hit in (self.pinned, self._pointed, self._spotted):
            if hit.kind in _CARDS:
                return self._pointed if hit.same(self._pointed) else hit
        return NOTHING

    @property
    def kept(self) -> Hit:
        """What has a card for good: what is pinned, else where the keyboard is."""
        for hit in (self.pinned, self._spotted):
            if hit.kind in _CARDS and self._drawn(hit):
                return hit
        return NOTHING

    @property
    def beside(self) -> Hit:
        """What is pointed at while something else is pinned."""
        other = self.pinned.kind in _CARDS and self._pointed.kind in _CARDS
        return self._pointed if other and not self._pointed.same(self.pinned) else NOTHING

    def pin(self, hit: Hit) -> None:
        """Keeps the card of a neuron or wire; a second click lets it go."""
        self.pinned = NOTHING if hit.same(self.pinned) else hit
        self._show()

    def unpin(self) -> None:
        """Lets go of what was pinned or had the keyboard."""
        self.pinned = self._spotted = NOTHING
        self._show()

    def look_at_spot(self, spot: Spot) -> None:
        """The keyboard has moved to a neuron, or off all."""
        on = spot.position >= 0
        if on:
            self._leave()  # what the pointer rests on is not what the next key is for
        if self.pinned.same(self._spotted):
            self.pinned = NOTHING  # by a key that acted on it: it goes where the keyboard goes
        self._spotted = Hit("neuron", spot.node, spot.position) if on else NOTHING
        self._show()

    def follow_network(self, data: Data | None) -> None:
        """After the network was drawn anew: forgets what is gone."""
        self._features = len(data.spec.features) if data is not None else 0
        self._answers, self._asked = {}, None
        self._pointed = NOTHING
        if not self._there(self.pinned):
            self.pinned = NOTHING
        self._show()

    def follow(self) -> None:
        """After a frame."""
        if self.subject.kind in _CARDS:
            self._show()

    def _there(self, hit: Hit) -> bool:
        network = self._scene.network
        return hit.kind in _CARDS and network is not None and (
            content(network, hit, self._scene.frame, None) is not None
        )

    def _point(self, hit: Hit) -> None:
        on_card = hit.kind == "card" and hit.same(self._pointed)
        self._pointed = hit
        self._tell_tip(hit)
        card = self._scene.items_of.cards.get(hit.node) if hit.kind == "card" else None
        place = card.place_at(hit.at) if card is not None else None
        if place is not None:
            self._scene.look_at(place)
        if not on_card:
            self._show()

    def _show(self) -> None:
        """The cards, and a question about what is newest on them unless one is under way."""
        hit, other = self.subject, self.beside
        there = self._show_card(self.card, hit)
        self.aside.avoided = self.card.geometry() if there else QRect()
        beside = self._show_card(self.aside, other)
        seen = other if beside else hit if there else NOTHING
        self._scene.emphasize(seen)
        self._scene.pin(self.pinned)
        network = self._scene.network
        if network is not None and seen.kind == "neuron" and seen != self._asked:
            self._asked = seen
            self._session.explain(*question(network, seen, self._scene.frame, self._features))

    def _show_card(self, card: ExplanationCard, hit: Hit) -> bool:
        """Whether there is something to say about a hit; the card says it."""
        network = self._scene.network
        key = self._key(hit)
        answer = self._answers.get(key) if key is not None else None
        made = None
        if network is not None and self._drawn(hit):
            made = content(network, hit, self._scene.frame, answer)
        if made is None:
            card.hide()
            return False
        if isinstance(card, PinnedCard):
            card.subject = subject_of(network, hit)
        pinned = hit.same(self.pinned) and card is self.card
        card.corners, card.spared = self.corners(), self._spared(hit)
        card.show_content(made, self._box(hit), pinned=pinned, way=self._way(hit))
        return True

    def _drawn(self, hit: Hit) -> bool:
        """Whether a neuron or wire can be seen just now, and not only the card of its layer."""
        if hit.kind == "wire":
            return (hit.source, hit.node) in self._scene.wires
        return hit.kind == "neuron" and hit.node in self._scene.columns

    def _key(self, hit: Hit) -> Key | None:
        """The node and the unit of a neuron that is shown."""
        network = self._scene.network
        if network is None or hit.kind != "neuron" or hit.node not in network:
            return None
        shown = network.column(hit.node).shown
        return (hit.node, shown[hit.position]) if hit.position < len(shown) else None

    def _take(self, answer: Explanation) -> None:
        asked, self._asked = self._asked, None
        shown = (self._key(self.subject), self._key(self.beside))
        kept = {key: known for key, known in self._answers.items() if key in shown}
        self._answers = {**kept, (answer.node, answer.unit): answer}
        seen = self.beside if self.beside.kind in _CARDS else self.subject
        if asked is not None and asked != seen:
            self._show()
        elif seen.kind == "neuron":
            self._show_card(self.card, self.subject)
            self._show_card(self.aside, self.beside)

    def _leave(self) -> None:
        """Nothing counts as pointed at until the pointer moves over the network again."""
        self._view.point_at(NOTHING)

    def _box(self, hit: Hit) -> QRect:
        """What the card stands beside, in pixels of the view."""
        if hit.kind == "neuron":
            box = self._scene.columns[hit.node].neuron_box(hit.position)
            return self._view.mapFromScene(box).boundingRect()
        way = self._way(hit)
        at = way[len(way) // 2]
        return QRect(at.x() - 6, at.y() - 6, 12, 12)

    def _spared(self, hit: Hit) -> list[QRect]:
        """What should be read and seen beside the card: all names, and both ends of a wire."""
        boxes = []
        if hit.kind == "wire":
            link = self._scene.wires[hit.source, hit.node].link
            ends = ((hit.source, link.sources), (hit.node, link.targets))
            boxes = [self._scene.columns[n].neuron_box(at[hit.position]) for n, at in ends]
        boxes += [column.header_box() for column in self._scene.columns.values()]
        return [self._view.mapFromScene(box).boundingRect() for box in boxes]

    def _way(self, hit: Hit) -> list[QPoint]:
        """Points along a wire in pixels of the view; none for a neuron."""
        if hit.kind != "wire":
            return []
        points = self._scene.wires[hit.source, hit.node].course.points[hit.position]
        return [self._view.mapFromScene(float(x), float(y)) for x, y in points]

    def _tell_tip(self, hit: Hit) -> None:
        """Buttons on the canvas have tooltips like those elsewhere."""
        tips = {
            "more": tr("Add a neuron (+)"), "less": tr("Remove a neuron (−)"),
            "insert": tr("Insert a layer here (Insert)"),
            "settings": tr("Settings of this layer (Enter)"),
            "fold": tr("Show more or fewer neurons"),
        }
        card = self._scene.items_of.cards.get(hit.node) if hit.kind == "card" else None
        text = self._wire_tip(hit) if hit.kind == "link" else tips.get(hit.kind, "")
        said = card.tip(hit.at) if card is not None and not card.content.problem else ""
        folded = self._scene.sight is not None and hit.node in self._scene.sight.folding.groups
        if folded and hit.kind in ("card", "settings"):
            said = f"{said}\n{tr('Double-click, or press Enter, to unfold the group')}"
        text = in_lines(said) or text  # of a problem a bubble says what is wrong
        if hit.kind == "header":
            column = self._scene.columns[hit.node]
            vacant = column.vacant[:1].upper() + column.vacant[1:]
            text = "\n".join(filter(None, (column.badge.reason, vacant, text)))
        self._view.viewport().setToolTip(text)
        if not text:
            QToolTip.hideText()

    def _wire_tip(self, hit: Hit) -> str:
        """What is said of a whole wire, and of that of one neuron."""
        network, fan = self._scene.network, self._scene.items_of.open.fans.get(link_of(hit))
        if network is None:
            return ""
        if fan is None:
            return wire_tip(network, hit, None)
        return wire_tip(network, hit, fan.gist, outgoing=fan.outgoing)
