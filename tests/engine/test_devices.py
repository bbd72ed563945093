"""Listing devices survives whatever a driver does, and costs nothing before it is asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import platformdirs
import pytest

from engine import devices as module
from engine.backends.opencl import devices as listing_module
from engine.backends.opencl import drivers
from engine.backends.opencl.cache import Verdict
from engine.backends.opencl.devices import Found, Listing, list_devices
from engine.errors import UnknownDevice
from tests.patience import HANG

CPU = Found("Some CPU", "cpu", "Some platform", "OpenCL 3.0", 2, 2**30, "A maker", "1.0")
GPU = Found("Some GPU", "gpu", "Some platform", "OpenCL 3.0", 20, 2**30, "A maker", "1.0")
GOOD = Verdict(launch=2e-5)
CRASHED = Verdict("crashed", "exit code -6")


def _crash(question: Connection, known: Collection[str]) -> None:
    os.abort()


def _hang(question: Connection, known: Collection[str]) -> None:
    time.sleep(10 * HANG)


def _chatter(question: Connection, known: Collection[str]) -> None:
    os.write(1, b"a driver speaks\n")
    os.write(2, b"a driver complains\n")
    question.send(Listing((GPU,)))
    question.send((GPU.identity, GOOD))


def _crash_on_the_gpu(question: Connection, known: Collection[str]) -> None:
    question.send(Listing((GPU, CPU)))
    if GPU.identity not in known:
        os.abort()
    question.send((CPU.identity, GOOD))


def _hang_on_the_cpu(question: Connection, known: Collection[str]) -> None:
    question.send(Listing((CPU,)))
    time.sleep(60)


class Answers:
    """Drivers that answer with `listing` and judge every device that is not known yet by
    `verdict`; `tried` are those, by name."""

    def __init__(self) -> None:
        self.listing = Listing()
        self.verdict = GOOD
        self.tried: list[str] = []
        self.asked = 0

    def __call__(self, listing: Listing, verdict: Verdict = GOOD) -> None:
        module.forget()
        self.listing, self.verdict, self.tried = listing, verdict, []

    def list(self, known: Mapping[str, Verdict], *, stop: object) -> Listing:
        self.asked += 1
        untried = [d for d in self.listing.devices if d.identity not in known]
        self.tried += [d.name for d in untried]
        judged = (
            replace(d, verdict=known.get(d.identity, self.verdict)) for d in self.listing.devices
        )
        return replace(self.listing, devices=tuple(judged))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Drivers of our own, and nothing known about them in this process."""
    made = Answers()
    monkeypatch.setattr(module, "list_devices", made.list)
    monkeypatch.setattr(module, "_known", [])
    monkeypatch.setattr(listing_module, "seen", lambda: ())
    return made


@pytest.fixture
def kept() -> Path:
    """The file of verdicts."""
    return Path(platformdirs.user_cache_dir()) / "devices.json"


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


def test_numpy_and_auto_ask_no_driver(answers):
    answers(Listing((CPU,)))
    assert module.find("auto").key == module.find("numpy").key == "numpy"
    assert not answers.asked


# --- what is kept between two starts ---------------------------------------------------------


def test_a_device_is_tried_once_for_a_driver(answers):
    answers(Listing((CPU, GPU)))
    assert module.devices()[1].launch == GOOD.launch
    assert answers.tried == ["Some CPU", "Some GPU"]
    answers(Listing((CPU, GPU)), Verdict("failed", "never asked"))
    assert [d.usable for d in module.devices()] == [True, True, False]
    assert answers.tried == []
    answers(Listing((replace(CPU, driver="2.0"), GPU)))
    assert module.devices()[1].driver == "2.0"
    assert answers.tried == ["Some CPU"]


def test_a_device_that_crashed_is_left_alone_until_asked_to_look_again(answers):
    answers(Listing((CPU,)), CRASHED)
    assert (module.devices()[1].reason, module.devices()[1].usable) == ("trial_crashed", False)
    assert "-6" in module.devices()[1].detail
    answers(Listing((CPU,)))
    assert module.devices()[1].reason == "trial_crashed"
    module.forget(on_disk=True)
    assert module.devices()[1].usable


def test_drivers_can_be_asked_again_in_a_running_program(answers):
    answers(Listing((CPU,)), CRASHED)
    before = module.devices()
    answers.listing, answers.verdict = Listing((CPU, GPU)), GOOD
    assert module.devices() == before
    assert [d.usable for d in module.devices(anew=True)] == [True, True, False]
    assert answers.tried == ["Some CPU", "Some CPU", "Some GPU"]
    assert [d.usable for d in module.devices()] == [True, True, False]
    module.forget()
    assert module.devices()[1].usable


