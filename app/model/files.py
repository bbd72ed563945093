"""Project files: a zip of `project.json` and, once trained, `weights.safetensors`.

A file is taken as hostile until proven sound: only known members, limited sizes, every value
checked, nothing executed. Writing is atomic: a crash leaves the old file or the new one.
"""

from __future__ import annotations

import errno
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import UnsetType
from numpy.typing import NDArray

from app.model.board import Board
from app.model.project import Project
from app.model.structure import DocumentForm, VersionForm
from app.resources import resource
from engine import weights as tensors
from engine.errors import BadFile, BadValue, UnknownName
from engine.experiment import Experiment

__all__ = [
    "FORMAT", "OPENING", "SUFFIX", "Saved", "examples", "find", "read", "templates", "write",
    "write_bytes",
]

SUFFIX = ".nsketch"
FORMAT = 2
"""The newest version; older ones are brought up to it by `MIGRATIONS`."""
PLAIN_FORMAT = 1
"""The version written where no node has a name and the board is empty: what it cannot hold."""
OPENING = "two-spirals"
"""The example that a first start shows."""

PROJECT, WEIGHTS = "project.json", "weights.safetensors"
LIMITS = {PROJECT: 16 << 20, WEIGHTS: 256 << 20}
"""The members a file may have, and the greatest size of each in bytes."""
RATIO = 200
"""A member that unpacks to more than this many times its size is a zip bomb."""

MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: dict}
"""From the content of a file of this version to that of the next one."""

Weights = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Saved:
    """What a project file holds. `epoch` is how far the weights were trained."""

    project: Project
    weights: Weights | None = None
    epoch: int = 0


# --- reading --------------------------------------------------------------------------------


def read(path: Path | str) -> Saved:
    """The content of a project file. Raises BadFile with a reason for anything wrong with it.

    Reasons: "missing", "unreadable", "too_large", "not_a_project", "unexpected_member",
    "damaged", "newer", "structure", "unknown_part", "bad_setting", "bad_weights".
    """
    members = _members(Path(path), _content(Path(path)))
    document = _document(Path(path), members[PROJECT])
    plain = msgspec.to_builtins(document.experiment)
    try:
        experiment = Experiment.from_plain(plain)
        board = _board(document, experiment)
    except UnknownName as error:
        raise _bad(path, "unknown_part", error.name) from error
    except BadValue as error:
        raise _bad(path, "bad_setting", f"{error.owner}.{error.name} = {error.value!r}") from error
    project = Project(experiment, document.title, document.description, board)
    weights = _weights(path, members[WEIGHTS]) if WEIGHTS in members else None
    return Saved(project, weights, document.epoch)


def _board(document: DocumentForm, experiment: Experiment) -> Board:
    if isinstance(document.board, UnsetType):
        return Board()
    board = Board.from_plain(msgspec.to_builtins(document.board))
    return board.among(node.id for node in experiment.graph.nodes)


def _bad(path: Path | str, reason: str, detail: str = "") -> BadFile:
    return BadFile(str(path), reason, detail[:300])


def _content(path: Path) -> bytes:
    limit = sum(LIMITS.values())
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise _bad(path, "missing") from None
    except (OSError, ValueError) as error:
        raise _bad(path, "unreadable", str(error)) from error
    if len(content) > limit:
        raise _bad(path, "too_large")
    return content


