"""What ails a layer, as a sign on its card."""

from __future__ import annotations

from collections.abc import Sequence

from app.canvas.card_item import Health
from app.vital_words import vital_label, vital_message
from engine.frame import Vital
from engine.graph import Graph

__all__ = ["health"]

_SEVERE = ("dead", "exploding")


def health(vitals: Sequence[Vital], graph: Graph) -> Health | None:
    """The first of what is wrong, with a sentence about all of it; None when all is well."""
    there = [vital for vital in vitals if vital.node in graph]
    if not there:
        return None
    reason = "\n".join(str(vital_message(vital, graph)) for vital in there)
    role = "danger" if there[0].kind in _SEVERE else "warning"
    return Health(vital_label(there[0]), role, reason)
