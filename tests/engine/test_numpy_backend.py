"""Programs: the arrays they read and write, and what a run may cost."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.backends.base import Program
from engine.backends.numpy import NumpyProgram
from engine.errors import BadShape
from engine.ir import functions as f
from engine.ir.expr import Expr, constant, variable
from engine.ir.gradient import gradients

Array = NDArray[Any]
RNG = np.random.default_rng(0)
x, w = variable("x", (3, 4)), variable("w", (4,))


def filled(outputs: Mapping[str, Expr], **options: Any) -> NumpyProgram:
    program = NumpyProgram(outputs, **options)
    rng = np.random.default_rng(1)
    for name, array in program.inputs.items():
        if name not in options.get("inputs", {}):
            array[...] = rng.normal(size=array.shape)
    return program


def numbers(*shape: int) -> Array:
    return RNG.normal(size=shape).astype(np.float32)


def test_is_a_program() -> None:
    program: Program = NumpyProgram({"y": x})
    program.run()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types(dtype: type) -> None:
    whole = variable("i", (2,), "i")
    program = NumpyProgram({"f": x.sin(), "i": whole + 1, "b": f.less(whole, 3)}, dtype=dtype)
    assert program.inputs["x"].dtype == program.outputs["f"].dtype == dtype
    assert program.inputs["i"].dtype == program.outputs["i"].dtype == np.int64
    assert program.outputs["b"].dtype == np.bool_


def test_inputs_of_the_caller_are_read_where_they_are() -> None:
    flat = numbers(10)
    program = NumpyProgram({"y": x * w}, inputs={"w": flat[2:6], "unknown": flat})
    program.inputs["x"][...] = 1.0
    for _ in range(2):
        flat += 1
        program.run()
        np.testing.assert_array_equal(program.outputs["y"], np.broadcast_to(flat[2:6], (3, 4)))


def test_results_are_written_where_the_caller_wants_them() -> None:
    whole = np.zeros((3, 2, 4), np.float32)
    results = {"y": whole[:, 0], "x": whole[:, 1]}
    program = filled({"y": (x * w).exp(), "x": x}, results=results)
    program.run()
    np.testing.assert_array_equal(program.outputs["y"], whole[:, 0])
    np.testing.assert_array_equal(whole[:, 1], program.inputs["x"])
    expected = np.exp(program.inputs["x"] * program.inputs["w"])
    np.testing.assert_array_equal(whole[:, 0], expected)


BAD_ARRAYS = {
    "input shape": {"inputs": {"w": np.zeros(5, np.float32)}},
    "input type": {"inputs": {"w": np.zeros(4)}},
    "result shape": {"results": {"y": np.zeros((4, 3), np.float32)}},
    "result type": {"results": {"y": np.zeros((3, 4), np.int64)}},
}


@pytest.mark.parametrize("case", BAD_ARRAYS)
def test_arrays_that_do_not_suit_are_refused(case: str) -> None:
    with pytest.raises(BadShape):
        NumpyProgram({"y": x * w}, **BAD_ARRAYS[case])


def test_one_name_cannot_have_two_shapes() -> None:
    with pytest.raises(BadShape):
        NumpyProgram({"y": variable("v", (2,)), "z": variable("v", (3,))})


def test_variables_that_do_not_matter_can_still_be_filled() -> None:
    program = NumpyProgram({"y": x * 0})
    program.inputs["x"][...] = 5
    program.run()
    assert not program.outputs["y"].any()


def test_weights_can_be_updated_in_place() -> None:
    """Everything is read before anything is written, whatever the order of the outputs."""
    flat, a, b = variable("flat", (8,)), variable("a", (4,)), variable("b", (4,))
    after = f.concat([a * 2, b + a], 0) * flat
    old = numbers(8)
    for order in (("flat", "sum", "copy"), ("copy", "sum", "flat")):
        memory = old.copy()
        outputs = {"flat": after, "sum": (a + b).sum(), "copy": a}
        program = NumpyProgram(
            {name: outputs[name] for name in order},
            inputs={"flat": memory, "a": memory[:4], "b": memory[4:]},
            results={"flat": memory},
        )
        program.run()
        expected = np.concatenate([old[:4] * 2, old[4:] + old[:4]]) * old
        np.testing.assert_allclose(memory, expected, rtol=1e-6)
        np.testing.assert_allclose(program.outputs["sum"], old.sum(), rtol=1e-5)
        np.testing.assert_array_equal(program.outputs["copy"], old[:4])


def test_a_result_read_by_others_does_not_destroy_what_they_need() -> None:
    memory = np.array([1.0, 2, 3, 4], np.float32)
    new = w * 2
    program = NumpyProgram(
        {"new": new, "far": new.exp() + w.exp()}, inputs={"w": memory}, results={"new": memory}
    )
    program.run()
    np.testing.assert_array_equal(memory, [2, 4, 6, 8])
    np.testing.assert_allclose(
        program.outputs["far"], np.exp([2.0, 4, 6, 8]) + np.exp([1.0, 2, 3, 4]), rtol=1e-6
    )


def test_values_can_change_places() -> None:
    a, b = numbers(4), numbers(4)
    old_a, old_b = a.copy(), b.copy()
    program = NumpyProgram(
        {"a": variable("b", (4,)), "b": variable("a", (4,))},
        inputs={"a": a, "b": b},
        results={"a": a, "b": b},
    )
    program.run()
    np.testing.assert_array_equal(a, old_b)
    np.testing.assert_array_equal(b, old_a)


def test_a_shifted_overlap_is_safe() -> None:
    memory = np.arange(6, dtype=np.float32)
    part = variable("part", (5,))
    program = NumpyProgram(
        {"out": part * 2 + part}, inputs={"part": memory[:5]}, results={"out": memory[1:]}
    )
    program.run()
    np.testing.assert_array_equal(memory, [0, 0, 3, 6, 9, 12])


@pytest.mark.parametrize("op", ["sigmoid", "softplus", "where", "turned", "matmul"])
def test_many_steps_over_their_own_input(op: str) -> None:
    square = variable("s", (4, 4))
    formulas = {
        "sigmoid": square.permute((1, 0)).sigmoid(),
        "softplus": f.softplus(square.permute((1, 0))),
        "where": f.where(f.less(square, 0), square.permute((1, 0)), 0.5),
        "turned": square.permute((1, 0)) + square,
        "matmul": square @ square,
    }
    memory = numbers(4, 4)
    apart = NumpyProgram({"s": formulas[op]}, inputs={"s": memory.copy()})
    program = NumpyProgram({"s": formulas[op]}, inputs={"s": memory}, results={"s": memory})
    apart.run()
    program.run()
    np.testing.assert_array_equal(memory, apart.outputs["s"])


def test_constant_results_are_written_again_in_every_run() -> None:
    memory = np.zeros(3, np.float32)
    parts = f.concat([constant([1.0, 2.0]), variable("v", (1,))], 0)
    program = NumpyProgram({"out": parts}, results={"out": memory})
    for _ in range(2):
        memory[...] = 7
        program.run()
        np.testing.assert_array_equal(memory, [1, 2, 0])


def test_one_formula_under_two_names() -> None:
    first, second = np.zeros(4, np.float32), np.zeros(4, np.float32)
    program = filled({"a": w.exp(), "b": w.exp(), "c": w.exp()}, results={"a": first, "b": second})
    program.run()
    np.testing.assert_array_equal(first, np.exp(program.inputs["w"]))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(first, program.outputs["c"])


def test_equal_inputs_give_bit_equal_outputs() -> None:
    program = filled(mlp(32, (5, 30, 3)))
    program.run()
    before = {name: array.copy() for name, array in program.outputs.items()}
    other = filled(mlp(32, (5, 30, 3)))
    for again in (program, other):
        again.run()
        for name, array in before.items():
            np.testing.assert_array_equal(again.outputs[name], array)


def test_overflow_is_silent() -> None:
    """(Every warning is an error in these tests.)"""
    program = NumpyProgram({"inf": w.exp(), "nan": w.exp() - w.exp() * w, "log": (-w).log()})
    program.inputs["w"][...] = 1e4
    program.run()
    assert np.isinf(program.outputs["inf"]).all()
    assert np.isnan(program.outputs["log"]).all()


def test_what_never_changes_is_computed_once() -> None:
    table = constant(np.arange(12.0).reshape(3, 4)).sin() @ constant(np.eye(4))
    assert NumpyProgram({"y": table.sum(0) + w}).calls == 1


def test_moving_costs_nothing() -> None:
    node = x.permute((1, 0))[1:3].reshape((1, 2, 3)).broadcast_to((5, 2, 3))
    assert NumpyProgram({"y": node}).calls == 0
    assert NumpyProgram({"y": f.windows(x, (1,), (3,))}).calls == 0


def test_parts_are_computed_in_the_whole() -> None:
    node = f.concat([x.exp().reshape((12,)), w.sin(), x.tanh().reshape((12,))], 0)
    program = filled({"y": node})
    program.run()
    assert program.calls == 3
    numbers = program.inputs["x"], program.inputs["w"]
    expected = np.concatenate([np.exp(numbers[0]), np.tanh(numbers[0])])
    np.testing.assert_array_equal(program.outputs["y"][:12], expected[:3].reshape(-1))
    np.testing.assert_array_equal(program.outputs["y"][16:], expected[3:].reshape(-1))


def mlp(batch: int, sizes: tuple[int, ...]) -> dict[str, Expr]:
    """Loss and new weights of one step of gradient descent."""
    hidden, weights = variable("x", (batch, sizes[0])), {}
    for number, pair in enumerate(pairwise(sizes)):
        weight = weights[f"w{number}"] = variable(f"w{number}", pair)
        bias = weights[f"b{number}"] = variable(f"b{number}", pair[1:])
        hidden = (hidden @ weight + bias).tanh()
    loss = ((hidden - variable("y", (batch, sizes[-1]))) ** 2).mean()
    slopes = gradients(loss, list(weights.values()))
    flat = f.concat([g.reshape((-1,)) for g in slopes], 0)
    before = variable("flat", flat.shape)
    return {"loss": loss, "flat": before - variable("rate", ()) * flat}


def views(sizes: tuple[int, ...], flat: Array) -> dict[str, Array]:
    """The weights of `mlp` inside the flat vector."""
    found, start = {}, 0
    for number, (rows, columns) in enumerate(pairwise(sizes)):
        for name, shape in ((f"w{number}", (rows, columns)), (f"b{number}", (columns,))):
            size = int(np.prod(shape))
            found[name] = flat[start : start + size].reshape(shape)
            start += size
    return {**found, "flat": flat}


def test_a_step_of_the_spiral_network_is_few_calls() -> None:
    """2-8-8-1 on batches of 10; a call costs about a microsecond."""
    flat = numbers(105)
    program = filled(
        mlp(10, (2, 8, 8, 1)), inputs=views((2, 8, 8, 1), flat), results={"flat": flat}
    )
    assert program.calls <= 34


def test_a_step_learns() -> None:
    sizes = (2, 8, 1)
    flat = numbers(33) * 0.5
    program = filled(mlp(20, sizes), inputs=views(sizes, flat), results={"flat": flat})
    points = program.inputs["x"]
    program.inputs["y"][...] = np.sign(points[:, :1] * points[:, 1:])
    program.inputs["rate"][...] = 0.3
    losses = []
    for _ in range(500):
        program.run()
        losses.append(float(program.outputs["loss"]))
    assert losses[-1] < 0.2 * losses[0]
