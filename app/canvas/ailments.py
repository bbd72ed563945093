"""What ails the layers of a frame, as signs on their cards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Literal

from app.canvas.card_plate import Health
from app.vital_words import vital_label, vital_message
from engine.frame import Ailment, Frame, Vital
from engine.graph import Graph

__all__ = ["health_at", "health_of", "healths"]

_ROLES: Mapping[Ailment, Literal["danger", "warning"]] = {
    "exploding": "danger", "dead": "danger", "vanishing": "warning", "saturated": "warning",
    "astray": "warning",
}
"""How bad it is; the worst first."""


def healths(
    frame: Frame, graph: Graph, nodes: Collection[str] | None = None
) -> dict[str, Health]:
    """The worst that ails each layer, or those of `nodes`, with sentences about all of it."""
    asked = frame.vitals if nodes is None else frame.vitals.keys() & nodes
    found = {node: health_at(frame, graph, node) for node in asked}
    return {node: health for node, health in found.items() if health is not None}


def health_at(frame: Frame, graph: Graph, node: str) -> Health | None:
    """The same for one layer; None when it is well."""
    vitals = frame.vitals.get(node, ())
    return _health(vitals, graph) if vitals and node in graph else None


def health_of(found: Mapping[str, Health], nodes: Iterable[str]) -> Health | None:
    """The worst that ails any of some nodes, with sentences about all of them; None for nothing."""
    ailing = [found[node] for node in nodes if node in found]
    if not ailing:
        return None
    worst = next((health for health in ailing if health.role == "danger"), ailing[0])
    return replace(worst, reason="\n".join(health.reason for health in ailing))


def _health(vitals: tuple[Vital, ...], graph: Graph) -> Health:
    kinds = list(_ROLES)
    ordered = sorted(vitals, key=lambda vital: kinds.index(vital.kind))
    reasons = [str(vital_message(vital, graph)) for vital in ordered]
    return Health(vital_label(ordered[0]), _ROLES[ordered[0].kind], "\n".join(reasons))
