"""Devices in the window: found at the start, chosen in the menu of the chip, taken over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import search, texts, training
from app.application import Application
from app.names import device_label, device_name
from app.settings import Settings
from engine import devices as module
from engine.backends.plan import Candidate, Plan, Sizes
from engine.devices import NUMPY, Device, Stopped
from engine.trainer import Trainer
from tests.engine.opencl import on_every_device

POCL = Device("opencl:0", "A chip", "cpu", platform="Portable Computing Language",
              vendor="GenuineIntel", driver="3.0", launch=2e-5)
CARD = Device("opencl:1", "H100 80GB", "gpu", False, "not_compiled", platform="NVIDIA CUDA",
              vendor="NVIDIA Corporation")
FOUND = (NUMPY, POCL, CARD)
PLAN = Plan("loop", "small_network", Candidate("opencl:0", "A chip", "cpu", 0, 2e-5),
            Sizes(1234, 10, batch=7))

Start = Callable[..., Application]


@pytest.fixture
def start(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Start]:
    """Starts the application on a computer with these devices, none of which is ever used."""
    texts.install("en")
    monkeypatch.setattr(module, "_known", [FOUND])
    monkeypatch.setattr(search, "give_way", lambda: None)
    monkeypatch.setattr(search, "open_all", lambda *, stop: None)
    monkeypatch.setattr(Trainer, "use", lambda self, device: used.append(device))
    used: list[str] = []
    made: list[Application] = []

    def begin(remembered: str = "auto", device: str = "auto") -> Application:
        settings = Settings(tmp_path / "settings.ini")
        settings.language, settings.device = "en", remembered
        application = Application(settings, device=device)
        application.window.used = used
        made.append(application)
        application.window.show()
        if device != "numpy":
            qtbot.waitUntil(lambda: bool(application.session.search.found))
        return application

    yield begin
    for application in made:
        application.close()


def menu(application: Application) -> dict[str, QAction]:
    """The entries of the chip's menu as they are when it opens."""
    chip = application.window.transport.device
    chip.menu().aboutToShow.emit()
    return {a.text(): a for a in chip.menu().actions() if not a.isSeparator()}


def showing(
    qtbot: QtBot, application: Application, monkeypatch: pytest.MonkeyPatch, **trainer: Any
) -> None:
    """Waits until the window has a frame of a trainer with these properties."""
    for name, value in trainer.items():
        monkeypatch.setattr(Trainer, name, value)
    session, names = application.session, {"device": "device_name"}
    application.session.step()
    qtbot.waitUntil(
        lambda: all(getattr(session.running, names.get(n, n)) == v for n, v in trainer.items())
    )


# --- finding them -------------------------------------------------------------------------------


def test_devices_are_looked_for_at_the_start_only_where_one_is_wanted(start: Start) -> None:
    plain = start(device="numpy")
    assert not plain.session.search.is_on
    assert plain.session.search.found == ()


