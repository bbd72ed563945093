"""Pieces of OpenCL C: values with their width, lines with their indentation, operators by table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from engine.ir.shapes import DType

__all__ = ["FORMULAS", "TYPES", "Lines", "Value", "number_text", "spread", "type_text"]

TYPES: Mapping[DType, str] = {"f": "float", "i": "int", "b": "int"}
"""C types by IR type. Truth is 1 in a plain number and -1 in a lane, as OpenCL compares."""


@dataclass(frozen=True, slots=True)
class Value:
    """An expression in C. `wide`: sixteen lanes of it. `atom`: needs no brackets."""

    text: str
    dtype: DType
    wide: bool = False
    atom: bool = False

    @property
    def safe(self) -> str:
        """In brackets where it needs them."""
        return self.text if self.atom else f"({self.text})"


def type_text(dtype: DType, wide: bool) -> str:
    """The C type."""
    return TYPES[dtype] + ("16" if wide else "")


def spread(value: Value) -> Value:
    """The same in every lane."""
    if value.wide:
        return value
    inside = f"-{value.safe}" if value.dtype == "b" else value.text
    return Value(f"({type_text(value.dtype, True)})({inside})", value.dtype, True, True)


def number_text(value: float, dtype: DType) -> str:
    """A number in C."""
    if dtype != "f":
        return str(int(value))
    single = np.float32(value)
    if not np.isfinite(single):
        return "NAN" if np.isnan(single) else ("INFINITY" if single > 0 else "-INFINITY")
    return f"{single!s}f" if "." in str(single) or "e" in str(single) else f"{single!s}.0f"


class Lines:
    """Text that grows line by line."""

    def __init__(self, depth: int = 1) -> None:
        self._lines: list[str] = []
        self._depth = depth
        self._used = 0

    def add(self, line: str) -> None:
        """One line."""
        self._lines.append("  " * self._depth + line)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Lines in braces."""
        self.add(f"{head} {{" if head else "{")
        self._depth += 1
        yield
        self._depth -= 1
        self.add("}")

    @contextmanager
    def loop(self, name: str, count: int | str, unroll: bool) -> Iterator[None]:
        """Lines that are repeated with `name` counting up; `unroll` all passes or none."""
        mark = "UNROLL " if unroll else "ROLLED "
        with self.block(f"{mark}for (int {name} = 0; {name} < {count}; {name}++)"):
            yield

    def fresh(self, letter: str) -> str:
        """A name nobody has."""
        self._used += 1
        return f"{letter}{self._used}"

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self._lines) + "\n"


Formula = Callable[[Sequence[Value], DType], Value]


def _operator(sign: str) -> Formula:
    def formula(args: Sequence[Value], dtype: DType) -> Value:
        a, b = args
        return Value(f"{a.safe} {sign} {b.safe}", dtype, a.wide or b.wide)

    return formula


def _comparison(sign: str) -> Formula:
    def formula(args: Sequence[Value], dtype: DType) -> Value:
        wide = any(a.wide for a in args)
        a, b = map(spread, args) if wide else args
        return Value(f"{a.safe} {sign} {b.safe}", dtype, wide)

    return formula


def _function(name: str, suffix: bool = True) -> Formula:
    def formula(args: Sequence[Value], dtype: DType) -> Value:
        wide = any(a.wide for a in args)
        given = ", ".join(spread(a).text if wide else a.text for a in args)
        width = ("16" if wide else "1") if suffix else ""
        return Value(f"{name}{width}({given})", dtype, wide, True)

    return formula


def _choice(name: str, builtin: str) -> Formula:
    """The greater or smaller; where the second is a plain number, NaN of the first comes through
    one comparison."""
    real, sign = _function(name), ">" if name == "greater" else "<"

    def formula(args: Sequence[Value], dtype: DType) -> Value:
        a, b = args
        if dtype == "i":
            return _function(builtin, False)(args, dtype)
        if a.wide and b.text.strip("-").removesuffix("f").replace(".", "").isdigit():
            return Value(
                f"select({a.text}, {spread(b).text}, {spread(b).text} {sign} {a.safe})",
                dtype, True, True,
            )
        return real(args, dtype)

    return formula


def _neg(args: Sequence[Value], dtype: DType) -> Value:
    return Value(f"-{args[0].safe}", dtype, args[0].wide)


def _abs(args: Sequence[Value], dtype: DType) -> Value:
    if dtype == "f":
        return _function("fabs", False)(args, dtype)
    return Value(f"max({args[0].text}, -{args[0].safe})", dtype, args[0].wide, True)


def _where(args: Sequence[Value], dtype: DType) -> Value:
    if any(a.wide for a in args):
        test, yes, no = (spread(a).text for a in args)
        return Value(f"select({no}, {yes}, {test})", dtype, True, True)
    test, yes, no = (a.safe for a in args)
    return Value(f"({test} ? {yes} : {no})", dtype, False, True)


def _cast(args: Sequence[Value], dtype: DType) -> Value:
    (x,) = args
    if dtype == "b":
        return Value(f"{x.safe} != {spread(replace(x, text='0', wide=False)).text}"
                     if x.wide else f"{x.safe} != 0", dtype, x.wide)
    if not x.wide:
        return Value(f"({TYPES[dtype]}){x.safe}", dtype)
    if x.dtype == "b":
        text = f"-{x.safe}" if dtype == "i" else f"convert_float16(-{x.safe})"
        return Value(text, dtype, True)
    name = "convert_int16_rtz" if dtype == "i" else "convert_float16"
    return Value(f"{name}({x.text})", dtype, True, True)


FORMULAS: Mapping[str, Formula] = {
    "neg": _neg,
    "abs": _abs,
    "where": _where,
    "cast": _cast,
    "exp": _function("exp"),
    "log": _function("log"),
    "sqrt": _function("sqrt", False),
    "sin": _function("sin", False),
    "cos": _function("cos", False),
    "tanh": _function("tanh"),
    "sigmoid": _function("sigmoid"),
    "softplus": _function("softplus"),
    "sign": _function("sign"),
    "add": _operator("+"),
    "sub": _operator("-"),
    "mul": _operator("*"),
    "div": _operator("/"),
    "pow": _function("pow", False),
    "maximum": _choice("greater", "max"),
    "minimum": _choice("smaller", "min"),
    "less": _comparison("<"),
    "equal": _comparison("=="),
}
"""Everything elementwise: one row a primitive."""
