"""The two panels that show, fed by a real session: what their tests share."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel

from app.document import Document
from app.model.project import Project
from app.panels.boundary import BoundaryPanel
from app.panels.boundary.view import PredictionView
from app.panels.loss import LossPanel
from app.training import Session
from app.widgets.named_switch import NamedSwitch

__all__ = ["Shown"]


class Shown:
    """Both panels on one project, fed by a real session as the application does it."""

    def __init__(self, project: Project) -> None:
        self.document = Document(project)
        self.session = Session(project.experiment)
        self.boundary = BoundaryPanel(self.document, self.session)
        self.loss = LossPanel(self.document, self.session)
        self.session.frame_ready.connect(self._take)
        self.document.changed.connect(self._follow)
        for panel in (self.boundary, self.loss):
            panel.show_project(project)
            panel.resize(340, 420)
        self.loss.move(400, 0)  # side by side: the pointer finds the window that lies under it
        for panel in (self.boundary, self.loss):
            panel.show()

    def _take(self) -> None:
        frame = self.session.take_frame()
        assert frame is not None
        self.boundary.show_frame(frame)
        self.loss.show_frame(frame)

    def _follow(self, change: Any) -> None:
        self.session.set_experiment(change.after.experiment)
        self.boundary.show_change(change)
        self.loss.show_change(change)

    @property
    def view(self) -> Any:
        """What stands in the boundary panel just now."""
        found = [v for v in self.boundary.findChildren(PredictionView) if v.isVisible()]
        assert len(found) == 1
        return found[0]

    def switch(self, name: str) -> NamedSwitch:
        """The switch of this name that can be seen."""
        return next(
            s for s in (*self.boundary.findChildren(NamedSwitch),
                        *self.loss.findChildren(NamedSwitch))
            if s.isVisible() and any(w.text() == name for w in s.findChildren(QLabel))
        )

    def close(self) -> None:
        self.session.close()
        for panel in (self.boundary, self.loss):
            panel.close()
            panel.deleteLater()
