"""Listing devices survives whatever a driver does, and costs nothing before it is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from multiprocessing.connection import Connection

import pytest

from engine import devices as module
from engine.backends.opencl.devices import Found, Listing, list_devices
from engine.errors import UnknownDevice
from tests.patience import HANG

CPU = Found("Some CPU", "cpu", "Some platform", "OpenCL 3.0", 2, 2**30)
GPU = Found("Some GPU", "gpu", "Some platform", "OpenCL 3.0", 20, 2**30)


def _crash(question: Connection) -> None:
    os.abort()


def _hang(question: Connection) -> None:
    time.sleep(10 * HANG)


def _chatter(question: Connection) -> None:
    os.write(1, b"a driver speaks\n")
    os.write(2, b"a driver complains\n")
    question.send(Listing((GPU,)))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch):
    """Makes the drivers answer with a listing; the process-wide memory is emptied around it."""

    def answer(listing: Listing) -> None:
        module.devices.cache_clear()
        monkeypatch.setattr(module, "list_devices", lambda: listing)

    yield answer
    module.devices.cache_clear()


def test_numpy_is_always_first_and_usable(answers):
    answers(Listing(reason="not_installed", detail="No module named 'pyopencl'"))
    numpy, opencl = module.devices()
    assert (numpy.key, numpy.usable, numpy.reason) == ("numpy", True, "")
    assert (opencl.key, opencl.usable, opencl.reason) == ("opencl", False, "not_installed")
    assert opencl.detail == "No module named 'pyopencl'"


def test_opencl_devices_are_numbered(answers):
    answers(Listing((CPU, GPU)))
    assert [d.key for d in module.devices()] == ["numpy", "opencl:0", "opencl:1"]
    assert [d.kind for d in module.devices()] == ["cpu", "cpu", "gpu"]
    assert module.find("opencl").name == "Some CPU"
    assert module.find("opencl:1").name == "Some GPU"


def test_the_first_usable_one_is_taken_where_any_will_do(answers):
    answers(Listing((GPU, CPU)))
    assert module.find("opencl").key == "opencl:1"
    assert module.find("opencl:0").reason == "not_compiled"


def test_an_unknown_device_is_refused_with_the_known_ones(answers):
    answers(Listing((CPU,)))
    with pytest.raises(UnknownDevice) as caught:
        module.find("opencl:7")
    assert caught.value.values == {"device": "opencl:7", "known": ("auto", "numpy", "opencl:0")}


def test_numpy_and_auto_ask_no_driver(monkeypatch):
    module.devices.cache_clear()
    monkeypatch.setattr(module, "list_devices", lambda: pytest.fail("asked a driver"))
    assert module.find("auto").key == module.find("numpy").key == "numpy"


def test_a_driver_that_ends_the_process_is_a_reason():
    listing = list_devices(ask=_crash)
    assert (listing.devices, listing.reason) == ((), "crashed")
    assert listing.detail


def test_a_driver_that_hangs_is_a_reason():
    assert list_devices(ask=_hang, timeout=0.5).reason == "timed_out"


def test_a_driver_that_prints_is_not_heard(capfd):
    assert list_devices(ask=_chatter).devices == (GPU,)
    assert capfd.readouterr() == ("", "")


def test_the_real_drivers_answer():
    listing = list_devices()
    assert listing.devices or listing.reason in ("no_driver", "not_installed")
    assert all(device.name and device.compute_units > 0 for device in listing.devices)


def test_pyopencl_is_not_imported_in_this_process():
    code = "import sys, engine.devices as d; d.devices(); sys.exit('pyopencl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
