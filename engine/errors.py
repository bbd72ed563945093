"""Everything that can go wrong in the engine, as types that carry values instead of sentences.

An error names a `code` and the facts; the application turns both into a sentence in the
user's language. `str(error)` is for logs and tests only.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

__all__ = [
    "BadExperiment",
    "BadFile",
    "BadShape",
    "BadValue",
    "Diverged",
    "EngineError",
    "Problem",
    "UnknownDevice",
    "UnknownName",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a half-drawn graph, tied to the node (and port) where it sits.

    `code` is a stable identifier such as ``"not_connected"``; `values` are the numbers and
    names a sentence about it needs. A problem with an empty `node` concerns the whole graph.
    """

    code: str
    node: str = ""
    port: int = 0
    values: tuple[tuple[str, Any], ...] = ()

    def value(self, name: str) -> Any:
        """The fact called `name`; KeyError when this problem has none."""
        return dict(self.values)[name]


@dataclass(eq=False)
class EngineError(Exception):
    """Base of all engine errors."""

    code: ClassVar[str] = "engine"

    @property
    def values(self) -> dict[str, Any]:
        """The facts of this error, by field name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code}({facts})"


@dataclass(eq=False)
class BadValue(EngineError):
    """A parameter was given a value outside what it declares."""

    code: ClassVar[str] = "bad_value"
    owner: str
    name: str
    value: Any
    expected: str


@dataclass(eq=False)
class UnknownName(EngineError):
    """A registry was asked for something it does not hold."""

    code: ClassVar[str] = "unknown_name"
    registry: str
    name: str
    known: tuple[str, ...] = ()


@dataclass(eq=False)
class BadExperiment(EngineError):
    """Training was asked for while the graph still has problems."""

    code: ClassVar[str] = "bad_experiment"
    problems: tuple[Problem, ...]


@dataclass(eq=False)
class BadFile(EngineError):
    """A file could not be read as what it claims to be."""

    code: ClassVar[str] = "bad_file"
    path: str
    reason: str
    detail: str = ""


@dataclass(eq=False)
class BadShape(EngineError):
    """An operation was given arrays whose shapes do not go together.

    `detail` holds whatever else was asked: axes, sizes, a target shape.
    """

    code: ClassVar[str] = "bad_shape"
    operation: str
    shapes: tuple[tuple[int, ...], ...]
    detail: Any = ()


@dataclass(eq=False)
class UnknownDevice(EngineError):
    """A device was named that this machine does not have."""

    code: ClassVar[str] = "unknown_device"
    device: str
    known: tuple[str, ...] = ()


@dataclass(eq=False)
class Diverged(EngineError):
    """Training produced a number that is not finite.

    `node` is the first node, in forward order, whose `quantity` ("activation", "loss",
    "gradient" or "weight") is not finite; `step` counts from 1 and `epoch` from 0. The run went
    `back` to after so many epochs.
    """

    code: ClassVar[str] = "diverged"
    node: str
    quantity: str
    step: int
    epoch: int
    learning_rate: float
    back: int
