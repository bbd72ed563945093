"""One line of a form for each kind of setting: its name, its value, and the way to change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.texts import Translated, tr, tr_engine
from app.widgets.buttons import Button
from app.widgets.card import label
from app.widgets.chips import Chips
from app.widgets.choice import ChoiceBox
from app.widgets.numbers import from_text, has_slider, nearest, stops, to_text
from app.widgets.slider import Slider
from app.widgets.switch import Switch
from app.widgets.value import ValueEdit
from app.widgets.words import describe, option_help, option_text, reason_text
from engine.errors import BadValue
from engine.param import Param
from engine.registry import Registry

__all__ = ["ChoiceRow", "NumberRow", "RegistryRow", "Row", "row_for"]

NAME_WIDTH = 66
_TALL, _TIGHT = 20, 17
"""The height of a number above its slider, and where there is little room."""
_MOST = 2**24 - 1
_LOW = 27
"""The height of a choice where there is little room."""


class Row(Translated, QWidget):
    """A setting's name and control. `changed` follows a person's changes, `released` ends one.

    A row may stand for several things at once; where their values differ it is `mixed`, until a
    person chooses one for all.
    """

    changed = Signal(object)
    released = Signal()

    def __init__(self, p: Param, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.param = p
        self.mixed = False
        self.name = label("muted", self)
        self.reason = label("danger", self)
        self.reason.setWordWrap(True)
        self.reason.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.line = QHBoxLayout()
        self.line.setSpacing(8)
        self.column.addLayout(self.line)

    def control(self) -> QWidget:
        """The widget that takes the keyboard."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Shows `value`, silently."""
        raise NotImplementedError

    def set_tight(self, tight: bool) -> None:
        """Lower, where there is little room; most rows are not."""

    def set_mixed(self, mixed: bool) -> None:
        """Whether the values differ of what this row stands for."""
        if mixed != self.mixed:
            self.mixed = mixed
            self.retranslate()

    def words(self) -> tuple[str, str]:
        """Name and explanation in the current language."""
        return tr_engine(self.param.label), tr_engine(self.param.help)

    def retranslate(self) -> None:
        text, help = self.words()
        self.name.setText(text)
        self.setToolTip(help)
        self.control().setAccessibleName(text)
        self.control().setAccessibleDescription(f"{tr('Mixed')}. {help}" if self.mixed else help)
        self.refuse("")

    def refuse(self, reason: str) -> None:
        """Says below the control why something was not taken; "" takes it back."""
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))

    def give(self, value: Any) -> None:
        """Passes on what a person chose, if the setting accepts it."""
        try:
            checked = self.param.check(value)
        except BadValue:
            self.refuse(self._accepted())
            return
        self.refuse("")
        self.set_mixed(False)
        self.changed.emit(checked)

    def give_whole(self, value: Any) -> None:
        """Like `give`, as a gesture of its own."""
        self.give(value)
        self.released.emit()

    def _accepted(self) -> str:
        p = self.param
        low, high = ("" if v is None else to_text(p, v) for v in (p.lo, p.hi))
        return reason_text(p, low, high)


