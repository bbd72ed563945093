"""Where the samples come from: pictures to choose from, the data's own settings, and the split."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.document import Change, Document
from app.model import edits
from app.model.project import Project
from app.panels.data.gallery import Gallery, Tile
from app.texts import Translated, tr, tr_engine
from app.widgets.buttons import Button
from app.widgets.card import section_title
from app.widgets.fold import Fold
from app.widgets.form import Form
from engine.datasets import datasets

if TYPE_CHECKING:
    from app.training import Session

__all__ = ["DataPanel"]

AT_HAND = ("circle", "xor", "blobs", "spiral", "digits")
"""The data sets with a tile of their own; the last tile shows whichever other was used last."""

_OTHER = "moons"
_COLUMNS = 3
_GAP, _TIGHT_GAP = 8, 5


class DataPanel(Translated, QWidget):
    """Tiles of data sets, then sliders for the one in use."""

    def __init__(
        self, document: Document, session: Session, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._title = section_title(self)
        self._tiles = {name: Tile(datasets.make(name), self) for name in AT_HAND}
        self._other = Tile(datasets.make(_OTHER), self)
        self._all = Button(tone="link", parent=self)
        self._gallery = Gallery(self)
        self._data = Form(parent=self)
        self._split = Form(names=("train_share",), parent=self)
        self._fold = Fold(self)
        self._preparation = Form(names=("standardize", "stratify", "seed"), parent=self)
        self._fold.body.addWidget(self._preparation)
        self._arrange()
        self._connect()
        self.show_project(document.project)
        self.retranslate()

    def _arrange(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._all)
        column.addLayout(head)
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.setContentsMargins(0, 0, 0, 2)
        for number, tile in enumerate((*self._tiles.values(), self._other)):
            grid.addWidget(tile, number // _COLUMNS, number % _COLUMNS)
        column.addLayout(grid)
        for widget in (self._data, self._split, self._fold):
            column.addWidget(widget)

    def _connect(self) -> None:
        for name, tile in self._tiles.items():
            tile.clicked.connect(partial(self._choose, name))
        self._other.clicked.connect(self._choose_other)
        self._all.clicked.connect(self._open_gallery)
        self._gallery.picked.connect(self._choose)
        self._data.value_changed.connect(self._set_data)
        for form in (self._split, self._preparation):
            form.value_changed.connect(self._set_split)
        for form in (self._data, self._split, self._preparation):
            form.released.connect(self._document.end_gesture)

    def show_project(self, project: Project) -> None:
        """Shows the data of `project`."""
        experiment = project.experiment
        for name, tile in self._tiles.items():
            tile.setChecked(name == experiment.data.name)
        elsewhere = experiment.data.name not in self._tiles
        self._other.setChecked(elsewhere)
        if elsewhere and self._other.data.name != experiment.data.name:
            self._other.show_data(type(experiment.data)())
        self._data.show_values(experiment.data)
        self._split.show_values(experiment.split)
        self._preparation.show_values(experiment.split)

    def set_tight(self, tight: bool) -> None:
        """Draws everything together, where there is little room."""
        self._column.setSpacing(_TIGHT_GAP if tight else _GAP)
        for tile in (*self._tiles.values(), self._other):
            tile.set_tight(tight)
        for part in (self._data, self._split, self._fold):
            part.set_tight(tight)

    def show_change(self, change: Change) -> None:
        """Follows changes of the data and the split."""
        if change.data or change.split:
            self.show_project(change.after)

    def retranslate(self) -> None:
        self._title.setText(tr("Data").upper())
        self._fold.set_text(
            tr("Split and preparation"),
            tr("How samples are divided into training and test, and scaled."),
        )
        self._all.set_words(
            tr("Show all {count}", count=len(datasets)),
            tr("Opens the gallery of all data sets."),
            tr("All data sets"),
        )

    def _choose(self, name: str, *_: object) -> None:
        if name != self._document.project.experiment.data.name:
            text = tr("Choose {name}", name=tr_engine(datasets[name].label))
            self._document.edit(text, edits.choose_data(name), origin=self)
        self.show_project(self._document.project)

    def _choose_other(self) -> None:
        self._choose(self._other.data.name)

    def _open_gallery(self) -> None:
        self._gallery.open_at(self, self._document.project.experiment.data.name)

    def _set_data(self, name: str, value: object) -> None:
        label = self._document.project.experiment.data.params[name].label
        self._edit(label, edits.set_data(**{name: value}), f"data.{name}")

    def _set_split(self, name: str, value: object) -> None:
        label = self._document.project.experiment.split.params[name].label
        self._edit(label, edits.set_split(**{name: value}), f"split.{name}")

    def _edit(self, label: str, edit: edits.Edit, merge: str) -> None:
        text = tr("Change {name}", name=tr_engine(label))
        self._document.edit(text, edit, origin=self, merge=merge)
