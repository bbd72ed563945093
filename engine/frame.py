"""What the trainer shows: plain frozen values that may cross threads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.errors import Diverged

__all__ = ["Ailment", "Curve", "Frame", "Pictures", "Vital"]

F32 = NDArray[np.float32]
Ailment = Literal["dead", "saturated", "astray", "exploding", "vanishing"]


@dataclass(frozen=True)
class Curve:
    """What was measured at the end of each epoch, one row per epoch, oldest first.

    Losses include the penalty; `penalty` is the regularization part alone. Scores are the
    metric of the task: accuracy in [0, 1], or R² for regression. Test columns are NaN when
    there is no test set. All arrays are (rows,); epochs int64, the rest float64.
    """

    epoch: NDArray[np.int64]
    train_loss: NDArray[np.float64]
    test_loss: NDArray[np.float64]
    penalty: NDArray[np.float64]
    train_score: NDArray[np.float64]
    test_score: NDArray[np.float64]

    @classmethod
    def empty(cls) -> Curve:
        """No rows."""
        return cls(np.empty(0, np.int64), *(np.empty(0) for _ in range(5)))

    @classmethod
    def of(cls, rows: Sequence[Sequence[float]]) -> Curve:
        """A curve of these rows, numbers in the order of the fields."""
        columns = np.array(rows, np.float64).reshape(-1, 6).T
        return cls(columns[0].astype(np.int64), *columns[1:])

    def __len__(self) -> int:
        return len(self.epoch)

    def __add__(self, later: Curve) -> Curve:
        """This curve followed by `later`, which replaces rows of its first epoch and after."""
        if not len(later):
            return self
        kept = int(np.searchsorted(self.epoch, later.epoch[0]))
        names = self.__dataclass_fields__
        return Curve(*(np.concatenate([getattr(self, n)[:kept], getattr(later, n)]) for n in names))


@dataclass(frozen=True)
class Pictures:
    """What every unit of every node does over a set of probe inputs, and what the network says.

    kind "plane": probes are a size × size grid over two features, row 0 at the lowest second
    feature; each unit's picture is (size, size). kind "line": probes run along one feature;
    pictures are (1, size). kind "samples": probes are chosen samples, one row per class and
    sorted by it; pictures are (rows, columns), NaN where a row has fewer samples.

    units: node id -> (units, rows, columns) float32, the activations.
    output: (outputs, rows, columns) float32, the prediction: for "binary" in [-1, 1] with the
    decision at 0; for "classes" probabilities; for regression the value itself.
    extent: (x lowest, x highest, y lowest, y highest) in the numbers the network sees.
    axes: the two (or one) feature numbers the probes run along; others stand at their mean.
    samples: for kind "samples", the indices (rows, columns) into the training set, -1 where none.
    """

    kind: Literal["plane", "line", "samples"]
    units: Mapping[str, F32]
    output: F32
    extent: tuple[float, float, float, float] = (0.0, 1.0, 0.0, 1.0)
    axes: tuple[int, ...] = (0, 1)
    samples: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Vital:
    """Something that is not well with a layer; what counts as such is in `engine.vitals`.

    "dead": `count` of its `units` say the same for every sample; `size` is their share.
    "saturated": they are stuck at the ends of their range; `size` is on what share of the samples.
    "astray": outputs that are stuck at the wrong end of theirs, where the loss has no slope; `size`
    is on what share of the samples.
    "vanishing", "exploding": the gradient that reaches the layer is `size` times the one that
    starts at the output.
    """

    node: str
    kind: Ailment
    count: int
    units: int
    size: float


@dataclass(frozen=True)
class Frame:
    """One look at a training run.

    `curve` holds only the rows since the frame before, which take the place of rows shown for the
    same epochs and later: a device repeats what NumPy began. Frames are merged with `+`, which
    joins the curves and takes everything else from the later one. `weights` are copies, by
    full name ("dense1.weight"); a dense weight is (inputs, units); running statistics are among
    them. `loss` is the train loss with its penalty as of the newest measurement, also between
    epochs. `run` counts restarts: curves of different runs are never joined.
    """

    run: int = 0
    epoch: int = 0
    step: int = 0
    steps_per_epoch: int = 1
    curve: Curve = field(default_factory=Curve.empty)
    weights: Mapping[str, F32] = field(default_factory=dict)
    pictures: Pictures | None = None
    vitals: Mapping[str, tuple[Vital, ...]] = field(default_factory=dict)
    """What is not well, by node. Made with the pictures, and as old as they are."""
    silent: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Which numbers of a node are 0 for all samples. As old as the pictures, too."""
    boundary: Pictures | None = None
    """The prediction as the boundary panel asked for it (grid size and axes); `units` is empty."""
    predictions: Mapping[str, F32] = field(default_factory=dict)
    """"train" and "test": the prediction for every sample, (count, outputs), in the numbers of
    `Pictures.output`. With much data those of the last finished epoch."""
    loss: float = math.nan
    learning_rate: float = 0.0
    epochs_per_second: float = 0.0
    device: str = "NumPy"
    diverged: Diverged | None = None

    def __add__(self, later: Frame) -> Frame:
        if later.run != self.run:
            return later
        return replace(
            later.seen_with(self),
            curve=self.curve + later.curve,
            weights=later.weights or self.weights,
        )

    def seen_with(self, before: Frame) -> Frame:
        """This frame of the same network; where it has no pictures, with those of the frame
        `before`, and with all that is as old as they are."""
        return replace(
            self,
            pictures=self.pictures or before.pictures,
            vitals=self.vitals if self.pictures else before.vitals,
            silent=self.silent if self.pictures else before.silent,
            boundary=self.boundary if self.pictures else before.boundary,
            predictions=self.predictions or before.predictions,
        )

    def of_other_samples(self) -> Frame:
        """What of it still holds when the samples are others: pictures over all inputs there may
        be, but nothing that was said of single samples."""
        seen = (None if p is None or p.kind == "samples" else p
                for p in (self.pictures, self.boundary))
        pictures, boundary = seen
        return replace(self, pictures=pictures, boundary=boundary, predictions={})
