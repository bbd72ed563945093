"""What surgery does to numbers of the network: every act is one undo step with a name."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.canvas.subjects import Subject
from app.canvas.unit_surgeon import UnitSurgeon
from app.document import Document
from app.model import operations
from app.model.operations import Operation
from app.texts import tr

if TYPE_CHECKING:
    from app.training import Session

__all__ = ["Number", "Surgeon"]

MOST = 1e6
"""The greatest size of a number put in by hand."""


@dataclass(frozen=True)
class Number:
    """The one number of a subject: which it is, and what it is now."""

    weight: str
    index: tuple[int, ...]
    value: float

    @property
    def is_bias(self) -> bool:
        """Whether it is added, and not multiplied with something."""
        return len(self.index) == 1


class Surgeon(UnitSurgeon):
    """Operates on the numbers of what the session trains, and on its neurons."""

    def __init__(self, document: Document, session: Session, origin: object) -> None:
        super().__init__(document, session, origin)
        self._last: tuple[Number, object, int] | None = None

    @property
    def holds(self) -> bool:
        """Whether there is any weight that training leaves alone."""
        return self._surgery.holds

    # --- what can be done -------------------------------------------------------------------

    def is_held(self, subject: Subject) -> bool:
        """Whether training leaves all of it alone."""
        return operations.are_held(self._surgery, self.where(subject))

    def is_out(self, subject: Subject) -> bool:
        """Whether it is a neuron that is knocked out."""
        build = self._build
        if build is None or subject.kind != "neuron" or subject.node not in build.shapes:
            return False
        shape = build.shapes[subject.node]
        marked = self._surgery.marked("knocked", subject.node, shape).reshape(math.prod(shape))
        return subject.unit < len(marked) and bool(marked[subject.unit])

    def can_freeze(self, subject: Subject) -> bool:
        """Whether it has weights of its own."""
        return bool(self.where(subject))

    def can_knock_out(self, subject: Subject) -> bool:
        """Whether it is a neuron that the network can do without: none of an output."""
        build = self._build
        if build is None or subject.kind != "neuron" or subject.node not in build.active:
            return False
        inside = 0 <= subject.unit < math.prod(build.shapes[subject.node])
        return inside and subject.node != build.output

    def number(self, subject: Subject) -> Number | None:
        """The number that can be turned: of a wire its weight, of a neuron its bias."""
        name, index = subject.weight, subject.index
        if subject.kind == "neuron":
            name, index = f"{subject.node}.bias", (subject.unit,)
        frame, build = self._session.latest, self._build
        array = frame.weights.get(name) if frame is not None else None
        if build is None or array is None or not operations.of_weight(build, name, index):
            return None
        fits = len(array.shape) == len(index) and all(np.less(index, array.shape))
        return self._newest(Number(name, index, float(array[index]))) if fits else None

    # --- what is done -----------------------------------------------------------------------

    def freeze(self, subject: Subject) -> None:
        """Freezes what is not frozen, and lets go of what is."""
        where = self.where(subject)
        if not where:
            return
        name = self.name(subject)
        if self.is_held(subject):
            self.thaw(subject)
            return
        growing = subject.kind == "layer"
        edit = operations.freeze(where, growing=growing)
        self._edit(tr("Freeze {what}", what=name), Operation(edit))

    def thaw(self, subject: Subject) -> None:
        """Lets training move all of it again."""
        text = tr("Unfreeze {what}", what=self.name(subject))
        self._edit(text, Operation(operations.thaw(self.where(subject))))

    def knock_out(self, subject: Subject) -> None:
        """Takes a neuron out of the network, or brings it back."""
        if self._build is None or not self.can_knock_out(subject):
            return
        out, name = not self.is_out(subject), self.name(subject)
        shape = self._build.shapes[subject.node]
        edit = operations.knock_out(subject.node, shape, subject.unit, out)
        text = tr("Knock out {what}", what=name) if out else tr("Bring back {what}", what=name)
        self._edit(text, Operation(edit))

    def set_number(self, subject: Subject, value: float) -> None:
        """Another weight or bias; one undo step until `release`."""
        number, frame = self.number(subject), self._session.latest
        if number is None or frame is None or not math.isfinite(value):
            return
        value = min(MOST, max(-MOST, value))
        operation = operations.set_number(frame.weights, number.weight, number.index, value)
        text = tr("Change {what}", what=self.name(subject))
        self._edit(text, operation, merge=f"{number.weight}{number.index}")
        made = Number(number.weight, number.index, value)
        self._last = made, frame, self._document.undo.index()

    def prune(self, subject: Subject, share: float) -> None:
        """Makes the smallest weights of a layer or of the network 0 for good."""
        build, frame = self._build, self._session.latest
        if build is not None and frame is not None and self._fit(frame.weights, build):
            where = self.where(subject)
            operation = operations.prune(build, frame.weights, self._surgery, where, share)
            if operation.patch:
                self._edit(tr("Prune {what}", what=self.name(subject)), operation)

    def reset(self, subject: Subject) -> None:
        """A layer's weights as they were drawn."""
        build, frame = self._build, self._session.latest
        if build is not None and frame is not None and self._fit(frame.weights, build):
            seed = self._document.project.experiment.training.seed
            operation = operations.reset(build, frame.weights, self._surgery, subject.node, seed)
            if operation.patch:
                self._edit(tr("Reset the weights of {what}", what=self.name(subject)), operation)

    def release(self) -> None:
        """Ends turning a number."""
        self._last = None
        self._document.end_gesture()

    # --- inside -----------------------------------------------------------------------------

    def _newest(self, seen: Number) -> Number:
        """The number that was put in last, as long as no frame can show it."""
        if self._last is None:
            return seen
        made, frame, index = self._last
        same = (made.weight, made.index) == (seen.weight, seen.index)
        unseen = not self._session.playing or frame is self._session.latest
        return made if same and unseen and index == self._document.undo.index() else seen
