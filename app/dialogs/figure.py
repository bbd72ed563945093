"""The page that saves a part of the window as a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLabel, QWidget

from app.dialogs.page import Page
from app.figures import FORMATS, picture, save_figure
from app.texts import Translated, tr
from app.widgets.buttons import Button
from app.widgets.card import label
from app.widgets.choice import ChoiceBox
from engine.errors import BadFile

__all__ = ["FigurePage"]

_PREVIEW = QSize(460, 330)
_SCALES = ("1", "2", "4", "8")


class FigurePage(Translated, Page):
    """Asks which part, which format and how large; `saved(path)` or `failed(error)` follows.

    `parts`: name of a part -> its widget, asked when it is needed. `words` names the parts.
    """

    saved = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        parts: Mapping[str, Callable[[], QWidget]],
        words: Callable[[], Mapping[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._parts, self._words = parts, words
        self.ask: Callable[[str], str] = self._ask
        self._preview = QLabel(self)
        self._preview.setFixedSize(_PREVIEW)
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._names = {field: label("muted", self) for field in ("part", "format", "scale")}
        self.choices = {field: ChoiceBox(self) for field in self._names}
        self._copy, self._save = Button("copy", parent=self), Button(tone="primary", parent=self)
        self.body.addWidget(self._preview, 0, Qt.AlignmentFlag.AlignHCenter)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field, box in self.choices.items():
            self._names[field].setFixedHeight(box.sizeHint().height())
            form.addRow(self._names[field], box)
            box.picked.connect(self._show)
        self.body.addLayout(form)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._copy)
        foot.addWidget(self._save)
        self.body.addLayout(foot)
        self._copy.clicked.connect(self.copy)
        self._save.clicked.connect(self.save)
        self.retranslate()
        self.choices["scale"].set_key("2")
        self._show()

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Save a figure"))
        for field, text in (
            ("part", tr("Figure")), ("format", tr("Format")), ("scale", tr("Sharpness")),
        ):
            self._names[field].setText(text)
            self.choices[field].setAccessibleName(text)
        self.choices["part"].set_choices(self._words())
        self.choices["format"].set_choices({
            "svg": tr("SVG, for slides and web pages"), "pdf": tr("PDF, for papers"),
            "png": tr("PNG, a picture of pixels"),
        })
        self.choices["scale"].set_choices(
            {scale: tr("{count} × the pixels of the screen", count=scale) for scale in _SCALES}
        )
        self._copy.set_words(tr("Copy"), tr("Put the picture on the clipboard"))
        self._save.set_words(tr("Save…"))

    def copy(self) -> None:
        """Puts the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(picture(self._part(), self._scale))

    def save(self) -> None:
        """Asks for a file and writes it."""
        kind = self.choices["format"].key()
        chosen = self.ask(kind)
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower().lstrip(".") not in FORMATS:
            path = path.with_name(f"{path.name}.{kind}")
        try:
            save_figure(self._part(), path, scale=self._scale)
        except BadFile as error:
            self.failed.emit(error)
        else:
            self.saved.emit(path)
        self.close()

    @property
    def _scale(self) -> float:
        return float(self.choices["scale"].key())

    def _part(self) -> QWidget:
        return self._parts[self.choices["part"].key()]()

    def _show(self) -> None:
        pixels = self.choices["format"].key() == "png"
        self.choices["scale"].setEnabled(pixels)
        shown = QPixmap.fromImage(picture(self._part(), 1.0))
        smooth = Qt.TransformationMode.SmoothTransformation
        keep = Qt.AspectRatioMode.KeepAspectRatio
        self._preview.setPixmap(shown.scaled(_PREVIEW, keep, smooth))

    def _ask(self, kind: str) -> str:
        suggested = Path.home() / f"{self.choices['part'].key()}.{kind}"
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save a figure"), str(suggested), f"{kind.upper()} (*.{kind})"
        )
        return str(chosen)