class NumberRow(Row):
    """A number to type, with a slider below when its range allows, and − and + when not."""

    def __init__(self, p: Param, parent: QWidget | None = None) -> None:
        super().__init__(p, parent)
        self._value: float = p.default
        self.edit = ValueEdit(self)
        self.line.addWidget(self.name, 1)
        self._places = stops(p) if has_slider(p) else ()
        self.slider = self._add_slider() if self._places else None
        if self.slider is None:
            self._add_steppers()
        else:
            self.line.addWidget(self.edit)
            self.column.addWidget(self.slider)
        self.column.addWidget(self.reason)
        self.edit.entered.connect(self._enter)
        self.edit.stepped.connect(self._step)
        self.edit.left.connect(self._restore)
        self.retranslate()

    def _add_slider(self) -> Slider:
        slider = Slider(len(self._places), self)
        slider.moved.connect(self._slide)
        slider.let_go.connect(self.released)
        slider.typed.connect(self.edit.start)
        return slider

    def set_tight(self, tight: bool) -> None:
        if self.slider is not None:
            self.slider.set_tight(tight)
            self.edit.setFixedHeight(_TIGHT if tight else _TALL)

    def _add_steppers(self) -> None:
        self.edit.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._less = Button("minus", tone="step", size=14, parent=self)
        self._more = Button("plus", tone="step", size=14, parent=self)
        for widget in (self._less, self.edit, self._more):
            self.line.addWidget(widget)
        self._less.clicked.connect(self._step_down)
        self._more.clicked.connect(self._step_up)

    def control(self) -> QWidget:
        return self.slider or self.edit

    def show_value(self, value: Any) -> None:
        if value != self._value:  # all rows are told of every step of a drag at one of them
            self._value = value
            self._show()

    def _show(self) -> None:
        text, value = self._text(), self._value
        self.edit.show_text(text)
        if self.slider is not None:
            self.slider.setValue(nearest(self._places, float(value)))
            self.slider.setAccessibleDescription(f"{text}. {self.words()[1]}")

    def set_top(self, top: float) -> None:
        """Lets the slider end at `top` already; larger values can still be typed."""
        if self.slider is None or top == self._places[-1] or top <= self._places[0]:
            return
        self._places = stops(replace(self.param, hi=min(top, self.param.hi or top)))
        self.slider.set_count(len(self._places))
        self._show()

    def retranslate(self) -> None:
        super().retranslate()
        text, help = self.words()
        self.edit.setAccessibleName(text)
        self.edit.setToolTip(tr("{help} Click to type a value.", help=help))
        self._show()
        if self.slider is None:
            self._less.set_words("", tr("One less"), tr("{name}: one less", name=text))
            self._more.set_words("", tr("One more"), tr("{name}: one more", name=text))

    def _slide(self, position: int) -> None:
        value = self._places[position]
        self.set_mixed(False)
        self.show_value(int(value) if self.param.kind == "int" else value)
        self.give(self._value)

    def _enter(self, text: str) -> None:
        value = from_text(self.param, text)
        self.give_whole(text if value is None else value)
        if self.reason.isVisibleTo(self):
            self._restore()

    def _restore(self) -> None:
        self.edit.show_text(self._text())

    def _text(self) -> str:
        return tr("Mixed") if self.mixed else to_text(self.param, self._value)

    def _step(self, by: int) -> None:
        if self.slider is not None:
            self.slider.setValue(self.slider.value() + by)
            self._slide(self.slider.value())
            self.released.emit()
        else:
            self.give_whole(self._value + by)

    def _step_down(self) -> None:
        self._step(-1)

    def _step_up(self) -> None:
        self._step(+1)


class SwitchRow(Row):
    """On or off."""

    def __init__(self, p: Param, parent: QWidget | None = None) -> None:
        super().__init__(p, parent)
        self.switch = Switch(self)
        self.switch.clicked.connect(self.give_whole)
        self._both = label("muted", self)
        self.line.addWidget(self.name, 1)
        self.line.addWidget(self._both)
        self.line.addWidget(self.switch)
        self.retranslate()

    def control(self) -> QWidget:
        return self.switch

    def show_value(self, value: Any) -> None:
        self.switch.setChecked(bool(value) and not self.mixed)

    def retranslate(self) -> None:
        super().retranslate()
        self._both.setText(tr("Mixed") if self.mixed else "")


