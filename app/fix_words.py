"""What one click would do about a problem, in a few words for a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from app.model.fixes import Fix
from app.names import node_name
from app.texts import tr, tr_engine
from engine.graph import Graph
from engine.losses import losses

__all__ = ["FIXES", "fix_text"]

Facts: TypeAlias = Mapping[str, Any]


def fix_text(fix: Fix, graph: Graph) -> str:
    """The words on the button of `fix`; `graph` is the one with the problem and names its nodes."""
    names = {key: node_name(graph, fix.values[key]) for key in ("node", "other")
             if key in fix.values}
    return FIXES[fix.code]({**fix.values, **names})


def _resize(v: Facts) -> str:
    if v["count"] == 1:
        return tr("Make {layer} {units} wide", layer=v["other"], units=v["units"])
    return tr("Make {count} layers {units} wide", count=v["count"], units=v["units"])


FIXES: dict[str, Callable[[Facts], str]] = {
    "insert_after": lambda v: tr("Insert after {layer}", layer=v["other"]),
    "connect_from": lambda v: tr("Connect from {layer}", layer=v["other"]),
    "connect_to": lambda v: tr("Connect to {layer}", layer=v["other"]),
    "lead_to": lambda v: tr("Lead to {layer} instead", layer=v["other"]),
    "remove": lambda v: tr("Delete"),
    "disconnect": lambda v: tr("Disconnect from {layer}", layer=v["other"]),
    "leave_out": lambda v: tr("Do without {layer}", layer=v["other"]),
    "cut": lambda v: tr("Remove the wire from {layer}", layer=v["other"]),
    "cut_some": lambda v: tr("Remove {count} wires", count=v["count"]),
    "insert_flatten": lambda v: tr("Insert Flatten"),
    "insert_dense": lambda v: tr("Insert a dense layer {units} wide", units=v["units"]),
    "resize": _resize,
    "concatenate": lambda v: tr("Use Concatenate"),
    "default_features": lambda v: tr("Use the usual features"),
    "add_input": lambda v: tr("Add an input"),
    "add_output": lambda v: tr("Add an output"),
    "choose_loss": lambda v: tr("Use {loss}", loss=tr_engine(losses[v["loss"]].label)),
    "automatic_activation": lambda v: tr("Set the activation to automatic"),
}
"""By the code of a fix."""
