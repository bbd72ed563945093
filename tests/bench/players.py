"""Engines in processes of their own, so that none disturbs another with its threads and memory."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

__all__ = ["ENGINES", "PEERS", "Absent", "Player", "alone"]

OURS = {"NumPy": "tests.bench.ours.on_numpy", "OpenCL": "tests.bench.ours.on_opencl"}
PEERS = {
    "PyTorch": "tests.bench.peers.pytorch",
    "JAX": "tests.bench.peers.jax",
    "scikit-learn": "tests.bench.peers.scikit_learn",
}
ENGINES = {**OURS, **PEERS}
"""The module of every engine. Its functions `training`, `many` and `grid`, so far as it has them,
take a workload and answer with ways to run it by name; a way does some of it, and returns how many
epochs, or pictures, that were."""


class Absent(Exception):
    """An engine does not do that here; `str` says why."""


class Player:
    """One engine, which does something only when it is its turn."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, ENGINES[engine]))
        self._process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        """Whether its process is there."""
        return self._process.is_alive()

    def load(self, task: str, name: str) -> tuple[str, ...]:
        """Prepares a workload and does all of it once. Its ways to run it. Raises Absent."""
        return tuple(self._ask("load", task, name))

    def turn(self, way: str, seconds: float) -> float:
        """Seconds for one unit of it, the median of what can be done in so many seconds."""
        return float(self._ask("turn", way, seconds))

    def memory(self) -> float | None:
        """Mebibytes of the process that are resident; None where that is not told."""
        found: float | None = self._ask("memory")
        return found

    def close(self) -> None:
        """Ends the process."""
        with suppress(OSError):
            self._pipe.send(None)
        self._process.join(20)
        if self._process.is_alive():
            self._process.kill()
        self._pipe.close()

    def _ask(self, *request: Any) -> Any:
        try:
            self._pipe.send(request)
            fine, answer = self._pipe.recv()
        except (EOFError, OSError) as end:
            raise Absent("its process ended") from end
        if not fine:
            raise Absent(answer)
        return answer


def alone(
    function: Callable[..., Any], *arguments: Any, environment: Mapping[str, str] = {}
) -> Any:
    """What `function` returns in a fresh process with these variables besides. Raises Absent."""
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    process = context.Process(target=_once, args=(theirs, environment, function, arguments))
    process.start()
    theirs.close()
    try:
        fine, answer = pipe.recv()
    except EOFError:
        fine, answer = False, "its process ended"
    process.join()
    if not fine:
        raise Absent(answer)
    return answer


def _once(
    pipe: Connection, environment: Mapping[str, str], function: Callable[..., Any], arguments: Any
) -> None:
    os.environ.update(environment)
    pipe.send(_answer(function, *arguments))


def _serve(pipe: Connection, module: str) -> None:
    player = _Served(module)
    with suppress(EOFError):
        while request := pipe.recv():
            name, *arguments = request
            pipe.send(_answer(getattr(player, name), *arguments))
    player.end()


def _answer(function: Callable[..., Any], *arguments: Any) -> tuple[bool, Any]:
    try:
        return True, function(*arguments)
    except Absent as absent:
        return False, str(absent)
    except ImportError as error:
        return False, f"not installed ({error.name})"
    except Exception as error:  # noqa: BLE001  # the other engines go on
        traceback.print_exc()
        return False, f"failed: {error}"


class _Served:
    """An engine in its own process."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._ways: dict[str, Callable[[], float]] = {}
        self._ends: list[Callable[[], None]] = []

    def load(self, task: str, name: str) -> list[str]:
        from tests.bench.workloads import find

        self.end()
        make = getattr(import_module(self._module), task, None)
        if make is None:
            raise Absent("does not do that")
        self._ways = make(find(name), self._ends.append)
        for way in self._ways.values():
            way()
        return list(self._ways)

    def turn(self, way: str, seconds: float) -> float:
        times, spent = [], 0.0
        while spent < seconds:
            began = time.perf_counter()
            count = self._ways[way]()
            took = time.perf_counter() - began
            spent += took
            times.append(took / count)
        return statistics.median(times)

    def memory(self) -> float | None:
        status = Path("/proc/self/status")
        if sys.platform != "linux" or not status.exists():
            return None
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def end(self) -> None:
        """Gives up what the last workload holds."""
        for end in self._ends:
            end()
        self._ends.clear()
        self._ways = {}
