"""What ails the nodes of a frame, as a badge, a colour and a sentence for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.vital_words import vital_label, vital_message
from engine.frame import Ailment, Frame, Vital
from engine.graph import Graph

__all__ = ["Health", "healths"]

Role = Literal["danger", "warning"]

_ROLES: Mapping[Ailment, Role] = {
    "exploding": "danger", "dead": "danger", "vanishing": "warning", "saturated": "warning",
}
"""By the kind of a `Vital`, the worst first."""


@dataclass(frozen=True)
class Health:
    """What ails a node: "2 dead" on its card, how bad it is, and sentences about it."""

    text: str
    role: Role
    reason: str


def healths(frame: Frame, graph: Graph) -> dict[str, Health]:
    """The health of the nodes that are not well; the others are missing."""
    return {node: _health(vitals, graph) for node, vitals in frame.vitals.items()
            if vitals and node in graph}


def _health(vitals: tuple[Vital, ...], graph: Graph) -> Health:
    kinds = list(_ROLES)
    ordered = sorted(vitals, key=lambda vital: kinds.index(vital.kind))
    reasons = [str(vital_message(vital, graph)) for vital in ordered]
    return Health(vital_label(ordered[0]), _ROLES[ordered[0].kind], "\n".join(reasons))
