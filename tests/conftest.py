"""One screen, one set of settings and one rule for every test: leave nothing running behind."""

from __future__ import annotations

import gc
import os
import re
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

# Before anything imports Qt or NumPy: the same pictures and the same sums everywhere.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("TEST_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")
os.environ.setdefault("QT_FONT_DPI", "96")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

from tests.patience import PatientBot, gone

settings.register_profile(
    "house",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")
"""Random tests try the same examples every time, and take the time they need."""

ARTEFACTS = Path(__file__).resolve().parent.parent / "test-artefacts"
"""Screenshots of windows at the moment their test failed; ignored by git."""


def pytest_collection_finish() -> None:
    _forget_what_exists()


def _forget_what_exists() -> None:
    """What exists by now is not looked through again after every test."""
    gc.collect()
    gc.freeze()


def _uses_qt(request: pytest.FixtureRequest) -> bool:
    return bool({"qtbot", "qapp"} & set(request.fixturenames))


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings, logs and files of the person who runs it."""
    import platformdirs

    folder = tmp_path_factory.mktemp("home")
    for kind in ("config", "data", "log", "state", "cache"):
        name = f"user_{kind}_dir"
        own = folder / name
        own.mkdir()
        monkeypatch.setattr(platformdirs, name, lambda *args, own=own, **kwargs: str(own))


@pytest.fixture(scope="session")
def qapp_cls() -> Callable[[list[str]], object]:
    """The QApplication of the program itself, in its light colours from the first test on."""
    from app.application import make_qapplication
    from app.theme import themes

    _forget_what_exists()

    def make(_: list[str]) -> object:
        app = make_qapplication()
        themes.use("light")
        return app

    return make


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> PatientBot:
    """The robot of pytest-qt, only more patient."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def as_before(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test leaves English words and light colours behind, as it found them."""
    yield
    if not _uses_qt(request):
        return
    from app import texts
    from app.theme import themes

    _delete_what_waits_for_it()  # before every widget of a closed window is coloured once more
    if texts.language() != "en":
        texts.install("en")
    if themes.now().name != "light":
        themes.use("light")


@pytest.fixture(autouse=True)
def nothing_left_running(
    request: pytest.FixtureRequest,
) -> Generator[None, None, None]:
    """Fails a test that leaves a thread, timer, animation or top-level widget behind.

    A session waits only a second for its thread; on a busy machine that may end a little later.
    """
    threads = set(threading.enumerate())
    widgets = set(map(id, _top_level_widgets())) if _uses_qt(request) else set()
    yield
    _wait_for_compilers()
    left = [t for t in threading.enumerate() if t not in threads and not _belongs_to_qt(t)]
    if any(thread.name == "training" for thread in left) and gone("training"):
        left = [thread for thread in left if thread.name != "training"]
    problems = [f"thread {thread.name!r} is still running" for thread in left]
    if _uses_qt(request):
        problems += _qt_left_running(widgets)
    if problems:
        pytest.fail("left behind: " + "; ".join(problems), pytrace=False)


def _wait_for_compilers() -> None:
    """Nobody who closes a trainer waits for its compiler, which ends by itself."""
    for thread in threading.enumerate():
        if thread.name == "compiler":
            thread.join()


def _belongs_to_qt(thread: threading.Thread) -> bool:
    """Python keeps a record of a QThread that ran Python code; the QThread itself is checked."""
    return isinstance(thread, threading._DummyThread)


def _top_level_widgets() -> list[Any]:
    from PySide6.QtWidgets import QApplication

    return QApplication.topLevelWidgets() if QApplication.instance() else []


def _delete_what_waits_for_it() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _qt_left_running(widgets_before: set[int]) -> list[str]:
    _delete_what_waits_for_it()
    problems = [f"{type(o).__name__} is still running" for o in _running_objects()]
    new = [w for w in _top_level_widgets() if id(w) not in widgets_before]
    if new:
        new.clear()
        gc.collect()
        new = [w for w in _top_level_widgets() if id(w) not in widgets_before]
    problems += [f"{type(w).__name__} {w.objectName()!r} is still a window" for w in new]
    return problems


def _running_objects() -> Iterator[Any]:
    from PySide6.QtCore import QAbstractAnimation, QThread, QTimer
    from shiboken6 import isValid

    for found in _objects_of(QThread, QTimer, QAbstractAnimation):
        if not isValid(found):
            continue
        if isinstance(found, QThread) and found is not QThread.currentThread():
            if found.isRunning():
                yield found
        elif isinstance(found, QTimer):
            if found.isActive():
                yield found
        elif isinstance(found, QAbstractAnimation) and (
            found.state() == QAbstractAnimation.State.Running
        ):
            yield found


def _objects_of(*wanted: type) -> Iterator[Any]:
    """All that there is of these classes. Each class is asked, and once: an object itself takes
    longer to ask, and some stand-ins answer with a warning."""
    known: dict[type, bool] = {}
    for found in gc.get_objects():
        kind = type(found)
        if kind not in known:
            known[kind] = issubclass(kind, wanted)
        if known[kind]:
            yield found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Saves a picture of every visible window of a failed test."""
    report = yield
    if report.when == "call" and report.failed and "PySide6.QtWidgets" in sys.modules:
        for number, widget in enumerate(w for w in _top_level_widgets() if w.isVisible()):
            ARTEFACTS.mkdir(exist_ok=True)
            name = re.sub(r"[^\w.-]+", "_", item.nodeid)[-120:]
            path = ARTEFACTS / f"{name}-{number}.png"
            if widget.grab().save(str(path)):
                report.sections.append(("screenshot", str(path)))
    return report
