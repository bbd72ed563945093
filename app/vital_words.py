"""What is not well with a layer, as sentences: what, where, and what may help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from app.errors import Message
from app.names import node_name
from app.texts import tr
from engine.frame import Ailment, Vital
from engine.graph import Graph

__all__ = ["vital_label", "vital_message"]

_UNCOUNTED = 1e6
"""Beyond this many times weaker or stronger a number says no more than "a million times"."""

Row: TypeAlias = Callable[[Vital, str], tuple[str, str]]


def vital_label(vital: Vital) -> str:
    """In two words, for a small sign on the layer: "2 dead"."""
    return LABELS[vital.kind](vital)


def vital_message(vital: Vital, graph: Graph) -> Message:
    """The sentences, with the reason and the cure."""
    what, cure = SENTENCES[vital.kind](vital, node_name(graph, vital.node))
    return Message(what, cure, vital.node)


def _times(ratio: float) -> str:
    """How many times stronger or weaker, to two figures: "1,300"."""
    return f"{float(f'{min(max(ratio, 1.0), _UNCOUNTED):.2g}'):,.0f}"


def _dead(vital: Vital, node: str) -> tuple[str, str]:
    if vital.count == vital.units:
        what = tr(
            "Every neuron of {node} is dead: what it says is the same for all samples, so nothing "
            "gets past it and it learns nothing.", node=node,
        )
    else:
        what = tr(
            "{count} of {units} neurons of {node} are dead: what they say is the same for all "
            "samples, so they learn nothing.", count=vital.count, units=vital.units, node=node,
        )
    cure = tr(
        "Try a smaller learning rate and new weights, or Leaky ReLU, whose neurons cannot die."
    )
    return what, cure


def _saturated(vital: Vital, node: str) -> tuple[str, str]:
    what = tr(
        "{count} of {units} neurons of {node} are saturated: on {share} % of the samples they "
        "are at an end of their range, where they hardly learn.",
        count=vital.count, units=vital.units, node=node, share=f"{100 * vital.size:.0f}",
    )
    return what, tr("Try smaller initial weights, a smaller learning rate, or batch norm.")


def _astray(vital: Vital, node: str) -> tuple[str, str]:
    share = f"{100 * vital.size:.0f}"
    if vital.units == 1:
        what = tr(
            "{node} is saturated: on {share} % of the samples it is at the wrong end of its range. "
            "There this loss has next to no slope, so what is wrong stays wrong.",
            node=node, share=share,
        )
    else:
        what = tr(
            "{count} of {units} numbers of {node} are saturated: on {share} % of the samples they "
            "are at the wrong end of their range. There this loss has next to no slope, so what is "
            "wrong stays wrong.", count=vital.count, units=vital.units, node=node, share=share,
        )
    return what, tr("Try cross-entropy, which keeps its slope there, or an output without "
                    "activation; or new weights and a smaller learning rate.")


def _vanishing(vital: Vital, node: str) -> tuple[str, str]:
    if vital.size * _UNCOUNTED < 1:
        what = tr("The gradient never reaches {node}: it fades on its way back from the output, "
                  "so the layer does not learn.", node=node)
    else:
        what = tr(
            "The gradient fades on its way back from the output: it reaches {node} {times} times "
            "weaker, so the layer hardly learns.", node=node, times=_times(1 / vital.size),
        )
    cure = tr("Try ReLU with He initial weights, batch norm, fewer layers, or wires around some "
              "layers into Add.")
    return what, cure


def _exploding(vital: Vital, node: str) -> tuple[str, str]:
    what = tr(
        "The gradient grows on its way back from the output: it reaches {node} {times} times "
        "stronger, so its steps are far too large.", node=node, times=_times(vital.size),
    )
    return what, tr("Try a smaller initial scale, gradient clipping, batch norm, or a smaller "
                    "learning rate.")


SENTENCES: Mapping[Ailment, Row] = {
    "dead": _dead,
    "saturated": _saturated,
    "astray": _astray,
    "vanishing": _vanishing,
    "exploding": _exploding,
}
LABELS: Mapping[Ailment, Callable[[Vital], str]] = {
    "dead": lambda vital: tr("{count} dead", count=vital.count),
    "saturated": lambda vital: tr("{count} saturated", count=vital.count),
    "astray": lambda vital: tr("{count} saturated", count=vital.count),
    "vanishing": lambda vital: tr("gradient fades"),
    "exploding": lambda vital: tr("gradient explodes"),
}
"""By the kind of a `Vital`."""
