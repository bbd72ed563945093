"""Reads the small tables that come with the program; where each is from is in SOURCES.md."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadFile

__all__ = ["DATA_FOLDER", "Table", "read_table"]

DATA_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "data"


@dataclass(frozen=True)
class Table:
    """A table of numbers with one class a row.

    x: float32 (rows, features). y: int64 (rows,), places in `classes`, which is sorted.
    """

    features: tuple[str, ...]
    classes: tuple[str, ...]
    x: NDArray[np.float32]
    y: NDArray[np.int64]


@lru_cache(maxsize=16)
def read_table(name: str) -> Table:
    """The table in the file `name` of the data folder: CSV, UTF-8, gzipped if named so.

    The first line names the columns; the last column is the class, the others are numbers.
    The arrays are shared and read-only. Raises BadFile.
    """
    path = DATA_FOLDER / name
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        x = np.array([row[:-1] for row in rows], np.float32)
        classes, y = np.unique([row[-1] for row in rows], return_inverse=True)
    except (OSError, ValueError, EOFError, csv.Error) as error:
        raise BadFile(str(path), "not_a_table", str(error)) from error
    x.flags.writeable = y.flags.writeable = False
    return Table(tuple(header[:-1]), tuple(str(c) for c in classes), x, y.astype(np.int64))
