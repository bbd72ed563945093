"""What the options and limits of a setting are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from app.texts import tr, tr_engine
from engine.initializers import initializers
from engine.layers import layers
from engine.param import Declared, Param

__all__ = ["describe", "option_help", "option_text", "reason_text"]

_REGISTRIES: tuple[Mapping[str, type[Declared]], ...] = (layers, initializers)


def describe(cls: type[Declared]) -> str:
    """The first sentence of a class's docstring, in the current language."""
    return tr_engine(" ".join((cls.__doc__ or "").split("\n\n")[0].split()))


def option_text(p: Param, option: str) -> str:
    """A choice of `p` as people read it."""
    return tr_engine(p.option_label(option))


def option_help(option: str) -> str:
    """What a choice means, or nothing."""
    for registry in _REGISTRIES:
        if option in registry:
            return describe(registry[option])
    return ""


def reason_text(p: Param, low: str, high: str) -> str:
    """Why a number was refused: what `p` accepts, with its limits already formatted."""
    if p.lo is not None and p.hi is not None:
        if p.kind == "int":
            return tr("A whole number from {low} to {high}.", low=low, high=high)
        return tr("A number from {low} to {high}.", low=low, high=high)
    if p.lo is not None:
        return tr("A number of at least {low}.", low=low)
    if p.hi is not None:
        return tr("A number of at most {high}.", high=high)
    return tr("A number.")

