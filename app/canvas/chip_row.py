"""The row above the network: a chip for every kind of layer, templates, and the view's tools."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.canvas.chips import FOLDED, Chip, LayerChip, families, fill_layer_menu
from app.canvas.offers import template_texts
from app.canvas.view_tools import ViewTools
from app.model import files
from app.texts import Translated, tr, tr_engine
from app.widgets.flow import Flow
from app.widgets.words import describe
from engine.graph import Graph
from engine.layers import layers

__all__ = ["ChipRow"]

_GAP = 5


class ChipRow(Translated, QWidget):
    """`chosen(kind)` adds a layer; `chips` can be pulled. `template_chosen(name)` begins anew from
    a template, `gallery_wanted` asks for the pictures of all of them. `tools` are those of the
    view."""

    chosen = Signal(str)
    template_chosen = Signal(str)
    gallery_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[LayerChip] = []
        self.tools = ViewTools(self)
        self._ended = False
        self._flow = Flow(self, gap=_GAP)
        self._flow.set_corner(self.tools)
        self._add_chip("", "input")
        for category, kinds in families():
            for kind in ("",) if category in FOLDED else kinds:
                self._add_chip(category, kind)
        self._add_chip("", "output")
        self.templates = self._make_templates()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.retranslate()

    def show_graph(self, graph: Graph) -> None:
        """A network has one output: its chip is there for one that has none."""
        ended = any(node.layer.name == "output" for node in graph.nodes)
        if ended != self._ended:
            self._ended = ended
            self._word(self.chip("output"))

    def chip(self, kind: str) -> LayerChip:
        """The chip of a kind of layer."""
        return next(chip for chip in self.chips if chip.kind == kind)

    def retranslate(self) -> None:
        for chip in self.chips:
            self._word(chip)
        self.templates.set_words(
            tr("Templates"), tr("Begin again with a network that is ready to train.")
        )

    def _add_chip(self, category: str, kind: str) -> None:
        chip = LayerChip(category, kind, self)
        if kind:
            chip.clicked.connect(partial(self.chosen.emit, kind))
        else:
            menu = QMenu(chip)
            menu.triggered.connect(self._pick)
            chip.give_menu(menu)
        self._flow.addWidget(chip)
        self.chips.append(chip)

    def _make_templates(self) -> Chip:
        made = Chip("", self)
        menu = QMenu(made)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._list_templates)
        menu.triggered.connect(self._pick_template)
        made.give_menu(menu)
        self._flow.addWidget(made)
        return made

    def _word(self, chip: LayerChip) -> None:
        if not chip.kind:
            usual = tr_engine(layers[chip.pulls].label)
            help = tr("Choose one to add, or pull {name} into the network.", name=usual)
            chip.set_words(_families()[chip.category], help)
            chip.menu().clear()
            fill_layer_menu(chip.menu(), chip.category)
            return
        name, what = tr_engine(layers[chip.kind].label), describe(layers[chip.kind])
        refused = chip.kind == "output" and self._ended
        chip.setEnabled(not refused)
        chip.set_words(name, what + " " + tr("A network has one output, and this one has it.")
                       if refused else
                       tr("{what} Click to add it, or pull it into the network.", what=what))

    def _list_templates(self) -> None:
        """Names them anew, in the present language."""
        menu, texts = self.templates.menu(), {name: rest for name, *rest in template_texts()}
        menu.clear()
        pictures = menu.addAction(tr("Choose by pictures…"))
        pictures.setToolTip(tr("Opens the gallery of networks to start from"))
        for names in files.templates().values():
            menu.addSeparator()
            for name in names:
                title, about = texts[name]
                action = menu.addAction(tr_engine(title).replace("&", "&&"))
                action.setData(name)
                action.setToolTip(tr_engine(about))

    def _pick_template(self, action: QAction) -> None:
        if action.data():
            self.template_chosen.emit(str(action.data()))
        else:
            self.gallery_wanted.emit()

    def _pick(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))


def _families() -> dict[str, str]:
    """What stands on the chip of a folded category."""
    return {"Normalization": tr("Normalize"), "Activation": tr("Activation")}