def test_drivers_that_crashed_are_asked_again_if_somebody_wants_to(answers, monkeypatch):
    monkeypatch.setattr(module, "fingerprint", lambda: "driver 1")
    answers(Listing(reason="crashed"))
    assert module.devices()[1].reason == "crashed"
    answers.listing = Listing((CPU,))
    assert module.devices(anew=True)[1].usable


def test_nobody_waits_for_known_devices_while_drivers_are_asked_again(answers, monkeypatch):
    answers(Listing((CPU,)))
    before = module.devices()

    def ask(known: Mapping[str, Verdict], *, stop: object) -> Listing:
        assert module.devices() == before
        raise module.Stopped

    monkeypatch.setattr(module, "list_devices", ask)
    with pytest.raises(module.Stopped):
        module.devices(anew=True)
    assert module.devices() == before


def test_devices_keep_their_numbers_while_they_are_in_use(answers, monkeypatch):
    """The loader reads the list of drivers once in a process; a child reads it anew."""
    pytest.importorskip("pyopencl")
    monkeypatch.setattr(listing_module, "_describe", lambda cl, device: device)
    monkeypatch.setattr(listing_module, "seen", lambda: (CPU, GPU, CPU))
    other = replace(CPU, platform="A new platform")
    answers(Listing((other, CPU, CPU, GPU)))
    found = {d.key: (d.platform, d.name, d.reason) for d in module.devices()[1:]}
    assert found == {
        "opencl:3": ("A new platform", "Some CPU", "restart"),
        "opencl:0": ("Some platform", "Some CPU", ""),
        "opencl:2": ("Some platform", "Some CPU", ""),
        "opencl:1": ("Some platform", "Some GPU", "not_compiled"),
    }
    assert [c.key for c in module.candidates(many=True)] == ["opencl:0", "opencl:2", "opencl:1"]


@pytest.mark.parametrize("fault", ["failed", "timed_out"])
def test_what_may_have_been_cured_is_tried_again(answers, fault):
    answers(Listing((CPU,)), Verdict(fault, "no compiler"))
    assert module.devices()[1].reason == f"trial_{fault}"
    answers(Listing((CPU,)))
    assert module.devices()[1].usable


def test_drivers_that_crash_are_asked_again_when_they_change(answers, monkeypatch):
    monkeypatch.setattr(module, "fingerprint", lambda: "driver 1")
    answers(Listing(reason="crashed"))
    assert module.devices()[1].reason == "crashed"
    answers(Listing((CPU,)))
    assert module.devices()[1].reason == "crashed"
    assert answers.asked == 1
    module.forget()
    monkeypatch.setattr(module, "fingerprint", lambda: "driver 2")
    assert module.devices()[1].usable


def test_another_version_of_the_program_tries_again(answers, monkeypatch):
    answers(Listing((CPU,)), CRASHED)
    assert not module.devices()[1].usable
    monkeypatch.setattr(module, "__version__", "99.0")
    answers(Listing((CPU,)))
    assert module.devices()[1].usable


@pytest.mark.parametrize("content", [
    "", "{", "[]", '{"versions": 1}', "\x00",
    '{"versions": VERSIONS, "devices": 5, "crashed": ""}',
    '{"versions": VERSIONS, "devices": {"a": {"fault": ""}}, "crashed": ""}',
    '{"versions": VERSIONS, "devices": {"a": [1]}, "crashed": ""}',
])
def test_a_damaged_file_is_as_good_as_none(answers, kept, content):
    versions = json.dumps(module._versions())
    kept.write_text(content.replace("VERSIONS", versions), "utf-8")
    answers(Listing((CPU,)))
    assert module.devices()[1].usable
    assert answers.tried == ["Some CPU"]
    answers(Listing((CPU,)))
    assert module.devices()[1].usable
    assert answers.tried == []


def test_where_nothing_can_be_written_devices_are_found_all_the_same(answers, kept):
    kept.parent.rmdir()
    kept.parent.write_text("a file where the folder should be", "utf-8")
    for _ in range(2):
        answers(Listing((CPU,)))
        assert module.devices()[1].usable
        assert answers.tried == ["Some CPU"]


def test_a_settings_file_knows_a_device_by_another_name_than_its_number(answers):
    answers(Listing((GPU, CPU)))
    before = {d.name: d.identity for d in module.devices()}
    answers(Listing((CPU, GPU)))
    assert {d.name: d.identity for d in module.devices()} == before
    assert before["NumPy"] == "numpy"


