"""What surgery does to neurons and connections as a whole: one copy more, or one less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.canvas.subjects import Subject
from app.canvas.unit_words import against_copying, against_removing
from app.document import Document
from app.model import operations
from app.model.copying import copy_neuron, obstacle
from app.model.operations import Operation, Where
from app.model.removing import needed, remove_neuron
from app.names import node_name
from app.texts import tr
from engine.build import Build
from engine.surgery import Surgery

if TYPE_CHECKING:
    from app.training import Session

__all__ = ["UnitSurgeon"]


class UnitSurgeon:
    """Operates on what the session trains. `origin` is the view that asks."""

    def __init__(self, document: Document, session: Session, origin: object) -> None:
        self._document, self._session, self._origin = document, session, origin

    def where(self, subject: Subject) -> Where:
        """The weights of a subject; nothing before they are known."""
        build = self._build
        if build is None:
            return {}
        if subject.kind == "weight":
            return operations.of_weight(build, subject.weight, subject.index)
        if subject.kind == "neuron":
            return operations.of_unit(build, subject.node, subject.unit)
        nodes = build.active if subject.kind == "network" else (subject.node,)
        return {n: marks for node in nodes for n, marks in operations.of_layer(build, node).items()}

    def name(self, subject: Subject) -> str:
        """What people call it."""
        if subject.kind == "network":
            return tr("the whole network")
        layer = node_name(self._document.project.graph, subject.node)
        if subject.kind == "neuron":
            return tr("{layer} · neuron {number}", layer=layer, number=subject.unit + 1)
        return tr("a weight of {layer}", layer=layer) if subject.kind == "weight" else layer

    # --- copies -----------------------------------------------------------------------------

    def against_copying(self, subject: Subject) -> str | None:
        """Why a neuron cannot be copied, "" when it can; None for what nobody would copy."""
        build = self._build
        if build is None or subject.kind != "neuron" or not self._copies(build, subject.node):
            return None
        found = obstacle(build, subject.node)
        if found is not None and found.kind == "fixed":
            return None
        return against_copying(found, build.graph) if found is not None else ""

    def copy(self, subject: Subject) -> None:
        """A copy of a neuron in its layer."""
        build = self._build
        if build is None or not self._copies(build, subject.node):
            return
        operation = copy_neuron(build, subject.node, subject.unit)
        if isinstance(operation, Operation):
            self._edit(tr("Copy {what}", what=self.name(subject)), operation)

    # --- removing ---------------------------------------------------------------------------

    def has_units(self, subject: Subject) -> bool:
        """Whether it is a neuron of a layer that decides by itself how many it has."""
        graph = self._document.project.graph
        own = subject.kind == "neuron" and subject.node in graph
        return own and "units" in graph.node(subject.node).layer.values

    def against_removing(self, subject: Subject) -> str | None:
        """Why a neuron cannot be removed, or a connection cut; "" when it can, None when that is
        not known yet."""
        build = self._build
        if build is None or not self._is_drawn(build):
            blocked = bool(self._session.problems)
            return tr("First the network has to be one that can be trained.") if blocked else None
        if subject.kind == "weight":
            return self._against_cutting(subject)
        if subject.kind != "neuron":
            return None
        found = needed(build, subject.node, subject.unit)
        return against_removing(found, build.graph) if found is not None else ""

    def remove(self, subject: Subject) -> None:
        """Takes exactly this neuron out of its layer, or cuts exactly this connection: its weight
        is 0 and stays so. Nothing where that cannot be."""
        build, frame = self._build, self._session.latest
        if build is None or frame is None or self.against_removing(subject) != "":
            return
        name = self.name(subject)
        if subject.kind == "weight":
            operation = operations.cut(frame.weights, self.where(subject))
            self._edit(tr("Cut {what}", what=name), operation)
            return
        made = remove_neuron(build, frame.weights, subject.node, subject.unit)
        if isinstance(made, Operation):
            self._edit(tr("Remove {layer}", layer=name), made)

    def _against_cutting(self, subject: Subject) -> str | None:
        where = self.where(subject)
        if not where:
            return None
        pruned = all(
            self._surgery.marked("pruned", name, marked.shape)[marked].all()
            for name, marked in where.items()
        )
        again = tr("This connection is cut already. Unfreeze it to let it learn again.")
        return again if pruned else ""

    # --- inside -----------------------------------------------------------------------------

    @property
    def _build(self) -> Build | None:
        """What is trained, also while what is drawn cannot be."""
        return self._session.build

    @property
    def _surgery(self) -> Surgery:
        return self._document.project.experiment.surgery

    def _copies(self, build: Build, node: str) -> bool:
        """Whether a node takes part in training, and what is trained is what is drawn."""
        return node in build.active and self._is_drawn(build)

    def _is_drawn(self, build: Build) -> bool:
        """Whether what is trained is what is drawn."""
        frame, drawn = self._session.latest, self._document.project.graph
        if frame is None:
            return False
        return build.graph.wiring == drawn.wiring and self._fit(frame.weights, build)

    def _fit(self, weights: operations.Weights, build: Build) -> bool:
        """Whether these are the weights of this network."""
        return all(
            name in weights and weights[name].shape == spec.shape
            for name, spec in build.weights.items()
        )

    def _edit(self, text: str, operation: Operation, merge: str = "") -> None:
        self._document.operate(text, operation, origin=self._origin, merge=merge)
