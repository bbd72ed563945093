"""The rules of the house, each proven to bite, and the two commands of the README."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

VIOLATIONS = {
    "The engine knows no application, no Qt and no screen": ("engine/random.py", "PySide6.QtCore"),
    "The model of the application knows no Qt": ("app/model/edits.py", "PySide6.QtCore"),
    "Only engine.backends.opencl knows pyopencl": ("engine/trainer.py", "pyopencl"),
    "Only app.widgets.formula knows ziamath": ("app/canvas/popover.py", "ziamath"),
    "One panel does not know another": ("app/panels/loss/panel.py", "app.panels.boundary.panel"),
    "The application is built in layers": ("app/document.py", "app.training"),
    "The engine is built in layers": ("engine/ir/expr.py", "engine.layers.dense"),
}
"""For each import contract one line that breaks it: the file, and what is imported there."""


def _lint_imports(folder: Path) -> str:
    """What import-linter says about a copy of the project in `folder`."""
    line = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(
        [*line, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages and their rules, free to be spoiled."""
    folder = tmp_path_factory.mktemp("house")
    for package in ("app", "engine"):
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_import_rule_is_kept_and_bites(copy):
    rules = [contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]]
    assert sorted(rules) == sorted(VIOLATIONS)
    before = _lint_imports(copy)
    assert [rule for rule in rules if f"{rule} KEPT" not in before] == [], before
    for file, target in VIOLATIONS.values():
        path = copy / file
        path.write_text(path.read_text(encoding="utf-8") + f"\nimport {target}\n", encoding="utf-8")
    after = _lint_imports(copy)
    assert [rule for rule in rules if f"{rule} BROKEN" not in after] == [], after


def test_the_parts_of_the_canvas_stand_in_the_order_that_the_page_says():
    """In the table of docs/architecture.md each module knows only its own row, and those above."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.split("## The canvas")[1].split("- **Levels.**")[0]
    rows = [re.findall(r"`(\w+)`", line.split("|")[2]) for line in table.splitlines()
            if line.startswith("|")]
    place = {module: row for row, modules in enumerate(rows) for module in modules}
    files = [f for f in (ROOT / "app" / "canvas").glob("*.py") if f.stem != "__init__"]
    assert sorted(place) == sorted(file.stem for file in files), "a row of the table lacks a module"
    wrong = [
        f"{file.stem} imports {other}" for file in files
        for other in re.findall(r"^from app\.canvas\.(\w+) import", file.read_text("utf-8"), re.M)
        if place[other] > place[file.stem]
    ]
    assert wrong == []


# --- Qt and Python ---------------------------------------------------------------------------


def test_calls_into_qt_keep_the_references_to_none(qapp):
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    label.setText("a")
    before = sys.getrefcount(None)
    for _ in range(100):
        label.setText("a")
    assert sys.getrefcount(None) > before - 50
    label.deleteLater()


@pytest.mark.parametrize(
    ("qt", "python", "refused"),
    [
        ("6.12.0", (3, 11), True),
        ("6.13.1", (3, 11), True),
        ("6.12.0", (3, 12), False),
        ("6.10.3", (3, 11), False),
        ("0", (3, 11), False),
    ],
)
def test_pairs_that_crash_are_refused(qt, python, refused):
    from app.__main__ import broken_pair

    reason = broken_pair(qt, python)
    assert bool(reason) == refused
    assert not refused or (qt in reason and "3.11" in reason)


# --- run.py ----------------------------------------------------------------------------------


class Recorder:
    """Stands in for the programs run.py starts; answers what the test wants."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = []
        self.status: dict[str, int] = {}

    def run(self, line, *, check=False, **_):
        line = [str(part) for part in line]
        self.lines.append(line)
        status = next((s for word, s in self.status.items() if word in line), 0)
        if check and status:
            raise subprocess.CalledProcessError(status, line)
        return subprocess.CompletedProcess(line, status)

    def start(self, line):
        """The last thing run.py does; where it becomes the program it never comes back."""
        self.lines.append(line)
        raise SystemExit(0)

    def find(self, word: str) -> list[str]:
        """The only line with this word in it."""
        (line,) = [line for line in self.lines if word in line]
        return line


@pytest.fixture
def programs() -> Recorder:
    return Recorder()


