"""The page that says what this is, which version, and what it is made of."""

from __future__ import annotations

import platform

import numpy
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.dialogs.page import Page
from app.texts import Translated, tr
from app.widgets.buttons import Button
from app.widgets.card import label
from app.widgets.logo import Logo
from engine import __version__

__all__ = ["AboutDialog"]


class AboutDialog(Translated, Page):
    """Mark, version, licence, and the parts it is built from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=24)
        self._name = label("title", self)
        self._version = label("muted", self)
        self._about = label(parent=self)
        self._parts = label("muted", self)
        for words in (self._about, self._parts):
            words.setWordWrap(True)
        self._parts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = Button(tone="primary", parent=self)
        self._close.clicked.connect(self.close)
        self._arrange()
        self.setFixedWidth(440)
        self.retranslate()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(Logo(52, self))
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._version)
        head.addLayout(names, 1)
        self.body.addLayout(head)
        self.body.addWidget(self._about)
        self.body.addWidget(self._parts)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        self.body.addLayout(foot)

    def retranslate(self) -> None:
        self.setWindowTitle(tr("About Neural Sketchpad"))
        self._name.setText("Neural Sketchpad")
        self._version.setText(tr("Version {version} · MIT licence", version=__version__))
        self._about.setText(tr(
            "A desktop laboratory for neural networks: draw one, press Play, and watch every "
            "neuron learn. It works without a connection and sends nothing anywhere."
        ))
        self._parts.setText(tr(
            "Python {python}, NumPy {numpy}, Qt for Python {qt} (LGPL), pyqtgraph (MIT). Formulas: "
            "ziamath, ziafont and latex2mathml (MIT) with STIX Two (OFL). Icons: Lucide (ISC). "
            "Fonts: Inter and Noto Sans SC (OFL). Sources and licences of the data are in "
            "resources/data.",
            python=platform.python_version(), numpy=numpy.__version__, qt=pyside_version,
        ))
        self._close.set_words(tr("Close"))
