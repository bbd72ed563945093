"""A form made from declared settings: nothing in it is written by hand for one of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.widgets.rows import Row, row_for
from engine.param import Declared

__all__ = ["Form"]

_GAP = 4


class Form(QWidget):
    """A row for every setting of a `Declared` value, or for those in `names`, in that order.

    `value_changed(name, value)` follows what a person does, already checked; a drag sends many,
    and `released` says that it is over. `show_values` shows another value; when it is of another
    class the rows are made anew. Showing never signals.
    """

    value_changed = Signal(str, object)
    released = Signal()

    def __init__(
        self,
        shown: Declared | None = None,
        *,
        names: Sequence[str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._names = names
        self._class: type[Declared] | None = None
        self._rows: dict[str, Row] = {}
        self._tight = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_GAP)
        if shown is not None:
            self.show_values(shown)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to set."""
        return not self._rows

    def row(self, name: str) -> Row:
        """The row of the setting `name`; KeyError when it is not in this form."""
        return self._rows[name]

    def show_values(self, shown: Declared, mixed: Collection[str] = ()) -> None:
        """Shows the settings of `shown`, which may stand for several values: in those named in
        `mixed` they differ."""
        if type(shown) is not self._class:
            self._build(type(shown))
        for name, row in self._rows.items():
            row.set_mixed(name in mixed)
            row.show_value(getattr(shown, name))

    def set_tight(self, tight: bool) -> None:
        """Draws its rows together, where there is little room."""
        self._tight = tight
        self._column.setSpacing(_GAP // 2 if tight else _GAP)
        for row in self._rows.values():
            row.set_tight(tight)

    def _build(self, cls: type[Declared]) -> None:
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._class = cls
        self._rows = {
            name: self._add(cls, name)
            for name in (cls.params if self._names is None else self._names)
        }
        if self.parentWidget() is not None:
            self.setVisible(bool(self._rows))  # an empty form would still be a gap

    def _add(self, cls: type[Declared], name: str) -> Row:
        row = row_for(cls.params[name], self)
        row.set_tight(self._tight)
        row.changed.connect(partial(self.value_changed.emit, name))
        row.released.connect(self.released)
        self._column.addWidget(row)
        return row
