"""A neuron's sum as a line of rich text with its real numbers in colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from app.theme import Theme

__all__ = ["applied", "colored", "figure", "neuron_formula"]

_GLUE = "\u00a0"  # a line does not break between a sign and its number
SHOWN = 3
"""So many of the strongest inputs are written out; the others are "…"."""


def figure(value: float, *, signed: bool = False) -> str:
    """About three significant digits with a true minus sign; "–" for what is not a number."""
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    digits = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 0.1 or size == 0 else 4
    text = f"{size:.{digits}f}"
    if 0 < size < 0.0001 or size >= 1e5:
        digits_text, _, power = f"{size:.1e}".partition("e")
        text = f"{digits_text}e{int(power)}".replace("-", "−")
    sign = "−" if value < 0 else "+" if signed else ""
    return sign + text


def colored(text: str, value: float, theme: Theme) -> str:
    """`text` in the colour of the sign of `value`."""
    role = theme.positive_text if value >= 0 else theme.negative_text
    return f'<span style="color:{role}">{escape(text)}</span>'


def neuron_formula(
    function: str, terms: Sequence[tuple[float, str]], bias: float | None, theme: Theme
) -> str:
    """a = f(w₁·x₁ + … + b) as rich text. `terms` are weights and what they are multiplied with.

    The strongest `SHOWN` terms are written in the order of the inputs. `function` is what the
    activation is called in formulas.
    """
    strongest = sorted(range(len(terms)), key=lambda n: -abs(terms[n][0]))[:SHOWN]
    pieces = [_term(*terms[n], first=place == 0, theme=theme)
              for place, n in enumerate(sorted(strongest))]
    if len(terms) > SHOWN:
        pieces.append(f"+{_GLUE}…")
    if bias is not None:
        pieces.append(colored(_signed(bias, first=not pieces), bias, theme))
    return applied(function, " ".join(pieces) or "0")


def applied(function: str, inside: str) -> str:
    """a = f(inside), both as rich text; the identity is not written."""
    return f"a = {inside}" if function in ("", "identity") else f"a = {escape(function)}({inside})"


def _term(weight: float, symbol: str, *, first: bool, theme: Theme) -> str:
    number = colored(_signed(weight, first=first), weight, theme)
    return f"{number}·{escape(symbol).replace(' ', _GLUE)}"


def _signed(value: float, *, first: bool) -> str:
    text = figure(value)
    if text.startswith("−"):
        return text if first else f"−{_GLUE}{text[1:]}"
    return text if first else f"+{_GLUE}{text}"
