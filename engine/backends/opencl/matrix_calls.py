"""A kernel with what it is given, and kernels of several jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from engine.backends.opencl.matrix_emit import Arguments
from engine.backends.opencl.text import Lines

__all__ = ["Call", "Constants", "Items"]

Constants = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Call:
    """A kernel with what it is given: its text with the name left out, buffers, whole numbers, and
    how many work-items. With `rows`, the last axis of work-items takes so many samples each."""

    text: str
    buffers: tuple[str, ...]
    numbers: tuple[int, ...]
    grid: tuple[int, int, int]
    rows: int = 0


class Items:
    """A kernel of jobs that do not need each other, each done by some work-items."""

    def __init__(self) -> None:
        self.lines, self.arguments = Lines(), Arguments()
        self.count = 0

    @contextmanager
    def job(self, items: int) -> Iterator[None]:
        """Lines for `items` work-items, numbered by `g`."""
        with self.lines.block(f"if (g >= {self.count} && g < {self.count + items})"):
            self.lines.add(f"const int g0 = g - {self.count};")
            yield
        self.count += items

    def call(self, numbers: Mapping[str, int] = {}) -> Call:
        """The kernel, which is given these whole numbers."""
        head = "  const int g = get_global_id(0);\n"
        given = "".join(f", const int {name}" for name in numbers)
        text = f"({self.arguments.text}{given}) {{\n{head}{self.lines.text}}}\n"
        return Call(text, self.arguments.buffers, tuple(numbers.values()), (self.count, 1, 1))
