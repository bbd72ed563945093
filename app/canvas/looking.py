"""What is being looked at: by the pointer, by the keyboard, or pinned; and its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QToolTip

from app.canvas.card import ExplanationCard
from app.canvas.hits import NOTHING, Hit, Spot
from app.canvas.inspector import content, question
from app.canvas.scene import NetworkScene
from app.canvas.view import NetworkView
from app.texts import tr
from engine.datasets import Data
from engine.explain import Explanation

if TYPE_CHECKING:
    from app.training import Session

__all__ = ["Looking"]

_CARDS = ("neuron", "wire")


class Looking(QObject):
    """Shows the card of what is looked at and keeps it up to date while the network learns."""

    def __init__(
        self, scene: NetworkScene, view: NetworkView, card: ExplanationCard, session: Session
    ) -> None:
        super().__init__(view)
        self._scene, self._view, self._session = scene, view, session
        self.card = card
        self.pinned = self._pointed = self._spotted = NOTHING
        self._answer: Explanation | None = None
        self._asked: Hit | None = None
        self._features = 0
        view.hovered.connect(self._point)
        session.explained.connect(self._take)

    @property
    def subject(self) -> Hit:
        """What the card is about: the pointer goes before a pin, a pin before the keyboard."""
        for hit in (self._pointed, self.pinned, self._spotted):
            if hit.kind in _CARDS:
                return hit
        return NOTHING

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
        self._spotted = Hit("neuron", spot.node, spot.position) if on else NOTHING
        self._show()

    def follow_network(self, data: Data | None) -> None:
        """After the network was drawn anew: forgets what is gone."""
        self._features = len(data.spec.features) if data is not None else 0
        self._answer = self._asked = None
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
        self._pointed = hit
        self._tell_tip(hit)
        self._show()

    def _show(self) -> None:
        """The card for the subject, and a question about it unless one is under way."""
        hit, network, frame = self.subject, self._scene.network, self._scene.frame
        made = None if network is None else content(network, hit, frame, self._answer)
        self._scene.emphasize(hit if made is not None else NOTHING)
        self._scene.pin(self.pinned)
        if made is None or network is None:
            self.card.hide()
            return
        self.card.show_content(made, self._box(hit), pinned=hit.same(self.pinned))
        if hit.kind == "neuron" and hit != self._asked:
            self._asked = hit
            self._session.explain(*question(network, hit, frame, self._features))

    def _take(self, answer: Explanation) -> None:
        asked, self._asked = self._asked, None
        self._answer = answer
        if asked is not None and asked != self.subject:
            self._show()
        elif self.subject.kind == "neuron":
            self._refresh()

    def _refresh(self) -> None:
        hit, network = self.subject, self._scene.network
        made = None if network is None else content(network, hit, self._scene.frame, self._answer)
        if made is not None:
            self.card.show_content(made, self._box(hit), pinned=hit.same(self.pinned))

    def _box(self, hit: Hit) -> QRect:
        """What the card stands beside, in pixels of the view."""
        if hit.kind == "neuron":
            box = self._scene.columns[hit.node].neuron_box(hit.position)
            return self._view.mapFromScene(box).boundingRect()
        points = self._scene.wires[hit.source, hit.node].course.points[hit.position]
        middle = points[len(points) // 2]
        at = self._view.mapFromScene(float(middle[0]), float(middle[1]))
        return QRect(at.x() - 6, at.y() - 6, 12, 12)

    def _tell_tip(self, hit: Hit) -> None:
        """Buttons on the canvas have tooltips like those elsewhere."""
        tips = {
            "more": tr("Add a neuron (+)"), "less": tr("Remove a neuron (−)"),
            "insert": tr("Insert a layer here (Insert)"),
            "header": tr("Settings of this layer (Enter)"),
            "fold": tr("Show more or fewer neurons"),
        }
        card = self._scene.items_of.cards.get(hit.node) if hit.kind == "card" else None
        text = tips.get(hit.kind, "") if card is None or card.content.problem else card.reason
        self._view.viewport().setToolTip(text)
        if not text:
            QToolTip.hideText()
