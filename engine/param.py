"""A setting, declared once: forms, validation, files, documentation and translation derive from it.

    class Huber(Loss):
        delta: float = param(1.0, lo=0.01, hi=10.0, log=True, help="Where the error turns linear.")

`Declared` is the base of every class with settings (layers, losses, optimizers, data sets …).
Its instances are frozen values: equal when their class and settings are equal, changed only by
`replace`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, Self, dataclass_transform

from engine.errors import BadValue

__all__ = ["Declared", "Param", "param"]

Kind = Literal["float", "int", "bool", "choice", "flags"]
Choices = tuple[str, ...] | Callable[[], tuple[str, ...]]

_RESERVED = frozenset({"kind", "label", "name", "params", "summary", "values"})
_KINDS: Mapping[type, Kind] = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "choice",
    tuple: "flags",
}


@dataclass(frozen=True, slots=True)
class Param:
    """One setting: its kind, default and range, and how it is named and explained to people.

    `live` settings reach a running training as values; the others change what is built.
    `log` asks for a logarithmic slider. `choices` may be a function, so that a setting can
    offer what a registry holds at the time it is asked; `naming` turns a choice into what
    people read.
    """

    default: Any
    lo: float | None = None
    hi: float | None = None
    choices: Choices = ()
    unit: str = ""
    log: bool = False
    live: bool = False
    label: str = ""
    help: str = ""
    name: str = ""
    kind: Kind = "float"
    naming: Callable[[str], str] | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """The values a choice or flags setting may take."""
        return self.choices() if callable(self.choices) else self.choices

    def option_label(self, option: str) -> str:
        """What people read for one of the `options`."""
        return self.naming(option) if self.naming else _spoken(option)

    def check(self, value: Any, owner: str = "") -> Any:
        """`value` in this setting's type. Raises BadValue when it does not fit."""
        return _CHECKS[self.kind](self, value, owner)

    def refuse(self, value: Any, owner: str, expected: str) -> BadValue:
        """The error that says why `value` does not fit."""
        return BadValue(owner, self.name, value, expected)


def _number(p: Param, value: Any, owner: str) -> float:
    # Compared instead of math.isfinite, which cannot take a whole number of 400 digits.
    known = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not known or not abs(value) <= sys.float_info.max:
        raise p.refuse(value, owner, "number")
    if (p.lo is not None and value < p.lo) or (p.hi is not None and value > p.hi):
        raise p.refuse(value, owner, f"{p.lo} … {p.hi}")
    return float(value)


def _integer(p: Param, value: Any, owner: str) -> int:
    number = _number(p, value, owner)
    if number != int(number):
        raise p.refuse(value, owner, "integer")
    return int(number)


def _boolean(p: Param, value: Any, owner: str) -> bool:
    if not isinstance(value, bool):
        raise p.refuse(value, owner, "true | false")
    return value


def _choice(p: Param, value: Any, owner: str) -> str:
    if value not in p.options:
        raise p.refuse(value, owner, " | ".join(p.options))
    return str(value)


def _flags(p: Param, value: Any, owner: str) -> tuple[str, ...]:
    if not isinstance(value, (tuple, list)) or any(v not in p.options for v in value):
        raise p.refuse(value, owner, ", ".join(p.options))
    return tuple(option for option in p.options if option in value)


_CHECKS: Mapping[Kind, Callable[[Param, Any, str], Any]] = {
    "float": _number,
    "int": _integer,
    "bool": _boolean,
    "choice": _choice,
    "flags": _flags,
}


def param(
    default: Any,
    *,
    lo: float | None = None,
    hi: float | None = None,
    choices: Choices = (),
    unit: str = "",
    log: bool = False,
    live: bool = False,
    label: str = "",
    help: str = "",
    naming: Callable[[str], str] | None = None,
) -> Any:
    """Declares one setting in the body of a `Declared` class. See `Param` for the meanings."""
    return Param(default, lo, hi, choices, unit, log, live, label, help, naming=naming)


def _spoken(name: str) -> str:
    """`learning_rate` -> `Learning rate`."""
    return name.replace("_", " ").capitalize()


def _snake(name: str) -> str:
    """`BatchNorm` -> `batch_norm`; runs of capitals stay together (`ReLU` -> `relu` by `name`)."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Declared:
    """A frozen value whose class body lists its settings with `param`.

    Class attributes: `name`, the identifier in files (derived from the class name when not
    given); `label`, what people read; `summary`, the first paragraph of the docstring on one
    line; `params`, the settings in order. A setting's label is derived from its name when not
    given; its help text is required. All of it is checked when the class is made.
    """

    name: ClassVar[str] = ""
    label: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    params: ClassVar[Mapping[str, Param]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = cls.__dict__.get("name") or _snake(cls.__name__)
        cls.label = cls.__dict__.get("label") or _spoken(cls.name)
        paragraphs = (cls.__dict__.get("__doc__") or "").split("\n\n")
        cls.summary = " ".join(paragraphs[0].split())
        own = {k: v for k, v in cls.__dict__.items() if isinstance(v, Param)}
        cls.params = {**cls.params, **{k: cls._declare(k, v) for k, v in own.items()}}
        for key in own:
            delattr(cls, key)

    @classmethod
    def _declare(cls, key: str, raw: Param) -> Param:
        kind = _KINDS.get(type(raw.default))
        if kind is None:
            raise TypeError(f"{cls.__name__}.{key}: no kind of setting for {raw.default!r}")
        if key in _RESERVED:
            raise TypeError(f"{cls.__name__}.{key}: this name has a meaning of its own")
        if not raw.help:
            raise TypeError(f"{cls.__name__}.{key} needs a help text")
        made = replace(raw, name=key, kind=kind, label=raw.label or _spoken(key))
        if not callable(raw.choices):
            made.check(raw.default, cls.__name__)
        return made

    def __init__(self, **values: Any) -> None:
        unknown = [key for key in values if key not in self.params]
        if unknown:
            raise BadValue(self.name, unknown[0], values[unknown[0]], ", ".join(self.params))
        for key, p in self.params.items():
            value = p.check(values[key], self.name) if key in values else p.default
            object.__setattr__(self, key, value)

    def __setattr__(self, key: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is a value; use replace({key}=…)")

    @property
    def values(self) -> dict[str, Any]:
        """Every setting by name, in order of declaration."""
        return {key: getattr(self, key) for key in self.params}

    def replace(self, **values: Any) -> Self:
        """A copy with some settings changed. Raises BadValue."""
        return type(self)(**{**self.values, **values})

    def bound(self, values: Mapping[str, Any]) -> Self:
        """A copy whose settings are replaced without checks, to build expressions from.

        A live setting becomes the scalar expression that stands for it. KeyError for a name
        that is no setting.
        """
        made = copy(self)
        for key, value in values.items():
            if key not in self.params:
                raise KeyError(key)
            object.__setattr__(made, key, value)
        return made

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """An instance from untrusted values. Raises BadValue, also for unknown names."""
        return cls(**values)

    def to_plain(self) -> dict[str, Any]:
        """``{"kind": name, **values}`` of plain JSON types."""
        plain = {k: list(v) if isinstance(v, tuple) else v for k, v in self.values.items()}
        return {"kind": self.name, **plain}

    def __eq__(self, other: object) -> bool:
        # Settings are all that a value holds.
        return self is other or (type(self) is type(other) and vars(self) == vars(other))

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        inside = ", ".join(f"{k}={v!r}" for k, v in self.values.items())
        return f"{type(self).__name__}({inside})"
