"""What every backend makes of formulas: a program that runs again and again on the same arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from numpy.typing import NDArray

__all__ = ["Program"]


class Program(Protocol):
    """Formulas ready to run.

    Numbers go in by filling the arrays of `inputs` (in place) and come out in those of
    `outputs`, which are valid until the next run. Equal inputs give bit-equal outputs.
    """

    @property
    def inputs(self) -> Mapping[str, NDArray[Any]]:
        """The array behind every variable, by its name."""

    @property
    def outputs(self) -> Mapping[str, NDArray[Any]]:
        """The array of every output, by its name."""

    def run(self) -> None:
        """Computes all outputs from what the inputs hold now.

        Overflow, division by zero and the like are not errors: they yield infinities and NaN.
        """
