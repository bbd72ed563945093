"""Cuts lowered formulas into tasks, each of which many work-items can do side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine.backends.opencl.lowering import Lowered
from engine.backends.opencl.text import FORMULAS
from engine.ir.expr import Expr

__all__ = ["Task", "cut", "is_product", "operand", "read_by"]


_DEAR = ("sum", "max", "matmul", "pow")
"""What is computed once even where it is a single number: a power takes longer than a division of
a hundred numbers, and its text is long."""


@dataclass
class Task:
    """Buffered nodes that one kernel computes, in order.

    "product": a matrix product and what follows number by number. "rows": whatever needs one
    sample at a time. "free": nests that do not need each other.
    """

    kind: Literal["product", "rows", "free"]
    nodes: list[Expr] = field(default_factory=list)


def is_product(node: Expr) -> bool:
    """Whether a node is a product of two plain matrices; one column is a sum like any other."""
    return node.op == "matmul" and node.rank == 2 and node.shape[1] > 1


def operand(node: Expr) -> tuple[Expr, bool]:
    """The array behind a factor of a product, and whether it is turned."""
    turned = False
    while True:
        if node.op == "permute" and node.rank == 2:
            (node,), turned = node.args, not turned
        elif node.op == "reshape" and node.args[0].rank > 1 and (
            node.args[0].shape[0] == node.shape[0]
        ):
            (node,) = node.args
        else:
            return node, turned


def read_by(low: Lowered, node: Expr) -> set[Expr]:
    """The buffered nodes that a nest reads."""
    if is_product(node):
        return {base for base, _ in map(operand, node.args) if base in low.buffered}
    return low.reads(node)


def cut(low: Lowered) -> list[Task]:
    """Tasks in an order in which they can run. Products and their factors become buffered; of
    single numbers, sums and powers do, and what costs nothing does not."""
    low.buffered -= {n for n in low.buffered if n.size == 1 and n.op in FORMULAS}
    low.buffered |= {n for n in low.order if n.size == 1 and n.op in _DEAR}
    for node in low.order:
        if is_product(node):
            bases = (operand(a)[0] for a in node.args)
            low.buffered |= {node, *(b for b in bases if b.op != "variable")}
    nests = [n for n in low.order if n in low.buffered]
    reads = {n: read_by(low, n) for n in nests}
    urgent = _before_products(nests, reads)
    tasks: list[Task] = []
    home: dict[Expr, int] = {}
    for node in (*urgent, *(n for n in nests if n not in urgent)):
        level = max((home[r] for r in reads[node]), default=-1)
        home[node] = _settle(low, tasks, home, node, level)
    return tasks


def _before_products(nests: Sequence[Expr], reads: Mapping[Expr, set[Expr]]) -> dict[Expr, None]:
    """Products and what they need, just before it is needed: so it can share a kernel. The rest can
    wait, and then needs fewer kernels, too."""
    place = {node: k for k, node in enumerate(nests)}
    found: dict[Expr, None] = {}
    stack = [n for n in reversed(nests) if is_product(n)]
    while stack:
        node = stack[-1]
        missing = sorted((n for n in reads[node] if n not in found), key=place.__getitem__)
        if missing:
            stack.extend(reversed(missing))
        else:
            found.setdefault(stack.pop())
    return found


def _settle(
    low: Lowered, tasks: list[Task], home: dict[Expr, int], node: Expr, level: int
) -> int:
    """Puts a node into the first task that can have it, or a new one; which."""
    if not is_product(node):
        if _follows(tasks, home, node, level):
            tasks[level].nodes.append(node)
            return level
        by_rows = low.axis[node] == 0
        kind: Literal["rows", "free"] = "rows" if by_rows else "free"
        for k, task in enumerate(tasks):
            if task.kind == kind and (k > level or (k == level and by_rows)):
                task.nodes.append(node)
                return k
        tasks.append(Task(kind, [node]))
    else:
        tasks.append(Task("product", [node]))
    return len(tasks) - 1


def _follows(tasks: list[Task], home: dict[Expr, int], node: Expr, level: int) -> bool:
    """Whether a node can be computed from the product in task `level` number by number."""
    if level < 0 or tasks[level].kind != "product" or node.shape != tasks[level].nodes[0].shape:
        return False
    if node.op not in FORMULAS:
        return False
    stack, seen = [(node, True)], set()
    while stack:
        at, same = stack.pop()
        for arg in at.args:
            here = same and at.op in FORMULAS
            if home.get(arg) == level:
                if not here:
                    return False
            elif arg not in home and (arg, here) not in seen:
                seen.add((arg, here))
                stack.append((arg, here))
    return True
