"""Keys, and the wheel, on the canvas that operate on what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.canvas.card_tools import number_of
from app.canvas.hits import NOTHING
from app.canvas.keys import command_of
from app.canvas.pinned_card import PinnedCard
from app.canvas.selection import Chosen
from app.canvas.subjects import Subject, subject_of
from app.canvas.surgeon import Surgeon
from app.canvas.surgery_bar import SurgeryBar
from app.document import Document
from app.texts import tr
from app.widgets.numbers import begins_number
from app.widgets.tips import in_lines
from app.widgets.voice import voice

if TYPE_CHECKING:
    from app.canvas.looking import Looking
    from app.canvas.steering import Steering
    from app.canvas.view import NetworkView
    from app.training import Session

__all__ = ["SurgeryDesk"]

_LATCH = 400
"""Milliseconds after which a canvas that was scrolled has come to rest."""
_TURNS: Mapping[Qt.Key, float] = {Qt.Key.Key_PageUp: 1.0, Qt.Key.Key_PageDown: -1.0}


class SurgeryDesk(QObject):
    """Where surgery is asked for; `attach` begins it. What begins a number, and PageUp and
    PageDown, change the one of the neuron or wire that has a card; so does the wheel over what is
    pinned. Signs do so where the card is there for good: else they are keys of the layer.
    `refused` tells why something was not done."""

    refused = Signal(str)

    def __init__(self, document: Document, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._scrolled: int | None = None
        self.surgeon = Surgeon(document, session, parent)

    def make_card(self, parent: QWidget) -> PinnedCard:
        """The card that can be worked on."""
        self.card = PinnedCard(self.surgeon, parent)
        return self.card

    def make_bar(self, node: str, parent: QWidget) -> SurgeryBar | None:
        """What can be done to a layer; None for one without weights."""
        has_weights = self.surgeon.can_freeze(Subject("layer", node))
        return SurgeryBar(self.surgeon, node, parent) if has_weights else None

    def attach(self, view: NetworkView, looking: Looking, steering: Steering) -> None:
        """Listens to the keys and the wheel of the view."""
        self._view, self._looking, self._steering = view, looking, steering
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        self.card.tools.value.back_to = view
        self.card.tools.acted.connect(looking.follow)
        self.card.tools.refused.connect(self._refuse)
        self.card.tools.removal_asked.connect(self.take_away)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and watched is self._view:
            if event.type() == QEvent.Type.ShortcutOverride and self._wants(event):
                event.accept()
                return True
            return event.type() == QEvent.Type.KeyPress and self._press(event)
        if isinstance(event, QWheelEvent) and watched is not self._view:
            return self._turn(event)
        if event.type() == QEvent.Type.MouseMove:
            self._scrolled = None
        return False

    def _turn(self, event: QWheelEvent) -> bool:
        """The wheel over a pinned neuron or wire turns its number; with Ctrl it zooms, as it does
        everywhere. While the canvas is scrolled, what comes under the pointer stays as it is."""
        now, pinned = event.timestamp(), self._looking.pinned
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        going_on = self._scrolled is not None and now - self._scrolled < _LATCH
        here = pinned.same(self._view.hit_at(event.position().toPoint()))
        if going_on or not here or not self._has_number():
            self._scrolled = now
            return False
        self.card.tools.value.take_wheel(event)
        return True

    # --- what actions do --------------------------------------------------------------------

    def freeze(self) -> None:
        """Freezes what is chosen, or lets go of it."""
        self._act(self.surgeon.freeze)

    def knock_out(self) -> None:
        """Takes the chosen neuron out, or brings it back."""
        self._act(self.surgeon.knock_out)

    def copy(self) -> None:
        """One neuron more like the chosen one, or the reason why not."""
        subject = self._subject()
        reason = self.surgeon.against_copying(subject) if subject is not None else None
        if reason:
            at = self.card.mapToGlobal(self.card.rect().bottomLeft())
            QToolTip.showText(at, in_lines(reason), self._view.viewport())
            voice.say(self._view, reason, urgent=True)
        else:
            self._act(self.surgeon.copy)

    def remove(self, chosen: Chosen) -> bool:
        """Takes away the neuron or connection that has a card for good, and says why where that
        cannot be. False, and nothing done, where there is none, or more than that is chosen."""
        kept = self._looking.kept
        if kept is NOTHING or chosen.links or chosen.notes or chosen.nodes - {kept.node}:
            return False
        subject = subject_of(self._view.network_scene.network, kept)
        if subject is None:
            self._refuse(tr(
                "Nothing is learned on this wire, so it is not cut alone: "
                "knock out the neuron at its beginning."
            ))
            return True
        self.take_away(subject)
        return True

    def take_away(self, subject: Subject) -> None:
        """Removes a neuron or cuts a connection, or says why not."""
        reason = self.surgeon.against_removing(subject)
        if reason:
            self._refuse(reason)
        elif reason is not None:
            pinned = self._looking.pinned is not NOTHING
            self.surgeon.remove(subject)
            if pinned:
                self._looking.unpin()
                self._steering.select("")

    def _refuse(self, reason: str) -> None:
        self.refused.emit(reason)
        voice.say(self._view, reason, urgent=True)

    def _act(self, act: Callable[[Subject], None]) -> None:
        subject = self._subject()
        if subject is not None:
            act(subject)
            self._looking.follow()

    # --- keys -------------------------------------------------------------------------------

    def _wants(self, event: QKeyEvent) -> bool:
        """Whether a key is one of ours just now."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if Qt.Key(event.key()) in _TURNS:
            return not held and self._has_number()
        if held & ~Qt.KeyboardModifier.ShiftModifier or not begins_number(event.text()):
            return False
        sign = bool(command_of(event))
        return self._looking.kept is not NOTHING or (not sign and self._has_number())

    def _press(self, event: QKeyEvent) -> bool:
        if not self._wants(event):
            return False
        key = Qt.Key(event.key())
        if key not in _TURNS:
            self.type(event.text())
            return True
        self._pin()
        self.card.tools.turn(_TURNS[key])
        return True

    def type(self, text: str) -> None:
        """Begins a number on the card with what was typed or pasted, or says why there is none."""
        if self._has_number():
            self._pin()
            self.card.tools.start_typing(text)
        elif self._looking.subject.kind == "wire":
            self._refuse(tr("Nothing is learned on this wire, so it has no number to change."))
        else:
            self._refuse(tr("This neuron has no bias, so it has no number to change."))

    def takes(self, text: str) -> bool:
        """Whether a text that is pasted is a number for the card that is there for good."""
        return self._looking.kept is not NOTHING and number_of(text) is not None

    def _pin(self) -> None:
        if not self._looking.pinned.same(self._looking.subject):
            self._looking.pin(self._looking.subject)

    def _subject(self) -> Subject | None:
        """What keys act on: the neuron or wire that has a card, else the selected layer."""
        network = self._view.network_scene.network
        found = subject_of(network, self._looking.subject)
        node = self._steering.spot.node
        if found is None and network is not None and node in network:
            return Subject("layer", node)
        return found

    def _has_number(self) -> bool:
        subject = subject_of(self._view.network_scene.network, self._looking.subject)
        if subject is None or not self.card.isVisible():
            return False
        return self.surgeon.number(subject) is not None
