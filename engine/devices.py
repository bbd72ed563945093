"""What this machine can train on. Nothing is asked of a driver before somebody wants to know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine.backends.opencl.devices import Found, Kind, list_devices
from engine.errors import UnknownDevice

__all__ = ["Device", "devices", "find"]


@dataclass(frozen=True, slots=True)
class Device:
    """Something that can, or could, train a network.

    key: what `--device` and projects call it, "numpy", "opencl:0" …  usable: whether the engine
    trains on it. reason: why not, a code: "not_installed", "no_driver", "crashed", "timed_out",
    "failed" for OpenCL as a whole (its key is then "opencl") or for one device that could not run
    a small kernel, "not_compiled" for a kind of device that this version has no kernels for.
    detail: the driver's own words, or what the device is, for people who look closely.
    """

    key: str
    name: str
    kind: Kind
    usable: bool = True
    reason: str = ""
    detail: str = ""


NUMPY = Device("numpy", "NumPy", "cpu")
"""Always there."""


@lru_cache(maxsize=1)
def devices() -> tuple[Device, ...]:
    """NumPy first, then every OpenCL device; asked once per process, in a second or two.

    Where OpenCL cannot be used at all, one entry says why.
    """
    listing = list_devices()
    if listing.reason:
        missing = Device("opencl", "OpenCL", "other", False, listing.reason, listing.detail)
        return (NUMPY, missing)
    return (NUMPY, *(_opencl(number, found) for number, found in enumerate(listing.devices)))


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


def _opencl(number: int, found: Found) -> Device:
    detail = f"{found.platform} · {found.version} · {found.compute_units} compute units"
    reason = "failed" if found.fault else "" if found.kind == "cpu" else "not_compiled"
    return Device(
        f"opencl:{number}", _plain(found.name), found.kind, not reason, reason,
        f"{detail} · {found.fault}" if found.fault else detail,
    )


def _plain(name: str) -> str:
    """A name for people: without how PoCL drives the processor."""
    way, dash, rest = name.partition("-")
    return rest if dash and way in ("pthread", "basic", "cpu") else name
