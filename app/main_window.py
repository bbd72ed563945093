"""The main window: transport on top, three columns, timeline below. It arranges, nothing more."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from app.actions import Actions
from app.canvas import NetworkCanvas
from app.canvas.foot import TALL
from app.dialogs.about import AboutDialog
from app.dialogs.figure import FigurePage
from app.dialogs.palette import Palette
from app.dialogs.shortcuts import ShortcutPage
from app.dialogs.templates import TemplatePage
from app.document import Document
from app.panels.boundary import BoundaryPanel
from app.panels.data import DataPanel
from app.panels.loss import LossPanel
from app.panels.timeline import Timeline
from app.panels.training import TrainingPanel
from app.panels.transport import Transport
from app.settings import Settings
from app.texts import tr
from app.training import Session
from app.widgets.card import Card, Rule
from app.widgets.logo import logo_icon
from app.widgets.scroll import ScrollColumn
from app.widgets.toast import Kind, Toast, Toasts

__all__ = ["MainWindow"]

GAP = 10
LEFT, RIGHT = 252, 372
"""Widths of the outer columns at first, in a window of ordinary width."""
_LEAST_LEFT, _LEAST_RIGHT, _LEAST_MIDDLE = 236, 300, 400
_ROOMY_LEFT, _ROOMY_RIGHT = 806, 662
"""The heights in which every example has room in the outer columns; in lower ones they are drawn
together."""
_SIZE = (1440, 900)
_BARS = 165
"""Height of menu, transport, timeline and the gaps between."""
_AROUND_BOUNDARY = 95
"""How much taller than wide the card of the decision boundary is."""


class MainWindow(QMainWindow):
    """Holds every view in `views`; the application routes changes to them, and frames to
    `groups`, each at its own beat.

    What actions do is connected by the application, but for the panels, the layout, and the
    pages that open over it. `template_chosen(name)`: a new project is to start from it.
    `figure_saved(path)` and `failed(error)`: a figure was written, or not.
    """

    template_chosen = Signal(str)
    figure_saved = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        actions: Actions,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions, self._settings = actions, settings
        self.transport = Transport(document, session, actions, self)
        self.data = DataPanel(document, session)
        self.training = TrainingPanel(document, session)
        self.canvas = NetworkCanvas(document, session)
        self.boundary = BoundaryPanel(document, session)
        self.loss = LossPanel(document, session)
        self.timeline = Timeline(document, session)
        self.groups = (
            (self.canvas,),
            (self.canvas.presenter,),
            (self.boundary,),
            (self.transport, self.timeline, self.loss),  # at one moment all tell the same epoch
        )
        self.views = (
            self.transport, self.data, self.training, self.canvas, self.boundary, self.loss,
            self.timeline,
        )
        self._fresh = False
        self._left = self._make_left()
        self._stack = self._make_stack()
        self._right = self._make_right()
        self._columns = self._make_columns()
        self.toasts = Toasts(self.canvas, self.canvas.view, TALL)
        self.toasts.keep_clear_of(
            self.canvas.looking.card, self.canvas.troubles.bubble, self.canvas.around.overview
        )
        self._arrange()
        self._connect()
        self._restore()

    def _make_left(self) -> Card:
        card = Card(padding=1)
        scroll = ScrollColumn(card, roomy=_ROOMY_LEFT)
        for widget in (self.data, Rule(), self.training):
            scroll.column.addWidget(widget)
        for panel in (self.data, self.training):
            scroll.tightened.connect(panel.set_tight)
        scroll.column.addStretch(1)
        card.body.addWidget(scroll)
        card.setMinimumWidth(_LEAST_LEFT)
        return card

    def _make_stack(self) -> QSplitter:
        stack = QSplitter(Qt.Orientation.Vertical)
        stack.setHandleWidth(GAP)
        stack.setChildrenCollapsible(False)
        stack.addWidget(self.boundary)
        stack.addWidget(self.loss)
        stack.setStretchFactor(0, 3)
        stack.setStretchFactor(1, 2)
        return stack

    def _make_right(self) -> ScrollColumn:
        scroll = ScrollColumn(padding=0, roomy=_ROOMY_RIGHT)
        for panel in (self.boundary, self.loss):
            scroll.tightened.connect(panel.set_tight)
        scroll.column.addWidget(self._stack)
        scroll.setMinimumWidth(_LEAST_RIGHT)
        return scroll

    def _make_columns(self) -> QSplitter:
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.setHandleWidth(GAP)
        columns.setChildrenCollapsible(False)
        self.canvas.setMinimumWidth(_LEAST_MIDDLE)
        for number, column in enumerate((self._left, self.canvas, self._right)):
            columns.addWidget(column)
            columns.setStretchFactor(number, number == 1)
        return columns

    def _arrange(self) -> None:
        self.setWindowIcon(logo_icon())
        self._actions.fill(self.menuBar())
        self.canvas.context.use(self._actions)
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        body = QVBoxLayout()
        body.setContentsMargins(GAP, GAP, GAP, GAP)
        body.setSpacing(GAP)
        body.addWidget(self._columns, 1)
        body.addWidget(self.timeline)
        column.addLayout(body, 1)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        actions = self._actions
        actions["view.left_panel"].toggled.connect(self._left.setVisible)
        actions["view.right_panel"].toggled.connect(self._right.setVisible)
        actions["view.reset_layout"].triggered.connect(self.reset_layout)
        actions["file.templates"].triggered.connect(self.show_templates)
        self.canvas.gallery_wanted.connect(self.show_templates)
        actions["file.figure"].triggered.connect(self.show_figure)
        actions["help.palette"].triggered.connect(self.show_palette)
        actions["help.shortcuts"].triggered.connect(self.show_shortcuts)
        actions["help.about"].triggered.connect(self.show_about)

    # --- the arrangement ----------------------------------------------------------------------

    def reset_layout(self) -> None:
        """Every panel at its first place and size."""
        self._settings.forget_layouts()
        for id in ("view.left_panel", "view.right_panel"):
            self._actions[id].setChecked(True)
        self._spread()

    def _spread(self) -> None:
        """Sizes of columns and cards for a window of this size; the boundary is a square."""
        left, middle, right = _first_sizes(self.width())
        self._columns.setSizes([left, middle, right])
        height = max(self.height() - _BARS, 1)
        boundary = min(right + _AROUND_BOUNDARY, height * 6 // 10)
        self._stack.setSizes([boundary, height - boundary])

    def _restore(self) -> None:
        self.resize(*_SIZE)
        geometry = self._settings.layout("window")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        for name, splitter in self._splitters().items():
            state = self._settings.layout(name)
            if state.isEmpty():
                self._fresh = True
            else:
                splitter.restoreState(state)
        for id in ("view.left_panel", "view.right_panel"):
            self._actions[id].setChecked(not self._settings.flag(f"hidden/{id}"))
        self._left.setVisible(self._actions["view.left_panel"].isChecked())
        self._right.setVisible(self._actions["view.right_panel"].isChecked())

    def keep_layout(self) -> None:
        """Remembers the arrangement for the next start."""
        self._settings.keep_layout("window", self.saveGeometry())
        for name, splitter in self._splitters().items():
            self._settings.keep_layout(name, splitter.saveState())
        for id in ("view.left_panel", "view.right_panel"):
            self._settings.keep(f"hidden/{id}", not self._actions[id].isChecked())

    def _splitters(self) -> dict[str, QSplitter]:
        return {"columns": self._columns, "right": self._stack}

    # --- pages --------------------------------------------------------------------------------

    def show_palette(self) -> None:
        """Opens the command palette."""
        Palette(self._actions, self).open()

    def show_shortcuts(self) -> None:
        """Opens the list of all actions and their keys."""
        ShortcutPage(self._actions, self).open()

    def show_templates(self) -> None:
        """Opens the gallery of networks to start from."""
        page = TemplatePage(self)
        page.picked.connect(self.template_chosen)
        page.open()

    def show_figure(self) -> None:
        """Opens the page that saves a figure."""
        parts: dict[str, Callable[[], QWidget]] = {
            "network": lambda: self.canvas.figure,
            "prediction": lambda: self.boundary.figure,
            "curves": lambda: self.loss.figure,
            "window": lambda: self,
        }
        page = FigurePage(parts, _figure_words, self)
        page.saved.connect(self.figure_saved)
        page.failed.connect(self.failed)
        page.open()

    def show_about(self) -> None:
        """Opens the page about the application."""
        AboutDialog(self).open()

    # --- what the application asks of it --------------------------------------------------------

    def toast(
        self,
        text: str,
        kind: Kind = "info",
        action_text: str = "",
        action: Callable[[], object] | None = None,
    ) -> Toast:
        """Says what needs attention in a corner of the canvas, with a button if there is an
        action."""
        return self.toasts.show(kind, text, action_text, action)

    def say(self, text: str) -> None:
        """Says what is good to know at the foot of the canvas, for a few seconds."""
        self.canvas.around.status.say(text)

    def selected_node(self) -> str:
        """The id of the node that is selected on the canvas, "" for none."""
        return self.canvas.selected_node()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.canvas.setFocus()  # no button is lit before somebody uses the Tab key
        if self._fresh:
            self._fresh = False
            self._spread()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_layout()
        super().closeEvent(event)


def _first_sizes(width: int) -> list[int]:
    """Widths of the three columns in a window this wide."""
    left = max(LEFT, width * 9 // 100)
    right = max(_LEAST_RIGHT + 16, min(width * 23 // 100, width - LEFT - 700, 900))
    return [left, max(width - left - right - 4 * GAP, _LEAST_MIDDLE), right]


def _figure_words() -> dict[str, str]:
    return {
        "network": tr("Network"), "prediction": tr("What was learned"), "curves": tr("Curves"),
        "window": tr("The whole window"),
    }
