"""What a data set is: its declaration, its raw samples, and what a network sees of it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from engine.param import Declared
from engine.registry import Registry

__all__ = ["Data", "DataSpec", "Dataset", "Samples", "Task", "View", "dataset", "datasets"]

Task = Literal["binary", "classes", "regression"]
View = Literal["plane", "line", "table", "image"]


@dataclass(frozen=True)
class Samples:
    """Raw samples as a data set makes them.

    x: float32, (count, *shape). y: int64 class numbers (count,) for "binary" (0, 1) and
    "classes"; float32 (count, outputs) for "regression".
    """

    x: NDArray[np.float32]
    y: NDArray[np.int64] | NDArray[np.float32]


@dataclass(frozen=True)
class DataSpec:
    """Everything about the data that shapes a network or a picture, without the samples.

    shape: of one input, (features,) or (1, height, width). view: how inputs can be pictured:
    "plane" two numbers, "line" one number, "table" many, "image". outputs: width of the output
    layer (1 for "binary", the number of classes for "classes"). bounds: for each feature the
    range pictures cover, in the numbers the network sees, (features, 2).
    mean, scale: what standardization subtracted and divided by, (features,).
    """

    task: Task
    view: View
    shape: tuple[int, ...]
    outputs: int
    features: tuple[str, ...]
    classes: tuple[str, ...] = ()
    bounds: NDArray[np.float32] = None  # type: ignore[assignment]
    mean: NDArray[np.float32] = None  # type: ignore[assignment]
    scale: NDArray[np.float32] = None  # type: ignore[assignment]

    @property
    def form(self) -> tuple[Hashable, ...]:
        """All that a network depends on: everything but how large the numbers are."""
        return self.task, self.view, self.shape, self.outputs, self.features, self.classes


@dataclass(frozen=True)
class Data:
    """Samples split for training, in the numbers the network sees. See `Samples` for dtypes."""

    spec: DataSpec
    x_train: NDArray[np.float32]
    y_train: NDArray[np.int64] | NDArray[np.float32]
    x_test: NDArray[np.float32]
    y_test: NDArray[np.int64] | NDArray[np.float32]


class Dataset(Declared):
    """A source of samples: a docstring, settings, and how samples are made from a seed."""

    category: ClassVar[str] = "Other"
    view: ClassVar[View] = "table"
    standardize: ClassVar[bool] = False
    """Whether standardizing is on by default for this data."""
    reach: ClassVar[float] = 0.0
    """Pictures cover at least −reach … reach on every axis, so that a knob never moves them."""
    source: ClassVar[str] = ""
    """Where the samples come from; empty for generated ones."""
    licence: ClassVar[str] = ""

    @property
    def task(self) -> Task:
        """What is asked of a network, derived from the number of classes."""
        if not self.classes:
            return "regression"
        return "binary" if len(self.classes) == 2 else "classes"

    @property
    def features(self) -> tuple[str, ...]:
        """The name of every input feature; () for images, whose pixels need no names."""
        raise NotImplementedError

    @property
    def classes(self) -> tuple[str, ...]:
        """The name of every class; () for regression."""
        raise NotImplementedError

    def samples(self, seed: int) -> Samples:
        """All samples, the same for the same settings and seed."""
        raise NotImplementedError


datasets: Registry[Dataset] = Registry("data set")
dataset = datasets