def _members(path: Path, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            for info in infos:
                _check_member(path, info)
            found = {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        reason = "damaged" if content[:2] == b"PK" else "not_a_project"
        raise _bad(path, reason, str(error)) from error
    except (NotImplementedError, RuntimeError) as error:
        raise _bad(path, "damaged", str(error)) from error
    if len(found) != len(infos) or PROJECT not in found:
        raise _bad(path, "not_a_project")
    return found


def _check_member(path: Path, info: zipfile.ZipInfo) -> None:
    limit = LIMITS.get(info.filename)
    if limit is None:
        raise _bad(path, "unexpected_member", info.filename)
    if info.file_size > limit or info.file_size > RATIO * max(info.compress_size, 1000):
        raise _bad(path, "too_large", info.filename)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _bad(path, "damaged", info.filename)


def _document(path: Path, content: bytes) -> DocumentForm:
    try:
        version = msgspec.json.decode(content, type=VersionForm).format
        if version > FORMAT:
            raise _bad(path, "newer", str(version))
        plain = msgspec.json.decode(content)
        for step in range(version, FORMAT):
            plain = MIGRATIONS[step](plain)
        return msgspec.convert(plain, DocumentForm)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError) as error:
        raise _bad(path, "structure", str(error)) from error


def _weights(path: Path | str, content: bytes) -> Weights:
    try:
        found = tensors.load(content)
    except BadFile as error:
        raise _bad(path, "bad_weights", error.detail) from error
    if not all(np.isfinite(values).all() for values in found.values()):
        raise _bad(path, "bad_weights", "NaN")
    return found


# --- writing --------------------------------------------------------------------------------


def write(
    path: Path | str, project: Project, *, weights: Weights | None = None, epoch: int = 0
) -> None:
    """Writes a project file, completely or not at all.

    Raises BadFile with the reason "read_only", "no_space", "no_folder" or "unwritable".
    """
    write_bytes(path, _packed(project, weights, epoch))


def write_bytes(path: Path | str, content: bytes) -> None:
    """Writes any file, completely or not at all. Raises BadFile as `write` does."""
    try:
        _replace_file(Path(os.path.realpath(path)), content)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, "unwritable")
        if reason == "no_folder" and os.path.isdir(os.path.dirname(os.path.realpath(path))):
            reason = "read_only"  # a folder such as /proc, where nothing can be made
        raise _bad(path, reason, error.strerror or "") from error


_REASONS = {
    errno.EROFS: "read_only",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.ENOSPC: "no_space",
    errno.EDQUOT: "no_space",
    errno.EFBIG: "no_space",
    errno.ENOENT: "no_folder",
    errno.ENOTDIR: "no_folder",
}


def _packed(project: Project, weights: Weights | None, epoch: int) -> bytes:
    empty = project.board == Board()
    plain = empty and not any(node.label for node in project.graph.nodes)
    content: dict[str, Any] = {
        "format": PLAIN_FORMAT if plain else FORMAT,
        "title": project.title,
        "description": project.description,
        "epoch": epoch,
        "experiment": project.experiment.to_plain(),
    }
    if not empty:
        content["board"] = project.board.to_plain()
    document = msgspec.convert(content, DocumentForm)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        text = msgspec.json.format(msgspec.json.encode(document), indent=2)
        archive.writestr(_dated(PROJECT), text, zipfile.ZIP_DEFLATED)
        if weights:
            archive.writestr(_dated(WEIGHTS), tensors.save(weights), zipfile.ZIP_STORED)
    return packed.getvalue()


def _dated(name: str) -> zipfile.ZipInfo:
    """The same content gives the same file: no clock inside."""
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))


def _replace_file(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    if os.name == "posix":  # Windows cannot open folders, and does not need to
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


# --- the projects that come with the application ----------------------------------------------


def examples() -> list[str]:
    """The names of the example projects, the opening one first."""
    names = [path.stem for path in resource("examples").glob(f"*{SUFFIX}")]
    return sorted(names, key=lambda name: (name != OPENING, name))


def templates() -> dict[str, list[str]]:
    """The names of the networks to start from, by the heading they are listed under."""
    text = resource("templates", "list.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, list[str]])


def find(name_or_path: str | Path) -> Path:
    """The project file at a path, or the example or template of that name.

    Raises BadFile ("missing").
    """
    path = Path(name_or_path)
    if path.is_file():
        return path
    for folder in ("examples", "templates"):
        shipped = resource(folder, f"{name_or_path}{SUFFIX}")
        if shipped.parent == resource(folder) and shipped.is_file():
            return shipped
    raise _bad(path, "missing")
