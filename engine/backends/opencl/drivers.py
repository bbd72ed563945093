"""Makes drivers that were installed as Python packages known to the OpenCL loader."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from engine.backends.opencl.cache import cache_folder, write

__all__ = ["fingerprint", "offer_drivers", "pyopencl_version"]

VARIABLE = "OCL_ICD_VENDORS"
SYSTEM = Path("/etc/OpenCL/vendors")
PACKAGES = {"intel-opencl-rt": "libintelocl.so"}
"""Packages that bring a driver which no loader finds by itself, and its library. PoCL's package is
not among them: pyopencl finds that one."""
_VERSIONED = ("pyopencl", "pocl-binary-distribution", *PACKAGES)


def offer_drivers() -> None:
    """To be called before pyopencl is imported, in every process that does.

    The loader reads one folder of `.icd` files, each with the path of a library. Where a package
    has a driver, that folder becomes one of our own, with what was in it before and the package's.
    Whoever has set the variable to a single library wants just that one. Without packages, on
    other systems than Linux, or where the cache cannot be written, everything stays as it is.
    """
    found = dict(_packaged()) if sys.platform.startswith("linux") else {}
    before, own = _given(), _own()
    if not found or (VARIABLE in os.environ and not before.is_dir()):
        return
    wanted = {path.name: path.read_text("utf-8", "replace") for path in _icd_files(before)}
    wanted |= {f"{package}.icd": f"{library}\n" for package, library in found.items()}
    for path in _icd_files(own):
        if path.name not in wanted:
            path.unlink(missing_ok=True)
    if all(write(own / name, text) for name, text in wanted.items()):
        os.environ[VARIABLE] = str(own)


def fingerprint() -> str:
    """What changes when drivers are installed, updated or removed; "" where nobody knows."""
    if not sys.platform.startswith("linux"):
        return ""
    files = [f"{path.name} {path.stat().st_mtime_ns}" for path in _icd_files(_given())]
    return "; ".join((*files, *(f"{name} {_version(name)}" for name in _VERSIONED)))


def pyopencl_version() -> str:
    """The version of pyopencl, which is not imported for that; "" where it is not known."""
    return _version("pyopencl")


def _packaged() -> Iterator[tuple[str, Path]]:
    """Package and library of every driver that is installed as a package."""
    for package, library in PACKAGES.items():
        try:
            files = metadata.files(package) or []
        except metadata.PackageNotFoundError:
            continue
        for file in files:
            path = Path(str(file.locate())).resolve()
            if file.name == library and path.is_file():
                # Not resolved to the file with a version: libraries beside it are found by name.
                yield package, path.parent / library


def _own() -> Path:
    return cache_folder() / "vendors"


def _given() -> Path:
    """Where the loader would look without us."""
    given = Path(os.environ.get(VARIABLE, SYSTEM))
    return SYSTEM if given == _own() else given


def _icd_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.icd")) if folder.is_dir() else []


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