@pytest.fixture
def run(tmp_path, monkeypatch, programs) -> ModuleType:
    """run.py in a folder of its own, on a Linux that has everything, starting nothing."""
    shutil.copy(ROOT / "run.py", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    spec = importlib.util.spec_from_file_location("run", tmp_path / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.subprocess, "run", programs.run)
    monkeypatch.setattr(module.subprocess, "call", programs.start)
    monkeypatch.setattr(module.os, "execv", lambda program, line: programs.start(line))
    monkeypatch.setattr(module, "loads", lambda library: True)
    monkeypatch.setattr(module.sys, "platform", "linux")
    monkeypatch.chdir(tmp_path)
    return module


def _main(run: ModuleType, *arguments: str) -> object:
    """What run.py answers to these arguments; 0 when it started a program."""
    try:
        return run.main(list(arguments))
    except SystemExit as end:
        return end.code


def _set_up(run: ModuleType) -> None:
    """As if the virtual environment were there; the Recorder makes none."""
    run.PYTHON.parent.mkdir(parents=True)
    run.PYTHON.touch()


def test_the_first_start_makes_an_environment_and_installs(run, programs):
    run.VENV.mkdir()
    _main(run, "train", "xor")
    assert programs.find("venv")[-1] == str(run.VENV)
    assert "--editable" in programs.find("install")
    assert programs.lines[-1] == [str(run.PYTHON), "-P", "-m", "app", "train", "xor"]


def test_it_installs_again_only_when_the_project_changes(run, programs):
    _set_up(run)
    _main(run)
    assert programs.find("install")
    programs.lines.clear()
    _main(run)
    assert programs.lines == [[str(run.PYTHON), "-P", "-m", "app"]]
    with (run.ROOT / "pyproject.toml").open("a") as file:
        file.write("\n")
    _main(run)
    assert programs.find("install")


def test_tests_bring_their_tools_and_keep_them(run, programs):
    _set_up(run)
    _main(run, "test", "-x")
    assert programs.find("install")[-1].endswith("[test]")
    assert programs.lines[-1] == [str(run.PYTHON), "-m", "pytest", "-x"]
    _main(run, "test")
    assert "-n" in programs.lines[-1], "all of them are shared between processes"
    programs.lines.clear()
    _main(run)
    _main(run, "bench")
    assert not [line for line in programs.lines if "install" in line]


def test_a_failed_installation_is_tried_again(run, programs, capsys):
    _set_up(run)
    programs.status["install"] = 1
    assert "Setting up failed" in _main(run)
    programs.status.clear()
    programs.lines.clear()
    _main(run)
    assert programs.find("install")


def test_without_a_network_it_takes_the_wheelhouse(run, programs):
    _set_up(run)
    run.WHEELHOUSE.mkdir()
    _main(run)
    line = programs.find("install")
    assert line[line.index("--find-links") + 1] == str(run.WHEELHOUSE)
    assert "--no-index" in line


def test_without_ensurepip_this_pythons_pip_installs(run, programs, monkeypatch):
    run.VENV.mkdir()
    monkeypatch.setattr(run, "find_spec", lambda name: None if name == "ensurepip" else name)
    programs.status["--version"] = 1
    _main(run)
    assert "--without-pip" in programs.find("venv")
    line = programs.find("install")
    assert line[:5] == [sys.executable, "-m", "pip", "--python", str(run.PYTHON)]


def test_missing_system_packages_are_named(run, programs, monkeypatch):
    monkeypatch.setattr(run, "loads", lambda library: "xcb" not in library and "GL" not in library)
    monkeypatch.setattr(run, "find_spec", lambda name: None)
    monkeypatch.delenv("DISPLAY", raising=False)
    assert "sudo apt install libgl1 libegl1 python3-venv\n" in _main(run)
    monkeypatch.setenv("DISPLAY", ":0")
    assert "libegl1 libxcb-cursor0 libxcb-icccm4" in _main(run, "test")
    assert programs.lines == []


def test_training_without_a_window_needs_no_qt_libraries(run, monkeypatch):
    monkeypatch.setattr(run, "loads", lambda library: False)
    assert run.missing_packages("train") == []
    assert "libgl1" in run.missing_packages("shot")


def test_an_old_python_is_told_so(run, programs, monkeypatch):
    monkeypatch.setattr(run.sys, "version_info", (3, 10, 4))
    assert "needs Python 3.11" in _main(run)
    assert programs.lines == []


def test_run_py_needs_the_standard_library_only():
    code = (
        "import sys; sys.argv = ['x']; sys.path.pop(0); before = set(sys.modules)\n"
        f"import runpy; runpy.run_path({str(ROOT / 'run.py')!r})\n"
        "import json; print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, check=True)
    imported = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert imported <= sys.stdlib_module_names


# --- documents -------------------------------------------------------------------------------


def test_links_in_documents_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_every_picture_is_on_a_page():
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    pictures = sorted((ROOT / "docs" / "images").glob("*"))
    assert pictures and [p.name for p in pictures if f"images/{p.name})" not in text] == []


EXAMPLES = """
import numpy as np
from numpy.typing import NDArray
from engine.datasets.base import dataset
from engine.datasets.draws import Draws
from engine.datasets.toy2d import F64, PlanePoints
from engine.ir.expr import Expr
from engine.layers.base import Layer, Net, layer, layers
from engine.optimizers import Optimizer, Slots, Update, optimizer, optimizers
from engine.param import param

{examples}

from dataclasses import replace
from app.model.project import blank
from engine.graph import Graph
from engine.trainer import Trainer
parts = [layers.make(name) for name in ("input", "dense", "swish", "output")]
experiment = replace(
    blank().experiment,
    graph=Graph.chain(*parts), data=Stripes(), optimizer=optimizers.make("sign_descent"),
)
trainer = Trainer(experiment)
trainer.advance(epochs=3)
assert trainer.curve.test_loss[-1] < trainer.curve.test_loss[0]
"""


def test_what_contributing_shows_can_be_trained():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    code = EXAMPLES.format(examples="\n".join(examples))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_decision_is_listed():
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    pages = sorted((ROOT / "docs/decisions").glob("0*.md"))
    assert pages and [page.name for page in pages if f"({page.name})" not in listed] == []
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
