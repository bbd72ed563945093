"""What a loop kernel does with samples, and the numbers of samples as it is told them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.opencl.counts import General, general
from engine.backends.opencl.lowering import WIDTH
from engine.backends.opencl.order import bits_of
from engine.backends.training import TrainingSpec

__all__ = ["Forms", "lanes_of", "row_stride", "sizes_of"]


def row_stride(count: int) -> int:
    """Numbers from one feature to the next: room to read a whole vector from any sample on."""
    return -(-count // WIDTH) * WIDTH + WIDTH


def lanes_of(spec: TrainingSpec) -> dict[str, int]:
    """Samples and labels have samples along their first axis."""
    return {spec.roles["x"]: 0, spec.roles["y"]: 0}


def sizes_of(spec: TrainingSpec) -> dict[str, int]:
    """The variables of a kernel that say how many samples there are."""
    return {
        "train": spec.train_count, "test": spec.test_count, "batch": spec.batch,
        "steps": spec.steps, "train_stride": row_stride(spec.train_count),
        "test_stride": row_stride(spec.test_count), "bits": bits_of(spec.train_count),
        "shuffled": int(spec.shuffles),
    }


@dataclass(frozen=True)
class Forms:
    """The formulas of a batch and of the measurement, for any number of samples where that can be;
    None where a kernel has to be written for the very numbers."""

    key: Any
    step: General | None
    look: General | None

    @classmethod
    def of(cls, spec: TrainingSpec) -> Forms:
        """Those of a training."""
        lanes, looked = lanes_of(spec), _looked(spec)
        step = general(spec.gradient, lanes, spec.batch)
        look = general(spec.evaluation, lanes, max(looked))
        return cls(
            spec.key,
            step if step is not None and step.serves(spec.counts) else None,
            look if look is not None and look.serves(looked) else None,
        )

    def serves(self, spec: TrainingSpec) -> bool:
        """Whether a kernel of these is word by word that of another training."""
        if self.key is None or self.key != spec.key or self.step is None or self.look is None:
            return False
        return self.step.serves(spec.counts) and self.look.serves(_looked(spec))

    def constants(self, spec: TrainingSpec) -> NDArray[np.float32]:
        """What depends on numbers of samples: for a whole batch, for the last one, for the samples
        for training, and for those for testing."""
        parts = [(self.step, n) for n in (spec.batch, spec.train_count % spec.batch)]
        parts += [(self.look, n) for n in (spec.train_count, spec.test_count)]
        found = [x for form, n in parts if form is not None for x in form.constants(max(n, 1))]
        return np.array([*found, 0.0], np.float32)


def _looked(spec: TrainingSpec) -> tuple[int, ...]:
    """How many samples are measured; always more than a vector, so that few samples are no case of
    their own."""
    return tuple(n for n in (spec.train_count, spec.test_count, WIDTH + 1) if n)
