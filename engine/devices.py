"""What this machine can train on. Nothing is asked of a driver before somebody wants to know."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from engine import __version__
from engine.backends.opencl import cache
from engine.backends.opencl.devices import (
    Found,
    Kind,
    Listing,
    Stopped,
    list_devices,
    numbered,
)
from engine.backends.opencl.drivers import fingerprint, pyopencl_version
from engine.backends.plan import RULES, Candidate
from engine.errors import UnknownDevice

__all__ = ["Device", "Stopped", "candidates", "devices", "find", "forget", "give_way", "open_all"]


@dataclass(frozen=True, slots=True)
class Device:
    """Something that can, or could, train a network.

    key: what `--device` and projects call it, "numpy", "opencl:0" …  usable: whether the engine
    trains on it. reason: why not, a code: "not_installed", "no_driver", "crashed", "timed_out",
    "failed" for OpenCL as a whole (its key is then "opencl"); "trial_crashed", "trial_timed_out",
    "trial_failed" for a device that could not run a small kernel; "not_compiled" for a kind of
    device on which this version has no kernels for a single network; "restart" for one that was
    found after the drivers were loaded, which happens once in a process. detail: the driver's own
    words, or what the device is, for people who look closely. driver: the version of its driver.
    launch: seconds that starting a kernel and waiting for it takes, 0 where it is not known.
    """

    key: str
    name: str
    kind: Kind
    usable: bool = True
    reason: str = ""
    detail: str = ""
    platform: str = ""
    vendor: str = ""
    driver: str = ""
    launch: float = 0.0

    @property
    def identity(self) -> str:
        """What it is called in settings: keys are numbers, which a new driver may shift."""
        return f"{self.platform} | {self.name}" if self.platform else self.key

    @property
    def number(self) -> int:
        """Its place among the devices of OpenCL."""
        return int(self.key.partition(":")[2])

    @property
    def answers(self) -> bool:
        """Whether it is a device of OpenCL that ran a small kernel."""
        return self.key.startswith("opencl:") and not self.reason.startswith("trial")


NUMPY = Device("numpy", "NumPy", "cpu")
"""Always there."""

_asking = threading.Lock()
_known: list[tuple[Device, ...]] = []


def devices(
    *, stop: Callable[[], bool] = lambda: False, anew: bool = False
) -> tuple[Device, ...]:
    """NumPy first, then every OpenCL device; asked once per process, in a second or two.

    Where OpenCL cannot be used at all, one entry says why. `stop` is asked all the time while
    drivers are waited for; raises Stopped when it says so. `anew`: the drivers are asked again, and
    every device is tried; meanwhile others are told what was known before.
    """
    if anew:
        found = _listed(stop, anew=True)
        with _asking:
            _known[:] = [found]
        return found
    with _asking:
        if not _known:
            _known.append(_listed(stop))
        return _known[0]


def forget(*, on_disk: bool = False) -> None:
    """The drivers are asked again next time; `on_disk`: and every device is tried again."""
    with _asking:
        _known.clear()
        if on_disk:
            cache.save(cache.Verdicts({}), _versions())


def find(key: str) -> Device:
    """The device to begin on: NumPy for "numpy" and "auto", which ask no driver; for "opencl" the
    first one of OpenCL, if possible a usable one; else the one called `key`.

    Raises UnknownDevice.
    """
    if key in ("auto", NUMPY.key):
        return NUMPY
    found = devices()
    fit = [d for d in found if d.key == key or (key == "opencl" and d.key.startswith(key))]
    if not fit:
        raise UnknownDevice(key, ("auto", *(device.key for device in found)))
    return next((device for device in fit if device.usable), fit[0])


def candidates(
    *, stop: Callable[[], bool] = lambda: False, many: bool = False
) -> tuple[Candidate, ...]:
    """What the planner may choose from; for `many` networks at once also devices that have no
    kernels for a single one. Raises Stopped."""
    return tuple(
        Candidate(d.key, d.name, d.kind, d.number, d.launch)
        for d in devices(stop=stop)
        if d.key != NUMPY.key and (d.usable or (many and d.reason == "not_compiled"))
    )


def give_way() -> None:
    """For a program with a window, before any device is opened: they work behind everything else.
    See `engine.backends.opencl.runtime.give_way`."""
    from engine.backends.opencl import runtime

    runtime.give_way()


def open_all(*, stop: Callable[[], bool] = lambda: False) -> None:
    """Opens every usable device in this process, so that nobody waits for that later."""
    from engine.backends.opencl.runtime import DeviceFault, open_device

    for candidate in candidates(stop=stop):
        if not stop():
            with suppress(DeviceFault):  # whoever trains on it will be told
                open_device(candidate.number)


def _listed(stop: Callable[[], bool], *, anew: bool = False) -> tuple[Device, ...]:
    listing = _listing(stop, anew)
    if listing.reason:
        missing = Device("opencl", "OpenCL", "other", False, listing.reason, listing.detail)
        return (NUMPY, missing)
    numbers = numbered(listing.devices)
    return (NUMPY, *map(_opencl, listing.devices, numbers))


def _listing(stop: Callable[[], bool], anew: bool) -> Listing:
    """What the drivers say; what is known about them and lasts is not asked again, but `anew`."""
    versions, drivers = _versions(), fingerprint()
    known = cache.Verdicts({}) if anew else cache.load(versions)
    if drivers and known.crashed == drivers:
        return Listing(reason="crashed")
    listing = list_devices(known.devices, stop=stop)
    crashed = drivers if listing.reason == "crashed" else ""
    found = {device.identity: device.verdict for device in listing.devices}
    now = replace(known, devices={**known.devices, **found}, crashed=crashed)
    if anew or now != known:
        cache.save(now, versions)
    return listing


def _versions() -> dict[str, str]:
    """What verdicts depend on besides the driver: PoCL's package also needs a linker."""
    tools = {name: shutil.which(name) or "" for name in ("ld", "gcc")}
    return {"program": __version__, "pyopencl": pyopencl_version(), **tools}


def _opencl(found: Found, place: tuple[int, bool]) -> Device:
    number, is_here = place
    detail = f"{found.version} · {found.compute_units} compute units"
    verdict = found.verdict
    trial = f"trial_{verdict.fault}" if verdict.fault else ""
    has_kernels = any(found.kind in rule.kinds for rule in RULES if not rule.many)
    reason = trial or ("" if is_here else "restart") or ("" if has_kernels else "not_compiled")
    return Device(
        f"opencl:{number}", _plain(found.name), found.kind, not reason, reason,
        f"{detail} · {verdict.words}" if verdict.words else detail,
        found.platform, found.vendor, found.driver, verdict.launch,
    )


def _plain(name: str) -> str:
    """A name for people: without how PoCL drives the processor, and without trade marks."""
    way, dash, rest = name.partition("-")
    model = rest if dash and way in ("pthread", "basic", "cpu") else name
    return " ".join(model.replace("(R)", "").replace("(TM)", "").replace("(tm)", "").split())
