"""The same engine without a window: for scripts, tests and lectures."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.command_line import (
    BAD_INPUT,
    Parser,
    add_check,
    add_devices,
    add_nothing,
    add_shot,
    add_train,
)
from engine import __version__
from engine.errors import Diverged, EngineError

if TYPE_CHECKING:
    from app.model.files import Saved
    from engine.devices import Device
    from engine.experiment import Experiment
    from engine.trainer import Trainer

__all__ = ["COMMANDS", "main"]

DONE, FAILED, INTERRUPTED = 0, 1, 130
TOLERANCE = 1e-5
"""The largest relative error of a gradient that `check` lets pass."""
DEVICE_TOLERANCE = 1e-4
"""The same for a device, which computes in float32."""
SLICE = 0.1
"""Seconds of training between two looks of the progress bar."""
PREVIEW_EPOCHS = (0, 5, 10, 20, 50, 100, 200)
PREVIEW_FILE = "neural-sketchpad.png"
NAME = "neural-sketchpad"


def main(argv: Sequence[str]) -> int:
    """Runs one command. 0: done; 1: the answer is "no"; 2: bad input, said in one line."""
    arguments = _parser().parse_args(argv)
    try:
        status = int(arguments.run(arguments))
        sys.stdout.flush()
        return status
    except EngineError as error:
        from app.errors import sentence

        _complain(sentence(error, arguments.graph))
        return FAILED if isinstance(error, Diverged) else BAD_INPUT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED


def _complain(sentence: str) -> None:
    print(f"{NAME}: {sentence}", file=sys.stderr)


# --- train ----------------------------------------------------------------------------------


def _train(arguments: argparse.Namespace) -> int:
    began = time.perf_counter()
    with closing(_trainer(_experiment(arguments), arguments.device)) as trainer:
        told = trainer.device_note
        with _Progress(arguments.epochs) as progress:
            _advance(trainer, arguments.epochs, progress.show)
        if trainer.device_note != told:
            _explain_device(trainer, arguments.device)
        result = {
            "project": arguments.project,
            "seed": trainer.experiment.training.seed,
            "device": _used(trainer),
            **_measured(trainer),
            "seconds": round(time.perf_counter() - began, 3),
        }
        _print(result, arguments.json)
    return DONE


def _print(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, allow_nan=False), flush=True)
    else:
        for name, value in result.items():
            print(f"{name:>16}  {value}", flush=True)


def _saved(project: str) -> Saved:
    from app.model import files

    return files.read(files.find(project))


def _experiment(arguments: argparse.Namespace) -> Experiment:
    """The project's experiment, with the seed asked for. Errors may name its nodes from now on."""
    experiment = _saved(arguments.project).project.experiment
    arguments.graph = experiment.graph
    if arguments.seed is None:
        return experiment
    return replace(experiment, training=experiment.training.replace(seed=arguments.seed))


def _trainer(experiment: Experiment, device: str) -> Trainer:
    from engine.trainer import Trainer

    trainer = Trainer(experiment, device=device)
    if device != "numpy":
        # How far NumPy would get meanwhile depends on the clock, and so would the last epoch.
        trainer.wait_for_device()
    _explain_device(trainer, device)
    return trainer


def _used(trainer: Trainer) -> str:
    """What trained last, named for people."""
    from app.names import device_name
    from engine.devices import devices

    planned = trainer.plan.device if trainer.plan else None
    if planned is None or planned.name != trainer.device:
        return trainer.device
    return next((device_name(d) for d in devices() if d.key == planned.key), trainer.device)


def _explain_device(trainer: Trainer, device: str) -> None:
    """Says why it is not the device asked for."""
    from app.errors import device_reason

    if trainer.device_note:
        _complain(f"{device}: {device_reason(trainer.device_note)}")


def _advance(trainer: Trainer, epochs: int, watch: Callable[[Trainer], None]) -> None:
    """Trains to the end of epoch number `epochs`."""
    while trainer.epoch < epochs:
        trainer.advance(epochs=epochs - trainer.epoch, seconds=SLICE)
        watch(trainer)


def _measured(trainer: Trainer) -> dict[str, Any]:
    """The newest row of the curve under the names of --json; what is not finite is None."""
    curve = trainer.curve
    score = "r2" if trainer.data.spec.task == "regression" else "accuracy"
    row = {
        "train_loss": curve.train_loss[-1],
        "test_loss": curve.test_loss[-1],
        "penalty": curve.penalty[-1],
        f"train_{score}": curve.train_score[-1],
        score: curve.test_score[-1],
    }
    numbers = {name: float(value) if math.isfinite(value) else None for name, value in row.items()}
    return {"epoch": int(curve.epoch[-1]), **numbers}


