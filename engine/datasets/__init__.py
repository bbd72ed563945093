"""Where the samples come from: generators, small real tables, and how they are split.

Every data set is one class in `datasets`, found by its name; `prepare` turns one into the
numbers a network sees.
"""

from engine.datasets.base import Data, Dataset, DataSpec, Samples, Task, View, dataset, datasets
from engine.datasets.split import prepare

# isort: off
# In the order in which the application shows them.
from engine.datasets import toy2d
from engine.datasets import regression
from engine.datasets import tabular
from engine.datasets import images
from engine.datasets import numbers
# isort: on

__all__ = [
    "Data",
    "DataSpec",
    "Dataset",
    "Samples",
    "Task",
    "View",
    "dataset",
    "datasets",
    "images",
    "numbers",
    "prepare",
    "regression",
    "tabular",
    "toy2d",
]
