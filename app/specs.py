"""What one action is: its words, its keys, its place in the menus, and when it is possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtGui import QKeySequence

__all__ = ["ActionSpec", "Shortcut", "Situation"]


@dataclass(frozen=True)
class Situation:
    """What decides whether an action is possible and how it is called just now.

    `layer`: one is selected, `neurons`: whose number can be changed. `nodes` is how many nodes are
    selected, `something` whether anything is, `grouped` whether one of them is in a group.
    `folded`: that group is folded, `block`: nothing else is selected; `note`: nothing but notes
    is. `face`: "neurons" or "card" where that is pinned to what is selected, "auto" where the zoom
    decides, "" where they differ. `copied`: there is something on the clipboard that can be pasted.
    `reason` is why nothing can be trained, as a sentence; "" when it can.
    """

    playing: bool = False
    reason: str = ""
    undo: str = ""
    redo: str = ""
    can_undo: bool = False
    can_redo: bool = False
    layer: bool = False
    neurons: bool = False
    nodes: int = 0
    something: bool = False
    grouped: bool = False
    folded: bool = False
    block: bool = False
    note: bool = False
    face: str = ""
    copied: bool = False


Words: TypeAlias = Callable[[Situation], str]
Shortcut: TypeAlias = str | QKeySequence.StandardKey


def _always(_: Situation) -> bool:
    return True


@dataclass(frozen=True)
class ActionSpec:
    """One action. `text` and `help` are asked again after a change of language or situation.

    `id` starts with the group it is listed under. A `checkable` action with a `group` is one of
    several of which one is on. `rule` says when it is possible. `apart` draws a line above it,
    `submenu` is the one inside the menu that it stands in. Keys that are `local` are told for the
    canvas only, which listens to them itself: elsewhere they mean something else. `checked` says
    when a checkable action is on that follows the situation.
    """

    id: str
    text: Words
    help: Words
    icon: str = ""
    shortcuts: tuple[Shortcut, ...] = ()
    menu: str = ""
    checkable: bool = False
    group: str = ""
    rule: Callable[[Situation], bool] = _always
    apart: bool = False
    submenu: str = ""
    local: bool = False
    checked: Callable[[Situation], bool] | None = None
