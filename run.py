#!/usr/bin/env python3
"""Sets Neural Sketchpad up in .venv and starts it. Needs nothing but Python.

python3 run.py              opens the application
python3 run.py PROJECT      opens a project file or a shipped example
python3 run.py test         runs all tests; what follows goes to pytest
python3 run.py bench        measures training and the window
python3 run.py package      kept for an installer, which has no recipe yet
python3 run.py --help       everything the application does without a window
"""

import ctypes
import hashlib
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.txt"
WHEELHOUSE = ROOT / "wheelhouse"
BUILD = ROOT / "packaging" / "build.py"

COMMANDS = {"test": ["-m", "pytest"], "bench": ["-m", "tests.bench"], "package": [str(BUILD)]}
"""What runs from the repository with the test tools; anything else is the application's."""

TOGETHER = ["-n", "auto", "--maxprocesses", "4"]
"""All tests are shared between processes; for a few of them, starting these takes too long."""

WITHOUT_QT = {"train", "check", "devices", "package", "--version", "--help", "-h"}

LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What Qt loads on any Linux, and the Debian and Ubuntu packages that bring it."""

DISPLAY_LIBRARIES = {
    "DISPLAY": {
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "WAYLAND_DISPLAY": {"libwayland-cursor.so.0": "libwayland-cursor0"},
}
"""What it loads besides where one of these variables tells of a display."""


def loads(library):
    """Whether this system has the shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(command):
    """The system packages without which `command` cannot run here."""
    if not sys.platform.startswith("linux"):
        return []
    needed = {}
    if command not in WITHOUT_QT:
        shown = [more for name, more in DISPLAY_LIBRARIES.items() if os.environ.get(name)]
        for libraries in (LIBRARIES, *shown):
            needed.update(libraries)
    missing = [package for library, package in needed.items() if not loads(library)]
    if not PYTHON.exists() and not find_spec("ensurepip") and not find_spec("pip"):
        missing.append("python3-venv")
    return missing


def stamp(extras):
    """What `STAMP` holds after an installation: pyproject.toml's hash, then the extras."""
    content = (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    return [hashlib.sha256(content).hexdigest(), *sorted(extras)]


def pip():
    """The command that installs into .venv: its own pip or, where it has none, this Python's."""
    inside = [str(PYTHON), "-m", "pip"]
    asked = subprocess.run([*inside, "--version"], capture_output=True, check=False)
    if asked.returncode == 0:
        return inside
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def install(extras):
    """Installs the application with `extras` into .venv; does nothing when that is done."""
    done = STAMP.read_text().split() if STAMP.exists() and PYTHON.exists() else []
    if done[:1] == stamp(extras)[:1] and set(done) >= extras:
        return
    extras = extras | set(done[1:])
    print("Setting up in .venv. The first time this takes a few minutes.", flush=True)
    if not PYTHON.exists():
        without = [] if find_spec("ensurepip") else ["--without-pip"]
        subprocess.run([sys.executable, "-m", "venv", "--clear", *without, VENV], check=True)
    offline = ["--no-index", "--find-links", str(WHEELHOUSE)] if WHEELHOUSE.is_dir() else []
    what = str(ROOT) + (f"[{','.join(sorted(extras))}]" if extras else "")
    options = ["--disable-pip-version-check", "--editable", what]
    subprocess.run([*pip(), "install", *offline, *options], check=True)
    STAMP.write_text("\n".join(stamp(extras)))


def start(command, rest):
    """Becomes the program that does `command`, or runs it and hands back its exit status."""
    if command in COMMANDS:
        os.chdir(ROOT)
        line = [str(PYTHON), *COMMANDS[command], *rest]
        if line[1:] == COMMANDS["test"]:
            line += TOGETHER
    else:
        line = [str(PYTHON), "-P", "-m", "app", *([command] if command else []), *rest]
    if os.name == "posix":
        os.execv(line[0], line)
    return subprocess.call(line)


def main(arguments):
    """Runs `arguments`; returns an exit status, or a sentence that says why it could not."""
    command = arguments[0] if arguments else ""
    if sys.version_info < (3, 11):
        return f"Neural Sketchpad needs Python 3.11 or newer; this is {sys.version.split()[0]}."
    if command == "package" and not BUILD.exists():
        return "There is no recipe for an installer in this checkout yet (packaging/build.py)."
    if missing := missing_packages(command):
        return (
            "Some system packages are missing. On Debian or Ubuntu install them with\n\n"
            f"    sudo apt install {' '.join(missing)}\n\nand start again."
        )
    try:
        install({"test"} if command in COMMANDS else set())
    except subprocess.CalledProcessError:
        return (
            "Setting up failed; the lines above say why. Without a network, put the wheels of all\n"
            "packages into ./wheelhouse (docs/installing.md) and start again."
        )
    except KeyboardInterrupt:
        return 130
    return start(command, arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