def test_closing_while_drivers_are_asked_leaves_nobody_asking(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()

    def ask(*, stop: Callable[[], bool], anew: bool) -> tuple[Device, ...]:
        asked.set()
        while not stop():
            time.sleep(0.01)
        raise Stopped

    monkeypatch.setattr(search, "give_way", lambda: None)
    monkeypatch.setattr(search, "devices", ask)
    application = Application(Settings(tmp_path / "settings.ini"), device="auto")
    assert asked.wait(10)
    assert application.session.search.is_on
    application.close()
    assert "devices" not in [thread.name for thread in threading.enumerate()]


def test_numpy_is_taken_again_and_the_others_are_still_found(start: Start) -> None:
    application = start("numpy")
    assert application.session.asked == "numpy"
    assert len(menu(application)) == 5


def test_the_device_of_the_last_time_is_taken_again(start: Start) -> None:
    application = start(POCL.identity)
    session = application.session
    assert session.asked == "opencl:0"
    for gone in (CARD.identity, "Some platform | gone", "opencl:0", ""):
        session.use_device("auto")
        application.settings.device = gone
        session.search.ended.emit()
        assert session.asked == "auto"


# --- looking for them again -------------------------------------------------------------------

MISSING = Device("opencl", "OpenCL", "other", False, "no_driver")
NEW = Device("opencl:2", "Another chip", "cpu", platform="Another platform", driver="1")


class Drivers:
    """Drivers that answer when `may_answer` is set, with `found`."""

    def __init__(self, found: tuple[Device, ...]) -> None:
        self.found = found
        self.may_answer = threading.Event()
        self.anew: list[bool] = []

    def __call__(self, *, stop: Callable[[], bool], anew: bool) -> tuple[Device, ...]:
        self.anew.append(anew)
        while anew and not self.may_answer.wait(0.01):
            if stop():
                raise Stopped
        return self.found


@pytest.fixture
def drivers(monkeypatch: pytest.MonkeyPatch) -> Drivers:
    made = Drivers((NUMPY, MISSING))
    monkeypatch.setattr(search, "devices", made)
    return made


def status(application: Application) -> str:
    return application.window.canvas.around.status.note


def test_a_driver_that_was_installed_meanwhile_is_found_and_used(
    qtbot: QtBot, start: Start, drivers: Drivers
) -> None:
    application = start()
    session, chip = application.session, application.window.transport.device
    session.play()
    qtbot.waitUntil(lambda: session.take_frame() is not None and session.latest.epoch > 0)
    drivers.found = FOUND
    menu(application)["Search again"].trigger()
    assert status(application) == "Looking for devices…"
    assert "Looking for devices…" in chip.toolTip()
    assert not menu(application)["Looking for devices…"].isEnabled()
    session.search.again()  # while it is on
    epoch = session.latest.epoch
    qtbot.waitUntil(lambda: session.take_frame() is not None and session.latest.epoch > epoch)
    assert application.window.used == []
    drivers.may_answer.set()
    qtbot.waitUntil(lambda: application.window.used == ["auto"])
    assert drivers.anew == [False, True]
    assert status(application) == "Can be chosen now: this computer's processor via PoCL."
    menu(application)["This computer's processor via PoCL"].trigger()
    qtbot.waitUntil(lambda: application.window.used == ["auto", "opencl:0"])


def test_where_nothing_changes_training_is_left_alone(
    qtbot: QtBot, start: Start, drivers: Drivers
) -> None:
    drivers.found = FOUND
    application = start()
    drivers.may_answer.set()
    drivers.found = (*FOUND[:1], replace(POCL, launch=3e-5), CARD)
    menu(application)["Search again"].trigger()
    qtbot.waitUntil(lambda: status(application) == "No other device was found.")
    assert application.window.used == []
    drivers.found = (*FOUND, replace(NEW, usable=False, reason="restart"))
    menu(application)["Search again"].trigger()
    words = "Found, for the next start: this computer's processor via Another platform."
    qtbot.waitUntil(lambda: status(application) == words)
    assert not menu(application)["This computer's processor via Another platform"].isEnabled()
    assert application.window.used == []


def test_a_device_that_was_remembered_is_taken_when_it_comes(
    qtbot: QtBot, start: Start, drivers: Drivers
) -> None:
    application = start(POCL.identity)
    assert application.session.asked == "auto"
    drivers.found = FOUND
    drivers.may_answer.set()
    application.session.search.again()
    qtbot.waitUntil(lambda: "opencl:0" in application.window.used)
    assert application.session.asked == "opencl:0"


def test_the_reason_says_what_may_help(
    qtbot: QtBot, start: Start, drivers: Drivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    chip = application.window.transport.device
    showing(qtbot, application, monkeypatch, device_note="no_driver")
    assert "There is no OpenCL driver" in chip.toolTip()
    assert "Search again" in chip.toolTip()
    drivers.may_answer.set()
    application.session.search.again()
    chip.said.emit("")
    qtbot.waitUntil(
        lambda: status(application)
        == "No other device was found. There is no OpenCL driver on this computer."
    )


def test_closing_while_drivers_are_asked_again_leaves_nobody_asking(
    start: Start, drivers: Drivers
) -> None:
    application = start()
    application.session.search.again()
    assert application.session.search.is_on
    application.session.close()
    assert "devices" not in [thread.name for thread in threading.enumerate()]


# --- the chip and its menu ------------------------------------------------------------------------


def test_the_menu_offers_what_there_is_and_explains_what_is_not_used(start: Start) -> None:
    application = start()
    entries = menu(application)
    assert list(entries) == [
        "Automatic", "NumPy", "This computer's processor via PoCL", "NVIDIA H100 80GB GPU",
        "Search again",
    ]
    assert [entry.isEnabled() for entry in entries.values()] == [True, True, True, False, True]
    assert [text for text, entry in entries.items() if entry.isChecked()] == ["Automatic"]
    assert "graphics cards" in entries["NVIDIA H100 80GB GPU"].toolTip()


def test_a_device_that_is_chosen_is_used_and_remembered(qtbot: QtBot, start: Start) -> None:
    application = start()
    menu(application)["This computer's processor via PoCL"].trigger()
    qtbot.waitUntil(lambda: application.window.used == ["opencl:0"])
    assert application.settings.device == POCL.identity
    assert menu(application)["This computer's processor via PoCL"].isChecked()
    menu(application)["NumPy"].trigger()
    assert application.settings.device == "numpy"
    menu(application)["Automatic"].trigger()
    assert application.settings.device == "auto"


def test_a_click_and_the_keyboard_open_the_menu(qtbot: QtBot, start: Start) -> None:
    application = start()
    chip = application.window.transport.device
    opened: list[bool] = []

    def look() -> None:
        opened.append(chip.menu().isVisible())
        chip.menu().close()

    for press in (
        lambda: QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(20, 10)),
        lambda: QTest.keyClick(chip, Qt.Key.Key_Return),
    ):
        QTimer.singleShot(0, look)
        press()
    assert all(opened)


def test_the_chip_says_what_trains_how_fast_and_why(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = start()
    chip = application.window.transport.device
    assert "as soon as training begins" in chip.toolTip()
    showing(qtbot, application, monkeypatch, device="A chip", plan=PLAN)
    assert chip.accessibleName() == "Device: this computer's processor via PoCL"
    for word in ("via PoCL", "1,234 weights", "batches of 7", "20\u2009µs"):
        assert word in chip.toolTip()
    application.session.play()
    qtbot.waitUntil(lambda: "epochs/s" in chip.rate.text())


def test_a_device_that_fails_is_told_once(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> list[str]:
        return [t.text for t in application.window.toasts.shown if "device failed" in t.text]

    application = start()
    for note in ("device_failed", "", "device_failed"):
        showing(qtbot, application, monkeypatch, device_note=note)
    assert len(told()) == 1
    assert "Nothing is lost" in told()[0]
    application.window.toasts.shown[0].close_now()
    for note in ("", "device_failed"):
        showing(qtbot, application, monkeypatch, device_note=note)
    assert told() == []
    menu(application)["Automatic"].trigger()
    for note in ("", "device_failed"):
        showing(qtbot, application, monkeypatch, device_note=note)
    assert len(told()) == 1


@pytest.mark.parametrize(
    ("device", "name", "label"),
    [
        (NUMPY, "NumPy", "NumPy"),
        (POCL, "this computer's processor via PoCL", "Processor"),
        (CARD, "NVIDIA H100 80GB GPU", "H100 80GB"),
        (Device("opencl:0", "NVIDIA GeForce RTX 3060", "gpu", platform="NVIDIA CUDA",
                vendor="NVIDIA Corporation"), "NVIDIA GeForce RTX 3060", None),
        (Device("opencl:0", "Intel UHD Graphics 620", "gpu", platform="Intel(R) OpenCL HD",
                vendor="Intel(R) Corporation"), "Intel UHD Graphics 620", None),
        (Device("opencl:0", "gfx1030", "gpu", platform="AMD Accelerated Parallel Processing",
                vendor="Advanced Micro Devices, Inc."), "AMD gfx1030 GPU", "gfx1030"),
        (Device("opencl:0", "A chip", "cpu", platform="New platform"),
         "this computer's processor via New platform", "Processor"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_devices_are_named_for_people(
    qapp: QApplication, device: Device, name: str, label: str | None
) -> None:
    texts.install("en")
    assert device_name(device) == name
    assert device_label(device) == (label or device.name)


# --- real devices ---------------------------------------------------------------------------------


@on_every_device
def test_training_goes_on_with_another_device_from_the_same_weights(
    qtbot: QtBot, key: str, experiment: Any
) -> None:
    session = training.Session(experiment)
    try:
        session.epoch(3)
        qtbot.waitUntil(lambda: (f := session.take_frame()) is not None and f.epoch == 3)
        assert session.latest is not None
        before = session.latest.weights
        session.use_device(key)
        qtbot.waitUntil(lambda: session.take_frame() is not None)
        for name, weight in before.items():
            assert np.array_equal(weight, session.latest.weights[name])
        session.search.begin()
        session.play()
        qtbot.waitUntil(
            lambda: session.take_frame() is not None and session.running.device_name != "NumPy",
            timeout=60_000,
        )
        assert session.asked == key
        epoch = session.latest.epoch
        session.use_device("numpy")
        qtbot.waitUntil(
            lambda: session.take_frame() is not None and session.running.device_name == "NumPy"
        )
        assert session.latest.run == 0
        assert session.latest.epoch >= epoch
    finally:
        session.close()
