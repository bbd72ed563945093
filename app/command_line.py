"""What may stand on the command line behind each command, and what it has to look like."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

__all__ = [
    "BAD_INPUT", "PROJECT", "Parser", "add_check", "add_devices", "add_nothing", "add_shot",
    "add_train",
]

BAD_INPUT = 2
"""The exit status of a command that could not understand what it was given."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message} (--help shows what is possible)\n")


def count(text: str) -> int:
    """A whole number from 0 up."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 up")
    return number


def size(text: str) -> tuple[int, int]:
    """Width and height of a window."""
    width, _, height = text.partition("x")
    try:
        sides = int(width), int(height)
    except ValueError:
        sides = 0, 0
    if not all(400 <= side <= 8000 for side in sides):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1600x1000")
    return sides


def picture(text: str) -> Path:
    """Where a picture can be written."""
    path = Path(text)
    if path.suffix.lower() != ".png":
        raise argparse.ArgumentTypeError(f"{text!r} does not end in .png")
    if not path.resolve().parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {str(path.parent)!r}")
    return path


PROJECT = "a project file, or the name of an example or template that comes with the program"


def add_train(parser: argparse.ArgumentParser) -> None:
    """What is trained, how long and on what."""
    parser.add_argument("project", metavar="PROJECT", help=PROJECT)
    parser.add_argument("--epochs", type=count, default=100, metavar="N", help="default: 100")
    parser.add_argument("--seed", type=count, metavar="S", help="instead of the project's own")
    parser.add_argument(
        "--device", default="auto", metavar="D",
        help="auto (default), whatever is fastest; opencl or opencl:N, compiled for a device that "
        "`devices` lists; numpy, which starts at once and is there on every machine",
    )
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")


def add_shot(parser: argparse.ArgumentParser) -> None:
    """What a picture shows, and where it goes."""
    parser.add_argument("project", metavar="PROJECT", help=PROJECT)
    parser.add_argument("--epochs", type=count, default=0, metavar="N", help="default: 0")
    parser.add_argument(
        "--size", type=size, default=(1600, 1000), metavar="WxH",
        help="of the window in pixels, default: 1600x1000",
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--language", choices=("en", "zh_CN"), default="en")
    parser.add_argument(
        "--view", choices=("auto", "neurons", "cards"), default="auto",
        help="how layers are shown; auto (default): as when the project is opened",
    )
    parser.add_argument(
        "--part", choices=("window", "network"), default="window",
        help="the whole window (default), or the network alone, without the panels beside it",
    )
    parser.add_argument("-o", "--output", type=picture, required=True, metavar="FILE.png")


def add_check(parser: argparse.ArgumentParser) -> None:
    """Whose gradients are checked."""
    parser.add_argument("project", metavar="PROJECT", help=PROJECT)


def add_devices(parser: argparse.ArgumentParser) -> None:
    """How devices are listed."""
    parser.add_argument(
        "--explain", metavar="PROJECT",
        help="say which way each device trains this project, and why",
    )
    parser.add_argument(
        "--refresh", action="store_true",
        help="try every device again, those that crashed, too",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_nothing(parser: argparse.ArgumentParser) -> None:
    """The command has no arguments."""
