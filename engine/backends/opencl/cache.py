"""What was found out about devices, kept in the user's cache folder between two starts."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

__all__ = ["Verdict", "Verdicts", "cache_folder", "load", "save", "write"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a small kernel on a device.

    fault: "" when it ran, else "crashed", "timed_out" or "failed", with what the driver said in
    `words`. launch: seconds from queueing such a kernel until it is known to be done.
    """

    fault: str = ""
    words: str = ""
    launch: float = 0.0

    @property
    def lasts(self) -> bool:
        """Whether to believe it until the driver changes. A device that crashed is left alone;
        an error may have been cured meanwhile, and a slow answer may have been a busy machine."""
        return self.fault in ("", "crashed")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """`devices` by what identifies a device and its driver; `crashed` is the fingerprint of the
    drivers that ended the process when they were asked for their devices, "" for none."""

    devices: Mapping[str, Verdict]
    crashed: str = ""


def cache_folder() -> Path:
    """Where it is kept; may not exist."""
    return Path(platformdirs.user_cache_dir("neural-sketchpad", appauthor=False))


def load(versions: Mapping[str, str]) -> Verdicts:
    """What is kept. Nothing if it is missing, damaged or of other `versions` of the program."""
    try:
        kept = json.loads(_file().read_text("utf-8"))
        if kept["versions"] != dict(versions):
            return Verdicts({})
        devices = {str(key): _verdict(**fields) for key, fields in kept["devices"].items()}
        return Verdicts(devices, str(kept["crashed"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Verdicts({})


def save(verdicts: Verdicts, versions: Mapping[str, str]) -> None:
    """Keeps what lasts; where that cannot be written, it is found out anew next time."""
    devices = {key: asdict(v) for key, v in verdicts.devices.items() if v.lasts}
    kept = {"versions": dict(versions), "devices": devices, "crashed": verdicts.crashed}
    write(_file(), json.dumps(kept, indent=1))


def write(path: Path, text: str) -> bool:
    """Replaces a file as a whole, if its content is another; whether it holds `text` now."""
    try:
        if path.is_file() and path.read_text("utf-8") == text:
            return True
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(draft).replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(draft).unlink()
            raise
    except (OSError, ValueError):
        return False
    return True


def _file() -> Path:
    return cache_folder() / "devices.json"


def _verdict(fault: str, words: str, launch: float) -> Verdict:
    return Verdict(str(fault), str(words), float(launch))
