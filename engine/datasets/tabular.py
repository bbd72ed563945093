"""Real measurements in small tables, to be classified. Sources and licences are in SOURCES.md."""

from __future__ import annotations

from typing import ClassVar

from engine.datasets.base import Dataset, Samples, dataset
from engine.datasets.files import Table, read_table

__all__ = ["BreastCancer", "Iris", "Penguins", "TableData", "Wine"]


class TableData(Dataset):
    """Samples from a file of the data folder; a subclass names the file."""

    category = "Real data"
    standardize = True
    file: ClassVar[str]

    @property
    def table(self) -> Table:
        """The table as it is in the file."""
        return read_table(self.file)

    @property
    def features(self) -> tuple[str, ...]:
        return self.table.features

    @property
    def classes(self) -> tuple[str, ...]:
        return self.table.classes

    def samples(self, seed: int) -> Samples:
        return Samples(self.table.x, self.table.y)


@dataset
class Iris(TableData):
    """Three kinds of iris told apart by four measures of their flowers. One kind is easy, the
    other two overlap a little: the classic first table since R. A. Fisher, 1936.
    """

    file = "iris.csv"
    source = "https://archive.ics.uci.edu/dataset/53/iris"
    licence = "CC BY 4.0"


@dataset
class Penguins(TableData):
    """Three kinds of penguin from islands near Palmer Station, Antarctica, told apart by bill,
    flipper and weight. The measures have very different sizes: try it without standardizing.
    """

    file = "penguins.csv"
    source = "https://allisonhorst.github.io/palmerpenguins/"
    licence = "CC0 1.0"


@dataset
class Wine(TableData):
    """Wines from three grape varieties, told apart by thirteen chemical measures. Few samples and
    many features: easy to learn by heart, so watch the test loss.
    """

    file = "wine.csv"
    source = "https://archive.ics.uci.edu/dataset/109/wine"
    licence = "CC BY 4.0"


@dataset
class BreastCancer(TableData):
    """Tumours, malignant or benign, judged by thirty measures of cell nuclei under the microscope.
    A network without hidden layers is already good: does a deeper one really do better?
    """

    label = "Breast cancer"
    file = "breast_cancer.csv"
    source = "https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic"
    licence = "CC BY 4.0"
