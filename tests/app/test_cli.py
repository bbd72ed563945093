"""The commands without a window: what they print, and how they end."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtGui import QImage

from app import __main__ as program
from app import cli
from app.model import edits, files
from app.model.project import Project, blank
from app.names import device_name
from app.reports import WAYS
from engine import devices as engine_devices
from engine.backends.plan import Way
from engine.devices import Device
from engine.errors import BadExperiment
from engine.trainer import Trainer
from tests.engine.opencl import on_every_device
from tests.patience import HANG

ROOT = Path(__file__).resolve().parent.parent.parent


def _save(folder: Path, project: Project) -> str:
    path = folder / "project.nsketch"
    files.write(path, project)
    return str(path)


@pytest.fixture
def project(tmp_path: Path) -> str:
    """The path of a small project."""
    return _save(tmp_path, blank())


def _run(*arguments: str) -> int:
    try:
        return cli.main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def _json(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_train_ends_with_one_json_object(project, capsys):
    assert _run("train", project, "--epochs", "3", "--seed", "1", "--json") == 0
    result = _json(capsys)
    assert result["epoch"] == 3
    assert result["seed"] == 1
    assert 0 < result["train_loss"] < 10
    assert 0 < result["test_loss"] < 10
    assert 0 <= result["accuracy"] <= 1


def test_one_seed_gives_one_run(project, capsys):
    def losses(seed: str) -> list[object]:
        assert _run("train", project, "--epochs", "2", "--seed", seed, "--json") == 0
        result = _json(capsys)
        return [result[name] for name in ("train_loss", "test_loss", "accuracy")]

    assert losses("7") == losses("7") != losses("8")


def test_regression_is_scored_by_r2(tmp_path, capsys):
    project = _save(tmp_path, edits.choose_data("plane")(blank()))
    assert _run("train", project, "--epochs", "2", "--json") == 0
    result = _json(capsys)
    assert "r2" in result
    assert "accuracy" not in result


def test_without_json_the_numbers_are_for_people(project, capsys):
    assert _run("train", project, "--epochs", "1", "--device", "numpy") == 0
    printed = capsys.readouterr()
    assert "test_loss" in printed.out
    assert printed.err == ""


def test_a_terminal_gets_a_progress_bar_and_nobody_else(project, capsys, monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    assert _run("train", project, "--epochs", "4", "--json") == 0
    assert "epoch 4/4" in terminal.getvalue()
    assert _json(capsys)["epoch"] == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ["train"],
        ["train", "no-such-example"],
        ["train", "PROJECT", "--epochs", "-1"],
        ["train", "PROJECT", "--epochs", "many"],
        ["train", "PROJECT", "--seed", "99999999999"],
        ["train", "PROJECT", "--device", "abacus"],
        ["train", "DAMAGED"],
        ["check", "DAMAGED"],
        ["devices", "--explain", "DAMAGED"],
        ["shot", "PROJECT"],
        ["shot", "PROJECT", "-o", "picture.jpg"],
        ["shot", "PROJECT", "-o", "no/such/folder/picture.png"],
        ["shot", "PROJECT", "-o", "picture.png", "--size", "big"],
        ["shot", "PROJECT", "-o", "picture.png", "--theme", "pink"],
        ["shot", "PROJECT", "-o", "picture.png", "--language", "xx"],
        ["shot", "PROJECT", "-o", "picture.png", "--view", "upside-down"],
        ["shot", "PROJECT", "-o", "picture.png", "--part", "half"],
        ["dance"],
        ["--dance"],
    ],
    ids=" ".join,
)
def test_bad_input_is_one_line_and_exit_status_2(arguments, project, tmp_path, capsys):
    damaged = tmp_path / "damaged.nsketch"
    damaged.write_bytes(Path(project).read_bytes()[:100])
    places = {"PROJECT": project, "DAMAGED": str(damaged)}
    assert _run(*(places.get(word, word) for word in arguments)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert printed.err.startswith("neural-sketchpad")


def test_a_network_that_cannot_be_trained_is_bad_input(tmp_path, capsys):
    broken = blank()
    graph = replace(broken.graph, wires=())
    with pytest.raises(BadExperiment):
        Trainer(broken.with_graph(graph).experiment)
    assert _run("train", _save(tmp_path, broken.with_graph(graph))) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_run_that_blows_up_says_so(tmp_path, capsys):
    wild = edits.set_training(learning_rate=10.0, batch_size=1)(blank())
    wild = edits.set_activation_everywhere("identity")(wild)
    wild = edits.set_layer("output1", activation="identity")(wild)
    words = ("--epochs", "50", "--device", "numpy")
    assert _run("train", _save(tmp_path, wild), *words) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "step" in line


def test_check_says_how_right_the_gradients_are(project, capsys, monkeypatch):
    assert _run("check", project) == 0
    assert "largest relative error" in capsys.readouterr().out
    monkeypatch.setattr(cli, "TOLERANCE", -1.0)
    assert _run("check", project) == 1


@on_every_device
def test_check_compares_every_device_with_numpy(key, project, capsys, monkeypatch):
    assert _run("check", project) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith(key)]
    assert float(line.rpartition(" ")[2]) < 1e-5
    monkeypatch.setattr(cli, "DEVICE_TOLERANCE", 1e-12)
    assert _run("check", project) == 1
    assert f"{key} computes wrong gradients" in capsys.readouterr().err


def test_a_device_that_fails_the_check_is_said_to(machine, project, capsys, monkeypatch):
    from engine import agreement
    from engine.backends.opencl.runtime import DeviceFault

    def fail(number: int) -> None:
        raise DeviceFault("out of resources")

    monkeypatch.setattr(agreement, "open_device", fail)
    assert _run("check", project) == 1
    printed = capsys.readouterr()
    assert "out of resources" in printed.out
    assert "opencl:0 failed" in printed.err


def test_devices_lists_numpy_first(capsys):
    assert _run("devices") == 0
    assert capsys.readouterr().out.startswith("numpy ")


PROCESSOR = Device("opencl:0", "A chip", "cpu", detail="2 compute units", vendor="A maker",
                   platform="Portable Computing Language", driver="3.0-rc2", launch=2e-5)
CARD = Device("opencl:1", "H100 80GB", "gpu", False, "not_compiled", platform="NVIDIA CUDA",
              vendor="NVIDIA Corporation", driver="550.1")
BROKEN = Device("opencl:2", "Another chip", "cpu", False, "trial_crashed", "exit code -6",
                platform="Intel(R) OpenCL", vendor="Intel(R) Corporation")
DEVICES = (engine_devices.NUMPY, PROCESSOR, CARD, BROKEN)


@pytest.fixture
def machine(monkeypatch):
    """A computer with these devices."""
    monkeypatch.setattr(engine_devices, "_known", [DEVICES])


def test_devices_are_named_for_people(machine, capsys):
    assert _run("devices") == 0
    printed = capsys.readouterr().out
    for word in (
        "This computer's processor via PoCL", "A chip · Portable Computing Language · driver 3.0",
        "Ready: --device opencl:0", "20\u2009µs", "NVIDIA H100 80GB GPU", "graphics cards",
        "This computer's processor via Intel", "crashed",
    ):
        assert word in printed
    assert _run("devices", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [device["key"] for device in told] == ["numpy", "opencl:0", "opencl:1", "opencl:2"]
    assert [device["usable"] for device in told] == [True, True, False, False]
    assert told[1]["launch"] == 2e-5


def test_devices_explains_every_choice(machine, project, capsys):
    assert _run("devices", "--explain", project) == 0
    printed = capsys.readouterr().out
    assert "weights" in printed.splitlines()[0]
    assert "This computer's processor via PoCL (loop kernel)" in printed
    assert "NumPy instead of NVIDIA H100 80GB GPU" in printed
    assert _run("devices", "--explain", project, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sizes"]["weights"] > 0
    assert [(p["asked"], p["way"], p["reason"]) for p in told["plans"]] == [
        ("auto", "loop", "small_network"), ("numpy", "numpy", "asked"),
        ("opencl:0", "loop", "small_network"), ("opencl:1", "numpy", "not_compiled"),
        ("opencl:2", "numpy", "trial_crashed"),
    ]
    assert all(p["why"].endswith((".", "--refresh")) for p in told["plans"])


def test_every_way_has_a_name():
    assert set(WAYS) == set(get_args(Way))


def test_devices_can_be_looked_at_again(machine, monkeypatch):
    forgotten = []
    monkeypatch.setattr(engine_devices, "forget", lambda *, on_disk: forgotten.append(on_disk))
    assert _run("devices") == 0
    assert _run("devices", "--refresh") == 0
    assert forgotten == [True]


def _separately(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, started in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DISPLAY": "", "WAYLAND_DISPLAY": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_shot_saves_the_window_as_it_was_asked_for(project, tmp_path):
    words = ("--epochs", "2", "--size", "1280x800", "--theme", "dark", "--language", "zh_CN")
    done = _separately(tmp_path, "shot", project, *words, "-o", "window.png")
    assert (done.returncode, done.stdout, done.stderr) == (0, "window.png\n", "")
    picture = QImage(str(tmp_path / "window.png"))
    assert (picture.width(), picture.height()) == (1280, 800)
    assert picture.pixelColor(2, 790).lightness() < 64


def test_shot_saves_the_network_of_a_template_alone(qtbot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sizes = {}
    for view in ("neurons", "cards"):
        words = ("--size", "1280x800", "--part", "network", "--view", view)
        assert _run("shot", "xor-2-4-1", *words, "-o", f"{view}.png") == 0
        picture = QImage(str(tmp_path / f"{view}.png"))
        sizes[view] = (picture.width(), picture.height())
    assert sizes["neurons"] == sizes["cards"]
    assert 1200 < sizes["cards"][0] < 1280 and 500 < sizes["cards"][1] < 800
    assert QImage(str(tmp_path / "cards.png")) != QImage(str(tmp_path / "neurons.png"))


def test_without_display_and_arguments_there_is_a_preview(tmp_path):
    done = _separately(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "test accuracy" in done.stdout
    assert not QImage(str(tmp_path / cli.PREVIEW_FILE)).isNull()


def test_another_device_is_said_to_stand_in(project, capsys, monkeypatch):
    from engine import trainer as engine_trainer
    from engine.devices import Device

    opencl = Device("opencl:0", "Some GPU", "gpu", False, "not_compiled")
    monkeypatch.setattr(engine_trainer, "find", lambda key: opencl)
    assert _run("train", project, "--epochs", "1", "--device", "opencl", "--json") == 0
    printed = capsys.readouterr()
    assert "opencl" in printed.err
    assert json.loads(printed.out)["epoch"] == 1


@on_every_device
def test_a_device_that_is_named_is_used_and_repeats_itself(key, project, capsys):
    runs = []
    for _ in range(2):
        assert _run("train", project, "--epochs", "3", "--device", key, "--json") == 0
        printed = capsys.readouterr()
        assert printed.err == ""
        runs.append(json.loads(printed.out) | {"seconds": 0})
    assert runs[0] == runs[1]
    assert runs[0]["device"] != "NumPy"


def test_an_interrupted_command_ends_quietly(project, capsys, monkeypatch):
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Trainer, "advance", interrupt)
    assert _run("train", project, "--device", "numpy") == 130
    assert capsys.readouterr().err == ""


def test_help_and_version_are_quick():
    code = (
        "import sys; from app.__main__ import main\n"
        "try: main([sys.argv[1]])\n"
        "except SystemExit as end: assert not end.code\n"
        "assert not {'PySide6.QtCore', 'numpy', 'pyopencl'} & set(sys.modules)"
    )
    for word in ("--help", "--version"):
        done = subprocess.run(
            [sys.executable, "-c", code, word], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "ketchpad" in done.stdout


@pytest.mark.parametrize(
    ("display", "arguments", "goes_to"),
    [
        ("", [], ["commands", "preview"]),
        (":0", [], ["window"]),
        (":0", ["two-spirals"], ["window", "two-spirals"]),
        ("", ["two-spirals"], ["window", "two-spirals"]),
        (":0", ["train", "xor"], ["commands", "train", "xor"]),
        (":0", ["--version"], ["commands", "--version"]),
    ],
)
def test_a_command_line_goes_to_the_window_or_to_a_command(
    display, arguments, goes_to, monkeypatch
):
    from app import application

    went: list[str] = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setattr(program.signal, "signal", lambda *_: None)
    monkeypatch.setattr(application, "main", lambda words: went.extend(["window", *words]) or 0)
    monkeypatch.setattr(cli, "main", lambda words: went.extend(["commands", *words]) or 0)
    assert program.main(arguments) == 0
    assert went == goes_to


def test_the_program_ends_while_a_driver_compiles() -> None:
    code = (
        "import threading, time\n"
        "from app import __main__ as program\n"
        f"threading.Thread(target=time.sleep, args=({10 * HANG},), name='compiler').start()\n"
        "program.main = lambda: print('said') or 3\n"
        "program.run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=HANG, check=False
    )
    assert (done.returncode, done.stdout) == (3, "said\n")


@on_every_device
def test_train_names_the_device_for_people(key, project, capsys):
    assert _run("train", project, "--epochs", "2", "--device", key, "--json") == 0
    told = json.loads(capsys.readouterr().out)["device"]
    expected = next(d for d in engine_devices.devices() if d.key == key)
    assert told == device_name(expected)
    assert told != expected.name
