"""The chip that says what the network is computed on, how fast and why; its menu has the others."""

from __future__ import annotations

from functools import partial
from html import escape

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from app.errors import device_reason, plan_reason
from app.names import device_label, device_name
from app.panels.transport.readings import rate_text
from app.texts import Translated, tr
from app.theme import themes
from app.training import Session
from app.widgets.buttons import Quiet
from app.widgets.card import label
from app.widgets.figures import FixedFigures
from engine.devices import Device
from engine.frame import Frame

__all__ = ["DeviceChip"]

_WIDEST = 88_888.0
_OURS = ("auto", "numpy")
_LASTING = {"", "not_compiled", "restart"}
"""Reasons of a device that do not go away when its driver is asked again."""


class DeviceChip(Translated, Quiet, QPushButton):
    """A dot (green: as asked for; amber: something else, the tooltip says why), name and `rate`.

    Its menu offers Automatic, NumPy and every device of the session; `picked` carries the key.
    It also has the drivers asked again; `said` is what comes of that, in words.
    """

    picked = Signal(str)
    said = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._dot = _Dot(self)
        self._name = label("muted", self)
        self.rate = FixedFigures("", weight=QFont.Weight.Normal, role="muted", parent=self)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(8)
        for widget in (self._dot, self._name, self.rate):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._speed = 0.0
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._list_devices)
        self._group = QActionGroup(menu)
        self.setMenu(menu)
        session.state_changed.connect(self.retranslate)
        session.search.began.connect(self.retranslate)
        session.search.ended.connect(self.retranslate)
        session.search.renewed.connect(self._say_found)
        self.retranslate()

    def show_frame(self, frame: Frame) -> None:
        """Shows the speed of training."""
        self._speed = frame.epochs_per_second
        self._show_rate()

    def sizeHint(self) -> QSize:
        """What is inside; a button by itself would count its own text."""
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._row.minimumSize()

    def retranslate(self) -> None:
        device, running = self._session.device, self._session.running
        name = device_name(device) if device else running.device_name
        short = device_label(device) if device else running.device_name
        if short != self._name.text():
            self._name.setText(short)
            self.updateGeometry()
        reason = device_reason(running.device_note)
        if reason:
            reason = tr("Not the device that was asked for: {reason}", reason=reason)
        self._dot.set_role("warning" if reason else "good")
        self.rate.set_widest(rate_text(_WIDEST))
        self._show_rate()
        where = tr("Training runs on {name}.", name=name)
        why = reason or plan_reason(running.plan)
        looking = tr("Looking for devices…") if self._session.search.is_on else ""
        click = looking or self._cure(running.device_note) or tr("Click to choose another device.")
        self.setToolTip(_paragraphs(where, why, click))
        self.setAccessibleName(tr("Device: {name}", name=name))
        self.setAccessibleDescription(" ".join(filter(None, (why, looking))))

    def _cure(self, note: str) -> str:
        """What may help where a driver is missing or did not do what it should."""
        faults = {device.reason for device in self._session.search.found} - _LASTING
        return tr("Once that is put right, click and choose “Search again”.") * (note in faults)

    def _show_rate(self) -> None:
        playing = self._session.playing
        self.rate.setText(rate_text(self._speed) if playing else tr("paused"))

    def _list_devices(self) -> None:
        """Fills the menu with what is known now."""
        self.menu().clear()
        self._offer("auto", tr("Automatic"), tr("The fastest device for this network."))
        self._offer("numpy", "NumPy", tr("NumPy is always there and starts at once."))
        self.menu().addSeparator()
        for device in self._session.search.found:
            if device.key not in _OURS:
                entry = self._offer(device.key, _sentence_case(device_name(device)), _help(device))
                entry.setEnabled(device.usable)
        self.menu().addSeparator()
        self._offer_search()

    def _offer_search(self) -> None:
        if self._session.search.is_on:
            self.menu().addAction(tr("Looking for devices…")).setEnabled(False)
            return
        again = self.menu().addAction(tr("Search again"))
        again.setToolTip(tr("After a driver was installed, or when one did not answer."))
        again.triggered.connect(self._search_again)

    def _search_again(self) -> None:
        self._session.search.again()
        self.said.emit(tr("Looking for devices…"))

    def _say_found(self, before: tuple[Device, ...]) -> None:
        self.said.emit(_news(before, self._session.search.found))

    def _offer(self, key: str, text: str, help: str) -> QAction:
        entry = self.menu().addAction(text.replace("&", "&&"))
        entry.setCheckable(True)
        entry.setChecked(key == self._session.asked)
        entry.setToolTip(help)
        entry.triggered.connect(partial(self._pick, key))
        self._group.addAction(entry)
        return entry

    def _pick(self, key: str, *_: object) -> None:
        self.picked.emit(key)


def _paragraphs(*texts: str) -> str:
    """As rich text, which a tooltip breaks into lines."""
    return "".join(f"<p>{escape(text, quote=False)}</p>" for text in texts if text)


def _help(device: Device) -> str:
    """What it is, and why it cannot be used."""
    what = device.name if device.kind == "cpu" and device.platform else device.detail
    return _paragraphs(what, device_reason(device.reason))


def _news(before: tuple[Device, ...], found: tuple[Device, ...]) -> str:
    """What has been found that was not there before, or why there is nothing."""
    known = {(device.identity, device.reason) for device in before}
    fresh = [d for d in found if (d.identity, d.reason) not in known]
    ready = ", ".join(device_name(d) for d in fresh if d.usable)
    later = ", ".join(device_name(d) for d in fresh if d.reason == "restart")
    told = [
        tr("Can be chosen now: {devices}.", devices=ready) if ready else "",
        tr("Found, for the next start: {devices}.", devices=later) if later else "",
    ]
    missing = next((device_reason(d.reason) for d in found if d.key == "opencl"), "")
    return " ".join(filter(None, told)) or tr("No other device was found.") + f" {missing}".rstrip()


def _sentence_case(name: str) -> str:
    return name[:1].upper() + name[1:]


class _Dot(QWidget):
    """A small filled circle."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._role = "good"
        self.setFixedSize(QSize(8, 8))
        themes.changed.connect(self.update)

    def set_role(self, role: str) -> None:
        self._role = role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(themes.now().color(self._role))
        painter.drawEllipse(QRectF(self.rect()))
