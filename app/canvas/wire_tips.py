"""What a wire is, in sentences for the pointer that rests on it."""

from __future__ import annotations

from collections.abc import Iterator

from app.canvas.columns import Network, unit_symbol
from app.canvas.fans import Gist
from app.canvas.formula import figure
from app.canvas.hits import Hit
from app.canvas.leading import flow_label
from app.texts import tr

__all__ = ["wire_tip"]


def wire_tip(network: Network, hit: Hit, gist: Gist | None, *, outgoing: bool = True) -> str:
    """From where to where it runs, the shape of what flows through it, and, of a wire of a single
    neuron, what the weights of that come to."""
    return "\n".join(_lines(network, hit, gist, outgoing=outgoing))


def _lines(network: Network, hit: Hit, gist: Gist | None, *, outgoing: bool) -> Iterator[str]:
    if hit.source in network and hit.node in network:
        ends = [network.column(end).title for end in (hit.source, hit.node)]
        yield " · ".join(filter(None, (" → ".join(ends), flow_label(network.build, hit.source))))
        if hit.unit >= 0:
            name = _neuron(network, hit.source if outgoing else hit.node, hit.unit)
            yield _words(name, ends[1 if outgoing else 0], hit.unit, gist, outgoing=outgoing)
    yield tr("Select this wire. Delete takes it away")


def _neuron(network: Network, node: str, position: int) -> str:
    column = network.column(node)
    if position < len(column.names):
        return unit_symbol(network, node, column.shown[position])
    return tr("Neuron {number}", number=column.shown[position] + 1)


def _words(name: str, other: str, position: int, gist: Gist | None, *, outgoing: bool) -> str:
    if gist is None or position >= len(gist.means):
        return tr("{neuron}: no weights on its wire", neuron=name)
    mean, size = figure(float(gist.means[position])), figure(float(gist.sizes[position]))
    if gist.count == 1:
        return tr("{neuron}: weight {weight}", neuron=name, weight=mean)
    given = {"neuron": name, "count": gist.count, "layer": other, "mean": mean, "size": size}
    if outgoing:
        return tr("{neuron}: {count} weights into {layer}, mean {mean} (colour), "
                  "root mean square {size} (width)", **given)
    return tr("{neuron}: {count} weights from {layer}, mean {mean} (colour), "
              "root mean square {size} (width)", **given)
