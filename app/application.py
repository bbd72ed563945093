"""The composition root: the only file that knows all the others, and what connects them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QLocale, QObject, QTimer
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from app import fonts, logs, texts
from app.actions import Actions, Situation
from app.commands import Commands
from app.document import Change, Document
from app.errors import device_reason, sentence
from app.filing import Filing
from app.main_window import MainWindow
from app.model import files
from app.model.project import Project
from app.settings import APPLICATION, Settings, log_folder
from app.showing import Showing
from app.texts import LANGUAGES, tr, tr_engine
from app.theme import themes
from app.training import Session
from app.widgets.toast import Kind
from engine import __version__
from engine.errors import BadFile, EngineError
from engine.weights import Carried

__all__ = ["Application", "main", "make_qapplication"]

SWITCH_INTERVAL = 0.001
"""Seconds after which the worker hands the interpreter to the window (Python's default is 5 ms)."""


class View(Protocol):
    """A widget that shows the project; it is told everything and asks nobody."""

    def show_project(self, project: Project) -> None:
        """Draws everything anew."""

    def show_change(self, change: Change) -> None:
        """Follows an edit."""


class Application(QObject):
    """Makes document, session, actions and window, and passes on what one says to the others.

    device: "numpy" asks no driver and takes what is there at once; "auto" looks for devices and
    takes the one remembered, else the fastest.
    """

    def __init__(self, settings: Settings, *, device: str = "numpy") -> None:
        super().__init__()
        sys.setswitchinterval(SWITCH_INTERVAL)
        themes.use(settings.theme)
        known = settings.language in LANGUAGES
        texts.install(settings.language if known else _system_language())
        self.settings = settings
        self.document = Document(parent=self)
        first = "numpy" if settings.device == "numpy" else device
        self.session = Session(self.document.project.experiment, device=first, parent=self)
        self.actions = Actions(self)
        self.filing = Filing(self.document, self.session, settings)
        self.window = MainWindow(self.document, self.session, self.actions, settings)
        self.filing.window = self.window
        self.commands = Commands(
            self.actions, self.document, self.session, self.filing, self.window, settings
        )
        self.views: tuple[View, ...] = self.window.views
        self.showing = Showing(self.session, self.window.groups, self)
        self._device_note, self._told = "", False
        self._recent, self._examples = QMenu(self.window), QMenu(self.window)
        self._add_menus()
        self._connect()
        self._show_project()
        self._refresh()
        if device != "numpy":
            self.session.search.begin()

    def start(self, project: str = "") -> None:
        """Opens a project by path or name of an example; else the last one, else an example."""
        recent = next((path for path in self.settings.recent if path.is_file()), None)
        if project in files.examples():
            self.filing.open_example(project)
        elif project:
            self.filing.open_path(Path(project))
        elif self.settings.first_start or recent is None:
            self.filing.open_example(files.OPENING)
        else:
            self.filing.open_path(recent)

    def close(self) -> None:
        """Ends the worker, keeps the settings and lets go of the window."""
        self.session.close()
        self.showing.stop()
        QGuiApplication.clipboard().dataChanged.disconnect(self._refresh)
        self.document.close()
        self.settings.keep_started()
        self.settings.flush()
        self.window.removeEventFilter(self)
        self.window.close()
        self.window.deleteLater()

    def report(self, error: BaseException) -> None:
        """Tells the person what went wrong; a mistake of the program is in the log already."""
        if isinstance(error, EngineError):
            kind: Kind = "warning" if isinstance(error, BadFile) else "error"
            self.window.toast(sentence(error, self.document.project.graph), kind)
            return
        text = tr("Something went wrong inside the program. Details are in {folder}.",
                  folder=log_folder())
        self.window.toast(text, "error")

    # --- what one part says, the others hear --------------------------------------------------

    def _connect(self) -> None:
        self.window.setAcceptDrops(True)
        self.window.installEventFilter(self)
        self.document.changed.connect(self._show_change)
        self.document.undo.indexChanged.connect(self._refresh)
        self.document.path_changed.connect(self._refresh)
        self.document.modified_changed.connect(self._refresh)
        self.session.state_changed.connect(self._refresh)
        self.session.state_changed.connect(self._say_device)
        self.window.transport.device.picked.connect(self._forget_device)
        self.window.transport.device.said.connect(self.window.say)
        self.session.failed.connect(self.report)
        self.session.carried.connect(self._say_carried)
        self.window.canvas.selection_changed.connect(self._refresh)
        self.window.canvas.template_wanted.connect(self.filing.open_example)
        QGuiApplication.clipboard().dataChanged.connect(self._refresh)
        self.window.figure_saved.connect(self._say_saved)
        self.window.failed.connect(self.report)
        self.window.template_chosen.connect(self.filing.open_example)
        self.filing.failed.connect(self.report)
        self.filing.saved.connect(self._say_saved)

    def _show_project(self) -> None:
        for view in self.views:
            view.show_project(self.document.project)

    def _show_change(self, change: Change, origin: object) -> None:
        if change.everything:
            self._show_project()
            self._refresh()
        else:  # an undo step, whose index tells of it next
            self.session.go_first()
            if change.trains or change.patch:
                self.session.set_experiment(
                    change.after.experiment, change.patch, change.register, change.way
                )
            for view in self.views:
                view.show_change(change)

    def _say_carried(self, carried: Carried) -> None:
        if carried.is_new:
            self.window.say(tr("A new network: training begins again at epoch 0."))
        elif carried.fresh or carried.dropped:
            text = tr(
                "Kept {kept} weights. New: {fresh}, gone: {dropped}.",
                kept=carried.kept, fresh=carried.fresh, dropped=carried.dropped,
            )
            self.window.say(text)

    def _say_device(self) -> None:
        """Once, until a device is chosen: that training had to go on without the one."""
        before, self._device_note = self._device_note, self.session.running.device_note
        if self._device_note == "device_failed" != before and not self._told:
            self._told = True
            cure = tr(
                "Nothing is lost. To try it again, choose it at the top right; if it fails again, "
                "update its driver, or stay with NumPy."
            )
            self.window.toast(f"{device_reason('device_failed')} {cure}", "warning")

    def _forget_device(self) -> None:
        self._told = False

    def _say_saved(self, path: Path) -> None:
        self.window.say(tr("Saved {file}.", file=path.name))

    def _refresh(self) -> None:
        """Brings actions and window title up to date."""
        undo, graph = self.document.undo, self.document.project.graph
        node = self.window.selected_node()
        layer = graph.node(node).layer if node in graph else None
        self.actions.update(
            Situation(
                playing=self.session.playing,
                reason=self.window.canvas.reason,
                undo=undo.undoText(),
                redo=undo.redoText(),
                can_undo=undo.canUndo(),
                can_redo=undo.canRedo(),
                layer=layer is not None,
                neurons=layer is not None and "units" in layer.params,
                **self.window.canvas.situation(),
            )
        )
        self.window.setWindowTitle(f"{self.filing.name}[*] – Neural Sketchpad")
        self.window.setWindowModified(self.document.modified)

    # --- what the window is told by the system ------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.UpdateRequest:
            self.session.go_first()
        if kind == QEvent.Type.Close and not self.filing.may_leave():
            event.ignore()
            return True
        if kind == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if Filing.dropped(event.mimeData()) is not None:
                event.acceptProposedAction()
            return True
        if kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            path = Filing.dropped(event.mimeData())
            if path is not None:
                event.acceptProposedAction()
                # After the drop is over: the question about changes must not hold up the sender.
                QTimer.singleShot(0, self, partial(self.filing.open_path, path))
            return True
        if kind == QEvent.Type.LanguageChange:
            self._word_menus()
            self._refresh()
        return False

    # --- menus that do not come from the table --------------------------------------------------

    def _add_menus(self) -> None:
        menu = self.actions.menu("file")
        before = self.actions["file.save"]
        menu.insertMenu(before, self._recent)
        menu.insertMenu(before, self._examples)
        self._recent.aboutToShow.connect(self._list_recent)
        self._examples.aboutToShow.connect(self._list_examples)
        self._word_menus()

    def _word_menus(self) -> None:
        self._recent.setTitle(tr("Open &recent"))
        self._examples.setTitle(tr("&Examples"))
        for menu in (self._recent, self._examples):
            menu.clear()  # listed anew, in this language, when it is about to show

    def _list_recent(self) -> None:
        self._recent.clear()
        for path in self.settings.recent:
            entry = _entry(self._recent, path.name, partial(self.filing.open_path, path))
            entry.setToolTip(str(path))
            entry.setEnabled(path.is_file())
        self._recent.addSeparator()
        forget = _entry(self._recent, tr("Forget these files"), self.settings.forget_recent)
        forget.setEnabled(bool(self.settings.recent))

    def _list_examples(self) -> None:
        self._examples.clear()
        for name in files.examples():
            title = tr_engine(files.read(files.find(name)).project.title)
            _entry(self._examples, title, partial(self.filing.open_example, name))


def _entry(menu: QMenu, text: str, do: Callable[[], object]) -> QAction:
    entry = menu.addAction(text.replace("&", "&&"))
    entry.triggered.connect(partial(_call, do))
    return entry


def _call(do: Callable[[], object], _checked: bool = False) -> None:
    do()


def _system_language() -> str:
    """The language of the system if it is one of ours, else English."""
    chinese = QLocale.system().language() == QLocale.Language.Chinese
    return "zh_CN" if chinese else next(iter(LANGUAGES))


def make_qapplication() -> QApplication:
    """The one QApplication, with the look that is the same everywhere."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["neural-sketchpad"])
    app.setApplicationName(APPLICATION)
    app.setApplicationDisplayName("")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(APPLICATION)
    app.setStyle("Fusion")
    fonts.install(app)
    gc.freeze()  # the program itself is no garbage, and need not be looked through again and again
    return app


def main(arguments: Sequence[str]) -> int:
    """Opens the window, with the project named first in `arguments` if there is one."""
    app = make_qapplication()
    application = Application(Settings(), device="auto")
    logs.install(log_folder(), application.report)
    application.start(*arguments[:1])
    application.window.show()
    status = app.exec()
    application.close()
    return status
