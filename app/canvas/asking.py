"""Asks which kind of layer comes next, at a place on the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.canvas.chips import fill_layer_menu
from app.texts import tr

__all__ = ["ask_kind"]

Picked = Callable[[str], object]


def ask_kind(parent: QWidget, at: QPoint, picked: Picked) -> QMenu:
    """Opens a list of layers at a point of the screen; `picked` is told the kind."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(tr("Insert a layer"))
    fill_layer_menu(menu)
    menu.setActiveAction(menu.actions()[0])

    def tell(action: QAction) -> None:
        picked(str(action.data()))

    menu.triggered.connect(tell)
    menu.popup(at)
    return menu