class ChoiceRow(Row):
    """One of several. The choice has the room that its text needs: its name has less then, or
    stands above where there is not enough for both."""

    def __init__(self, p: Param, parent: QWidget | None = None) -> None:
        super().__init__(p, parent)
        self.box = ChoiceBox(self)
        self._end: QWidget | None = None
        self._absent = ""
        self.box.picked.connect(self.give_whole)
        self.name.setMinimumWidth(NAME_WIDTH)
        self.line.addWidget(self.name)
        self.line.addWidget(self.box, 1)
        self.retranslate()

    def control(self) -> QWidget:
        return self.box

    def show_value(self, value: Any) -> None:
        key = "" if self.mixed else str(value)
        if key != self.box.key():
            self.box.set_key(key)
            self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def set_tight(self, tight: bool) -> None:
        if tight:
            self.box.setFixedHeight(_LOW)
        else:
            self.box.setMinimumHeight(0)
            self.box.setMaximumHeight(_MOST)

    def show_end(self, end: QWidget | None) -> None:
        """Puts something small behind the choice, or nothing any more."""
        if self._end is not None:
            self._end.hide()
            self.line.removeWidget(self._end)
        self._end = end
        if end is not None:
            self.line.addWidget(end)
            end.show()
        self._share()

    def _share(self) -> None:
        least, gap = self.name.sizeHint().width(), self.line.spacing()
        end = self._end.sizeHint().width() + gap if self._end is not None else 0
        above = least + gap + self.box.widest() > self.width()
        ways = QBoxLayout.Direction
        self.line.setDirection(ways.TopToBottom if above else ways.LeftToRight)
        room = self.width() - gap - self.box.needed() - end
        self.name.setMinimumWidth(0 if above else max(least, min(NAME_WIDTH, room)))

    def set_absent(self, reason: str) -> None:
        """Says why there is nothing to choose just now; "" when there is."""
        if reason != self._absent:
            self._absent = reason
            self.box.setEnabled(not reason)
            self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.box.setPlaceholderText("–" if self._absent else tr("Mixed"))
        if self._absent:
            self.setToolTip(self._absent)
            self.box.setAccessibleDescription(self._absent)
        options = self.param.options
        self.box.set_choices(
            {option: option_text(self.param, option) for option in options},
            {option: self.explain(option) for option in options},
        )
        self._share()

    def explain(self, option: str) -> str:
        """What an option means, or nothing."""
        return option_help(option)


class RegistryRow(ChoiceRow):
    """One of the things a registry holds; the view that makes this row gives it its words."""

    def __init__(self, registry: Registry[Any], parent: QWidget | None = None) -> None:
        self._registry = registry
        self._words = ("", "")
        super().__init__(_registry_param(registry), parent)

    def set_words(self, text: str, help: str) -> None:
        """Name and explanation, translated."""
        self._words = (text, help)
        self.retranslate()

    def words(self) -> tuple[str, str]:
        return self._words

    def explain(self, option: str) -> str:
        return describe(self._registry[option])


def _registry_param(registry: Registry[Any]) -> Param:
    def naming(option: str) -> str:
        return registry[option].label

    return Param(
        next(iter(registry)), choices=tuple(registry), name=registry.what, kind="choice",
        naming=naming,
    )


class ChipsRow(Row):
    """Any of several."""

    def __init__(self, p: Param, parent: QWidget | None = None) -> None:
        super().__init__(p, parent)
        self.chips = Chips(self)
        self.chips.picked.connect(self.give_whole)
        self._both = label("muted", self)
        self.line.addWidget(self.name, 1)
        self.line.addWidget(self._both)
        self.column.setSpacing(4)
        self.column.addWidget(self.chips)
        self.retranslate()

    def control(self) -> QWidget:
        return self.chips

    def show_value(self, value: Any) -> None:
        self.chips.set_keys(() if self.mixed else value)

    def retranslate(self) -> None:
        super().retranslate()
        self._both.setText(tr("Mixed") if self.mixed else "")
        options = self.param.options
        self.chips.set_choices({option: option_text(self.param, option) for option in options})


_ROWS: Mapping[str, Callable[[Param, QWidget | None], Row]] = {
    "float": NumberRow,
    "int": NumberRow,
    "bool": SwitchRow,
    "choice": ChoiceRow,
    "flags": ChipsRow,
}


def row_for(p: Param, parent: QWidget | None = None) -> Row:
    """The row that suits the kind of `p`."""
    return _ROWS[p.kind](p, parent)