# --- the child process -----------------------------------------------------------------------


def test_a_driver_that_ends_the_process_is_a_reason():
    listing = list_devices(ask=_crash)
    assert (listing.devices, listing.reason) == ((), "crashed")
    assert listing.detail


def test_a_driver_that_hangs_is_a_reason():
    assert list_devices(ask=_hang, timeout=0.5).reason == "timed_out"


def test_a_device_that_ends_the_child_does_not_take_the_others_along():
    gpu, cpu = list_devices(ask=_crash_on_the_gpu).devices
    assert (gpu.name, gpu.verdict.fault, cpu.verdict) == ("Some GPU", "crashed", GOOD)


def test_a_device_that_hangs_is_a_verdict():
    (cpu,) = list_devices(ask=_hang_on_the_cpu, timeout=1.5).devices
    assert cpu.verdict.fault == "timed_out"


def test_nobody_waits_for_a_driver_who_does_not_want_to_know():
    wants = iter([False, True])
    with pytest.raises(module.Stopped):
        list_devices(ask=_hang, stop=lambda: next(wants))


def test_where_no_process_can_be_started_that_is_a_reason(monkeypatch):
    def refuse(self: object) -> None:
        raise OSError("out of processes")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    assert list_devices() == Listing(reason="failed", detail="out of processes")


def test_a_driver_that_prints_is_not_heard(capfd):
    assert list_devices(ask=_chatter).devices == (replace(GPU, verdict=GOOD),)
    assert capfd.readouterr() == ("", "")


def test_the_real_drivers_answer():
    listing = list_devices()
    assert listing.devices or listing.reason in ("no_driver", "not_installed")
    assert all(device.name and device.compute_units > 0 for device in listing.devices)
    good = [device.verdict for device in listing.devices if not device.verdict.fault]
    assert all(verdict.launch > 0 for verdict in good)
    again = list_devices({d.identity: CRASHED for d in listing.devices})
    assert {device.verdict for device in again.devices} <= {CRASHED}


def test_pyopencl_is_not_imported_in_this_process():
    code = "import sys, engine.devices as d; d.devices(); sys.exit('pyopencl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- drivers that are Python packages --------------------------------------------------------


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library of an installed package, on a Linux without any other driver."""
    library = tmp_path / "lib" / "libintelocl.so"
    library.parent.mkdir()
    library.touch()

    class File:
        name = library.name

        def locate(self) -> Path:
            return library

    monkeypatch.setattr(drivers.sys, "platform", "linux")
    monkeypatch.setattr(drivers.metadata, "files", lambda name: [File()])
    monkeypatch.setattr(drivers, "SYSTEM", tmp_path / "system")
    # Set first, so that what the test leaves there is taken back.
    monkeypatch.setenv(drivers.VARIABLE, "")
    monkeypatch.delenv(drivers.VARIABLE)
    return library


def test_a_driver_from_a_package_joins_those_of_the_system(package, tmp_path):
    system = tmp_path / "system"
    system.mkdir()
    (system / "nvidia.icd").write_text("libnvidia-opencl.so.1\n", "utf-8")
    for _ in range(2):
        drivers.offer_drivers()
        folder = Path(os.environ[drivers.VARIABLE])
        found = {path.name: path.read_text("utf-8").strip() for path in folder.iterdir()}
        assert found == {
            "nvidia.icd": "libnvidia-opencl.so.1", "intel-opencl-rt.icd": str(package)
        }
    (system / "nvidia.icd").unlink()
    drivers.offer_drivers()
    assert [path.name for path in folder.iterdir()] == ["intel-opencl-rt.icd"]


def test_whoever_wants_one_driver_gets_that_one(package, monkeypatch):
    monkeypatch.setenv(drivers.VARIABLE, "/opt/one/libdriver.so")
    drivers.offer_drivers()
    assert os.environ[drivers.VARIABLE] == "/opt/one/libdriver.so"


def test_without_such_a_package_the_loader_is_left_alone(package, monkeypatch):
    monkeypatch.setattr(drivers.metadata, "files", lambda name: None)
    drivers.offer_drivers()
    assert drivers.VARIABLE not in os.environ


def test_a_driver_that_is_added_or_updated_is_noticed(package, tmp_path):
    before = drivers.fingerprint()
    drivers.offer_drivers()
    assert drivers.fingerprint() == before
    (tmp_path / "system").mkdir()
    (tmp_path / "system" / "new.icd").write_text("libnew.so\n", "utf-8")
    assert drivers.fingerprint() != before
