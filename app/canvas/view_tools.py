"""The buttons that decide how the network is seen: neurons or cards, how large, all of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.texts import Translated, tr
from app.widgets.buttons import Button
from app.widgets.figures import tabular

__all__ = ["ViewTools", "percent"]

_WIDEST, _AROUND, _HEIGHT = 6.0, 12, 26


def percent(scale: float) -> str:
    """A scale as people read it: ``100 %``, and one digit more where it is very small."""
    share = scale * 100.0
    return f"{share:.1f}\u2009%" if share < 9.95 else f"{share:.0f}\u2009%"


class ViewTools(Translated, QWidget):
    """`mode_chosen(mode)` asks for neurons or cards; the zoom buttons as named, `whole_size` for
    100 %."""

    mode_chosen = Signal(str)
    zoomed_in = Signal()
    zoomed_out = Signal()
    whole_size = Signal()
    fitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mode = "auto"
        self._shown = Button("chevron-down", tone="plain", size=12, parent=self)
        self._shown.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the word
        self._modes = QMenu(self._shown)
        self._modes.triggered.connect(self._pick_mode)
        self._shown.setMenu(self._modes)
        self._out, self._in, self._fit = (
            Button(name, tone="plain", size=15, parent=self)
            for name in ("zoom-out", "zoom-in", "maximize")
        )
        self.scale = Button(tone="plain", parent=self)
        self.scale.setFont(tabular(self.scale.font()))
        self._arrange()
        self.retranslate()

    def _arrange(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._shown)
        line.addSpacing(4)
        for button, told in (
            (self._out, self.zoomed_out), (self.scale, self.whole_size),
            (self._in, self.zoomed_in), (self._fit, self.fitted),
        ):
            button.clicked.connect(told)
            line.addWidget(button)
        self.show_scale(1.0)

    def retranslate(self) -> None:
        self._word_modes()
        self._in.set_words("", tr("Zoom in (Ctrl+wheel)"), tr("Zoom in"))
        self._out.set_words("", tr("Zoom out (Ctrl+wheel)"), tr("Zoom out"))
        self._fit.set_words("", tr("Fit the whole network into the view"), tr("Fit"))
        self.show_scale(self._scale)

    def show_scale(self, scale: float) -> None:
        """Says how large things are seen; the button takes the same room for any scale."""
        self._scale = scale
        text = percent(scale)
        name = tr("Zoom: {percent}", percent=text)
        if self.scale.accessibleName() == name:
            return
        self.scale.set_words(text, tr("Zoom. A click shows everything at 100 %."), name)
        self.scale.ensurePolished()
        measure = self.scale.fontMetrics().horizontalAdvance
        self.scale.setFixedSize(QSize(measure(percent(_WIDEST)) + _AROUND, _HEIGHT))

    def show_mode(self, mode: str) -> None:
        """Names what decides how layers are shown."""
        self.mode = mode
        self._word_modes()

    def _word_modes(self) -> None:
        brief = {"auto": tr("Auto"), "neurons": tr("Neurons"), "cards": tr("Cards")}
        words = {"auto": tr("Automatic"), "neurons": tr("Always neurons"),
                 "cards": tr("Always cards")}
        help = {
            "auto": tr("Neurons when near, cards when far"),
            "neurons": tr("Show every layer as its neurons"),
            "cards": tr("Show every layer as a card"),
        }
        self._modes.clear()
        for mode, text in words.items():
            action = self._modes.addAction(text)
            action.setData(mode)
            action.setToolTip(help[mode])
            action.setCheckable(True)
            action.setChecked(mode == self.mode)
        self._modes.setToolTipsVisible(True)
        shown = tr("How layers are shown")
        self._shown.set_words(brief[self.mode], shown, shown)

    def _pick_mode(self, action: QAction) -> None:
        self.mode_chosen.emit(str(action.data()))
