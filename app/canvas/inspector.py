"""Says what a neuron or wire does: at once from the frame, then with what the session explains."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.canvas.card import PICTURE, Content
from app.canvas.columns import Column, Network, spoken, unit_symbol
from app.canvas.formula import applied, colored, figure, neuron_formula
from app.canvas.hits import Hit
from app.canvas.pictures import picture_values, single
from app.canvas.wiring import link_weights
from app.texts import tr, tr_engine
from app.theme import themes
from app.widgets.words import describe
from engine.explain import Explanation
from engine.frame import Frame, Pictures

__all__ = ["Question", "condition", "content", "question", "unit_of"]

Question = tuple[str, int, Any, int | None]
"""Node, unit, point of the plane or None, training sample or None."""


def unit_of(network: Network, hit: Hit) -> int:
    """The number of the unit that a neuron hit is about."""
    return network.column(hit.node).shown[hit.position]


def question(network: Network, hit: Hit, frame: Frame | None, features: int) -> Question:
    """What to ask the session about a neuron: itself, at the point of its picture that is hit."""
    unit = unit_of(network, hit)
    pictures = frame.pictures if frame is not None else None
    if pictures is None:
        return hit.node, unit, None, None
    if pictures.samples is not None and pictures.kind == "samples":
        row, column = _cell(pictures.samples, hit)
        sample = int(pictures.samples[row, column])
        return hit.node, unit, None, sample if sample >= 0 else None
    if features != len(pictures.axes):
        return hit.node, unit, None, None
    low_x, high_x, low_y, high_y = pictures.extent
    point = [low_x + hit.at[0] * (high_x - low_x), high_y - hit.at[1] * (high_y - low_y)]
    return hit.node, unit, np.array(point[:features], np.float32), None


def content(
    network: Network, hit: Hit, frame: Frame | None, answer: Explanation | None
) -> Content | None:
    """The card for a neuron or wire; None when there is nothing to say."""
    if hit.node not in network:
        return None
    column = network.column(hit.node)
    if hit.kind == "neuron" and hit.position < len(column.shown):
        return _neuron(network, column, hit, frame, answer)
    if hit.kind == "wire" and hit.source in network:
        return _wire(network, hit, frame)
    return None


def _neuron(
    network: Network, column: Column, hit: Hit, frame: Frame | None, answer: Explanation | None
) -> Content:
    unit = column.shown[hit.position]
    if answer is not None and (answer.node, answer.unit) != (hit.node, unit):
        answer = None
    pictures = frame.pictures if frame is not None else None
    values = picture_values(pictures, hit.node, column.units) if pictures is not None else None
    picture = None
    if pictures is not None and values is not None:
        picture = single(
            pictures, values, unit, PICTURE, themes.now(), alone=column.layer.name == "input"
        )
    known = _sums(frame, column) or column.layer.name == "input"
    return Content(
        _title(network, column, unit), _formula(network, column, unit, frame),
        _rows(_here(pictures, values, unit, hit), answer),
        _sentence(condition(column, hit.position)) or (
            "" if known else describe(type(column.layer))
        ),
        picture,
    )


def condition(column: Column, position: int) -> str:
    """What surgery has done to a shown unit, as words; "" for nothing."""
    words = (
        (position in column.silent, tr("knocked out: its output is 0")),
        (position in column.held, tr("frozen: training leaves it as it is")),
    )
    return ", ".join(text for there, text in words if there)


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}." if words else ""


def _title(network: Network, column: Column, unit: int) -> str:
    if column.names:
        return f"{column.title} · {unit_symbol(network, column.node, unit)}"
    return tr("{layer} · neuron {number}", layer=column.title, number=unit + 1)


def _sums(frame: Frame | None, column: Column) -> bool:
    matrix = frame.weights.get(f"{column.node}.weight") if frame is not None else None
    return matrix is not None and matrix.ndim == 2 and matrix.shape[1] == column.units


def _formula(network: Network, column: Column, unit: int, frame: Frame | None) -> str:
    theme = themes.now()
    if frame is None or not _sums(frame, column):
        return _plain_formula(network, column, unit)
    weights = frame.weights[f"{column.node}.weight"][:, unit]
    names = [
        unit_symbol(network, source, number)
        for source in network.graph.sources(column.node)
        for number in range(network.column(source).units)
    ]
    bias = frame.weights.get(f"{column.node}.bias")
    terms = list(zip(weights.tolist(), names, strict=False))
    added = None if bias is None else float(bias[unit])
    return neuron_formula(column.function, terms, added, theme)


def _plain_formula(network: Network, column: Column, unit: int) -> str:
    """A function of one number, for layers that only bend what comes in."""
    sources = network.graph.sources(column.node)
    if column.layer.category != "Activation" or len(sources) != 1:
        return ""
    return applied(spoken(tr_engine(column.layer.label)), unit_symbol(network, sources[0], unit))


def _rows(here: float, answer: Explanation | None) -> list[tuple[str, str]]:
    theme = themes.now()
    value = answer.value if answer is not None and not np.isfinite(here) else here
    rows = [(tr("output here"), colored(figure(value), value, theme))]
    if answer is not None:
        rows.append(("∂L/∂a", figure(answer.gradient, signed=True)))
        if np.isfinite(answer.saturated):
            share = tr("{share} % of batch", share=round(answer.saturated * 100))
            rows.append((tr("saturated on"), share))
    return rows


def _here(
    pictures: Pictures | None, values: NDArray[np.float32] | None, unit: int, hit: Hit
) -> float:
    """The activation at the point of the picture under the pointer."""
    if pictures is None or values is None:
        return float("nan")
    picture = values[unit][::-1] if pictures.kind == "plane" else values[unit]
    return float(picture[_cell(picture, hit)])


def _cell(grid: NDArray[Any], hit: Hit) -> tuple[int, int]:
    rows, columns = grid.shape
    row, column = int(hit.at[1] * rows), int(hit.at[0] * columns)
    return min(row, rows - 1), min(column, columns - 1)


def _wire(network: Network, hit: Hit, frame: Frame | None) -> Content | None:
    link = next(
        (k for k in network.links if (k.source, k.target) == (hit.source, hit.node)), None
    )
    if link is None or hit.position >= len(link.sources):
        return None
    a, b = network.column(link.source), network.column(link.target)
    ends = [
        _short(network, a, a.shown[link.sources[hit.position]]),
        _short(network, b, b.shown[link.targets[hit.position]]),
    ]
    weights = link_weights(link, frame.weights) if frame is not None else None
    if weights is None:
        return Content(" → ".join(ends), note=tr("Hands its number on; nothing is learned here."))
    weight = float(weights[hit.position])
    rows = [(tr("weight"), colored(figure(weight, signed=True), weight, themes.now()))]
    words = ""
    if hit.position in link.pruned:
        words = tr("pruned: it is 0 and stays so")
    elif hit.position in link.held or link.targets[hit.position] in b.held:
        words = tr("frozen: training leaves it as it is")
    return Content(" → ".join(ends), rows=rows, note=_sentence(words))


def _short(network: Network, column: Column, unit: int) -> str:
    symbol = unit_symbol(network, column.node, unit)
    return symbol if column.names else f"{column.title} · {unit + 1}"
