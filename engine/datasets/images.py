"""Small pictures to be classified."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from engine.datasets.base import Dataset, Samples, View, dataset
from engine.datasets.files import read_table

__all__ = ["Digits"]


@dataset
class Digits(Dataset):
    """Handwritten digits as grey pictures of 8 × 8 pixels. Ten classes, and every pixel is an
    input: the smallest problem that feels like seeing.
    """

    category = "Real data"
    view: ClassVar[View] = "image"
    file: ClassVar[str] = "digits.csv.gz"
    source = "https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits"
    licence = "CC BY 4.0"

    @property
    def features(self) -> tuple[str, ...]:
        return ()

    @property
    def classes(self) -> tuple[str, ...]:
        return read_table(self.file).classes

    def samples(self, seed: int) -> Samples:
        table = read_table(self.file)
        # The file holds how many of 4 × 4 scanned dots are ink: 0 to 16.
        x = (table.x / 16.0).reshape(-1, 1, 8, 8).astype(np.float32)
        return Samples(x, table.y)
