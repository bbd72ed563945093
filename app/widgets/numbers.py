"""Numbers as people write them: text and back, and the stops of a slider."""

from __future__ import annotations

import math
import re
from bisect import bisect_left

import numpy as np

from app.texts import tr_engine
from engine.param import Param

__all__ = ["begins_number", "from_text", "has_slider", "nearest", "plain", "stops", "to_text"]

_LADDER = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_LEAST = 1e-6
_PLAIN = 1e-4
"""Smaller numbers are written with an exponent."""
_MOST_STOPS = 1000
_UNIT_GAP = "\u2009"
_FULL_WIDTH = "".join(chr(0xFEE0 + narrow) for narrow in range(0x21, 0x7F))
_NARROW = "".join(map(chr, range(0x21, 0x7F))).replace(",", ".")
_AS_MEANT = str.maketrans(f"{_FULL_WIDTH}\u2212\u2013,。", f"{_NARROW}--..")
"""Full-width letters and digits of Chinese input, true minus signs and decimal commas."""
_BEGIN = frozenset("0123456789.+-")


def to_text(p: Param, value: float) -> str:
    """`value` as shown: at most four significant digits, percents where the unit is "%"."""
    if p.kind == "int":
        return _with_unit(p, str(int(value)))
    shown = value * 100.0 if p.unit == "%" else value
    return _with_unit(p, _decimal(float(shown)).replace("-", "\u2212"))


def _decimal(value: float) -> str:
    if 0.0 < abs(value) < _PLAIN:
        return np.format_float_scientific(value, precision=3, trim="-", exp_digits=1)
    return np.format_float_positional(
        value, precision=4, unique=True, fractional=False, trim="-"
    )


def plain(text: str) -> str:
    """A number as people type it in any language, in the letters that `float` reads."""
    return re.sub(r"[\s\u2009\u00a0_]", "", text).translate(_AS_MEANT)


def begins_number(text: str) -> bool:
    """Whether what was typed or pasted may be the beginning of a number."""
    return plain(text)[:1] in _BEGIN


def from_text(p: Param, text: str) -> float | int | None:
    """The number a person typed, or None when it is none. The range is not checked here."""
    typed = plain(text)
    if p.unit:
        typed = typed.removesuffix(p.unit).removesuffix(tr_engine(p.unit))
    try:
        value = float(typed)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    if p.kind == "int":
        return int(value) if value == int(value) else None
    return round(value / 100.0, 12) if p.unit == "%" else value


def _with_unit(p: Param, text: str) -> str:
    return f"{text}{_UNIT_GAP}{tr_engine(p.unit)}" if p.unit else text


def has_slider(p: Param) -> bool:
    """Whether the range of `p` is small enough to be pointed at."""
    if p.lo is None or p.hi is None or p.kind not in ("int", "float"):
        return False
    return p.log or p.kind == "float" or p.hi - p.lo <= _MOST_STOPS


def stops(p: Param) -> tuple[float, ...]:
    """The round values a slider of `p` rests at, rising; both ends are among them.

    A logarithmic setting climbs 1, 1.2, 1.5, 2 … 8, 10 in every decade, above zero where its
    range begins there; a linear one takes about a hundred even steps of 1, 2 or 5.
    """
    if p.lo is None or p.hi is None:
        raise ValueError(f"{p.name} has no range")
    inner = _rungs(p.lo, p.hi) if p.log else _even(p, p.lo, p.hi)
    if p.kind == "int":
        inner = [float(round(v)) for v in inner]
    return tuple(sorted({p.lo, p.hi, *(v for v in inner if p.lo < v < p.hi)}))


def _rungs(lo: float, hi: float) -> list[float]:
    least = lo if lo > 0 else hi * _LEAST
    decades = range(math.floor(math.log10(least)), math.ceil(math.log10(hi)) + 1)
    rungs = [float(f"{rung * 10.0**decade:.3g}") for decade in decades for rung in _LADDER]
    return [rung for rung in rungs if rung >= least * (1.0 - 1e-9)]


def _even(p: Param, lo: float, hi: float) -> list[float]:
    step = _round_step((hi - lo) / 100.0)
    if p.kind == "int":
        step = max(step, 1.0)
    first, last = math.ceil(lo / step - 1e-9), math.floor(hi / step + 1e-9)
    return [float(f"{number * step:.12g}") for number in range(first, last + 1)]


def _round_step(rough: float) -> float:
    decade = 10.0 ** math.floor(math.log10(rough))
    return float(next(s * decade for s in (1.0, 2.0, 5.0, 10.0) if s * decade >= rough * 0.999))


def nearest(places: tuple[float, ...], value: float) -> int:
    """The index of the stop closest to `value`."""
    at = bisect_left(places, value)
    around = [i for i in (at - 1, at) if 0 <= i < len(places)]
    return min(around, key=lambda i: abs(places[i] - value))