class _Progress:
    """A bar on the terminal, drawn over itself; nothing where there is no terminal."""

    WIDTH = 30

    def __init__(self, epochs: int) -> None:
        self._epochs = epochs
        self._seen = sys.stderr.isatty()

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._seen:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def show(self, trainer: Trainer) -> None:
        """The epoch reached and the loss there."""
        if not self._seen:
            return
        filled = self.WIDTH * trainer.epoch // max(1, self._epochs)
        bar = "█" * filled + "·" * (self.WIDTH - filled)
        loss = trainer.curve.train_loss[-1]
        text = f"\r{bar} epoch {trainer.epoch}/{self._epochs}  loss {loss:.4g}\x1b[K"
        print(text, end="", file=sys.stderr, flush=True)


# --- the other commands ---------------------------------------------------------------------


def _take_picture(saved: Saved, path: Path, **options: Any) -> None:
    """The real window, drawn into memory; Qt's remarks on that are of no use to anybody here."""
    os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")
    from app.shots import Pose, shot

    shot(saved, path, Pose(**options))


def _shot(arguments: argparse.Namespace) -> int:
    options = ("epochs", "size", "theme", "language", "view", "part")
    _take_picture(
        _saved(arguments.project),
        arguments.output,
        **{name: getattr(arguments, name) for name in options},
    )
    print(arguments.output)
    return DONE


def _devices(arguments: argparse.Namespace) -> int:
    from app.reports import devices_text, explanation
    from engine import devices

    if arguments.refresh:
        devices.forget(on_disk=True)
    found = devices.devices()
    if not arguments.explain:
        print(devices_text(found, as_json=arguments.json))
        return DONE
    experiment = _saved(arguments.explain).project.experiment
    arguments.graph = experiment.graph
    print(explanation(arguments.explain, experiment, found, as_json=arguments.json))
    return DONE


def _check(arguments: argparse.Namespace) -> int:
    from engine.devices import devices
    from engine.gradcheck import check

    experiment = _saved(arguments.project).project.experiment
    arguments.graph = experiment.graph
    report = check(experiment)
    print(f"largest relative error of a gradient: {report.largest:.3g}", flush=True)
    right = report.largest <= TOLERANCE
    if not right:
        _complain(f"the gradients are wrong: at most {TOLERANCE:g} passes")
    agrees = [_check_device(experiment, device) for device in devices() if device.answers]
    return DONE if right and all(agrees) else FAILED


def _check_device(experiment: Experiment, device: Device) -> bool:
    """Whether a device computes the same gradients; says how far it is from that."""
    from app.reports import agreement_line
    from engine.agreement import compare

    agreement = compare(experiment, device)
    print(agreement_line(device, agreement), flush=True)
    if agreement.fault == "failed":
        _complain(f"{device.key} failed: it could not compute the gradients")
        return False
    agrees = agreement.largest <= DEVICE_TOLERANCE
    if not agrees:
        _complain(f"{device.key} computes wrong gradients: at most {DEVICE_TOLERANCE:g} passes")
    return agrees


def _preview(arguments: argparse.Namespace) -> int:
    """Where there is no display: the opening example in numbers, and the window as a picture."""
    from app.model import files

    saved = _saved(files.OPENING)
    trainer = _trainer(saved.project.experiment, "numpy")
    print(f"Neural Sketchpad {__version__}. There is no display here, so this is a preview:")
    print(f"the example {files.OPENING}, trained on {trainer.device}.\n")
    print("epoch   training loss   test loss   test accuracy")
    for epoch in PREVIEW_EPOCHS:
        _advance(trainer, epoch, _look_away)
        now = _measured(trainer)
        losses = f"{now['train_loss']:13.3g}   {now['test_loss']:9.3g}"
        print(f"{epoch:5}   {losses}   {now['accuracy']:13.1%}", flush=True)
    path = Path(PREVIEW_FILE).resolve()
    _take_picture(saved, path, epochs=PREVIEW_EPOCHS[-1])
    print(f"\nA picture of the window is in {path}\nWhat else works here: --help")
    return DONE


def _look_away(trainer: Trainer) -> None:
    """No progress bar: the table grows as it is."""


# --- the command line -----------------------------------------------------------------------

COMMANDS: dict[str, tuple[str, Any, Any]] = {
    "train": ("train a project and say how well it learned", _train, add_train),
    "shot": ("save a picture of the window, or of the network", _shot, add_shot),
    "devices": ("list what this machine can train on", _devices, add_devices),
    "check": ("compare gradients with differences, and devices with NumPy", _check, add_check),
    "preview": ("train the opening example and save a picture", _preview, add_nothing),
}
"""Name -> what it does, the function that does it, the function that adds its arguments."""


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=NAME,
        description="Draw a neural network, press Play, watch every neuron learn.",
        usage="%(prog)s [PROJECT | COMMAND …]",
        epilog="Without a command the window opens, with PROJECT if one is named.",
    )
    parser.add_argument("--version", action="version", version=f"Neural Sketchpad {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=Parser
    )
    for name, (what, run, add) in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=what, prog=f"{NAME} {name}")
        add(command)
        command.set_defaults(run=run, graph=None)
    return parser
