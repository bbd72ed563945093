"""The menu of a right click: what surgery can do to what is under the pointer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.canvas.subjects import Subject
from app.canvas.surgeon import Surgeon
from app.texts import tr
from app.widgets.icons import bind_icon
from app.widgets.tips import in_lines

__all__ = ["fill_surgery_menu"]

_SHARES = (10, 20, 50, 80)
"""Percentages that can be pruned."""


def fill_surgery_menu(
    menu: QMenu, surgeon: Surgeon, subject: Subject, remove: Callable[[Subject], object]
) -> None:
    """Adds everything that can be done to the subject; `remove` takes a neuron or connection away.
    Nothing where there is nothing."""
    held, out = surgeon.is_held(subject), surgeon.is_out(subject)
    if surgeon.can_freeze(subject) and subject.kind != "network":
        what = surgeon.name(subject)
        text = tr("Unfreeze {what}", what=what) if held else tr("Freeze {what}", what=what)
        _add(menu, text, "lock-open" if held else "lock", partial(surgeon.freeze, subject), "F")
    if surgeon.can_knock_out(subject):
        text = tr("Bring back") if out else tr("Knock out")
        _add(menu, text, "power" if out else "ban", partial(surgeon.knock_out, subject), "K")
    reason = surgeon.against_copying(subject)
    if reason is not None:
        copy = _add(menu, tr("Copy neuron"), "copy", partial(surgeon.copy, subject), "D")
        copy.setEnabled(not reason)
        copy.setToolTip(in_lines(reason))
    _add_removal(menu, surgeon, subject, remove)
    if subject.kind in ("layer", "network") and surgeon.can_freeze(subject):
        _add_pruning(menu, surgeon, subject)
    if subject.kind == "layer" and surgeon.can_freeze(subject):
        _add(menu, tr("Reset weights"), "rotate-ccw", partial(surgeon.reset, subject))
    if subject.kind == "network" and surgeon.holds:
        text = tr("Unfreeze {what}", what=surgeon.name(subject))
        _add(menu, text, "lock-open", partial(surgeon.thaw, subject))


def _add_removal(
    menu: QMenu, surgeon: Surgeon, subject: Subject, remove: Callable[[Subject], object]
) -> None:
    """Of a neuron, or of a single connection."""
    weight = subject.kind == "weight"
    reason = surgeon.against_removing(subject)
    if reason is None or not (weight or surgeon.has_units(subject)):
        return
    text, icon = (tr("Cut connection"), "scissors") if weight else (tr("Remove neuron"), "trash-2")
    gone = _add(menu, text, icon, partial(remove, subject))
    gone.setEnabled(not reason)
    gone.setToolTip(in_lines(reason))


def _add_pruning(menu: QMenu, surgeon: Surgeon, subject: Subject) -> None:
    whole = subject.kind == "network"
    choice = menu.addMenu(tr("Prune the whole network") if whole else tr("Prune the smallest"))
    bind_icon(choice.menuAction(), "scissors")
    for share in _SHARES:
        text = tr("{share} % of its weights", share=share)
        _add(choice, text, "", partial(surgeon.prune, subject, share / 100))


def _add(menu: QMenu, text: str, icon: str, do: Callable[[], object], key: str = "") -> QAction:
    action = QAction(text.replace("&", "&&") + (f"\t{key}" if key else ""), menu)
    if icon:
        bind_icon(action, icon)
    action.triggered.connect(partial(_call, do))
    menu.addAction(action)
    return action


def _call(do: Callable[[], object], _checked: bool = False) -> None:
    do()
