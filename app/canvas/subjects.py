"""What surgery is about, and what of it is under the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.canvas.columns import Network
from app.canvas.hits import Hit

__all__ = ["NETWORK", "Subject", "subject_of"]


@dataclass(frozen=True)
class Subject:
    """What is operated on: one weight, a neuron, a layer, or the whole network."""

    kind: Literal["weight", "neuron", "layer", "network"]
    node: str = ""
    unit: int = -1
    weight: str = ""
    index: tuple[int, ...] = ()


NETWORK = Subject("network")


def subject_of(network: Network | None, hit: Hit) -> Subject | None:
    """What a hit is about; None for wires without a weight and for everything else."""
    if network is None or hit.node not in network:
        return None
    if hit.kind == "neuron":
        shown = network.column(hit.node).shown
        if hit.position < len(shown):
            return Subject("neuron", hit.node, shown[hit.position])
    if hit.kind == "wire":
        for link in network.links:
            if (link.source, link.target) == (hit.source, hit.node) and link.matrix:
                place = link.rows[hit.position], link.columns[hit.position]
                return Subject("weight", hit.node, place[1], link.matrix, place)
    return Subject("layer", hit.node) if hit.kind in ("header", "card") else None
