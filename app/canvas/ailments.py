"""What ails the layers of a frame, as signs on their cards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from app.canvas.card_plate import Health
from app.vital_words import vital_label, vital_message
from engine.frame import Ailment, Frame, Vital
from engine.graph import Graph

__all__ = ["healths"]

_ROLES: Mapping[Ailment, Literal["danger", "warning"]] = {
    "exploding": "danger", "dead": "danger", "vanishing": "warning", "saturated": "warning",
}
"""How bad it is; the worst first."""


def healths(
    frame: Frame, graph: Graph, nodes: Collection[str] | None = None
) -> dict[str, Health]:
    """The worst that ails each layer, or those of `nodes`, with sentences about all of it."""
    return {
        node: _health(vitals, graph) for node, vitals in frame.vitals.items()
        if vitals and node in graph and (nodes is None or node in nodes)
    }


def _health(vitals: tuple[Vital, ...], graph: Graph) -> Health:
    kinds = list(_ROLES)
    ordered = sorted(vitals, key=lambda vital: kinds.index(vital.kind))
    reasons = [str(vital_message(vital, graph)) for vital in ordered]
    return Health(vital_label(ordered[0]), _ROLES[ordered[0].kind], "\n".join(reasons))
