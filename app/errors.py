"""Errors and problems as sentences: what happened, where, and what to do about it.

The engine raises types with values; this is the one place that turns them into the user's
language. Every code has one row in a table, and a test asserts that none is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from app.names import node_name
from app.texts import tr, tr_engine
from engine.backends.plan import Plan
from engine.errors import BadExperiment, EngineError, Problem
from engine.graph import Graph
from engine.layers import layers
from engine.losses import losses

__all__ = ["Message", "device_reason", "explain", "plan_reason", "sentence"]


@dataclass(frozen=True)
class Message:
    """`what` happened, as a sentence that also says where; `cure` is what to do, or nothing.

    `node` is the node it is about, "" for none.
    """

    what: str
    cure: str = ""
    node: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.cure}".strip()


Facts: TypeAlias = Mapping[str, Any]
Row: TypeAlias = Callable[[Facts], tuple[str, str]]


def explain(trouble: EngineError | Problem, graph: Graph | None = None) -> Message:
    """The sentences for an error or a problem; `graph` gives the names of its nodes."""
    if isinstance(trouble, BadExperiment) and trouble.problems:
        return explain(trouble.problems[0], graph)
    if isinstance(trouble, Problem):
        facts = {**dict(trouble.values), "port": trouble.port + 1, "node": trouble.node}
        table: Mapping[str, Row] = PROBLEMS
    else:
        facts = dict(trouble.values)
        table = ERRORS
    id = str(facts.get("node", ""))
    facts["node"] = node_name(graph, id) if graph is not None and id else id
    what, cure = table.get(trouble.code, _unknown)({**facts, "code": trouble.code})
    return Message(what, cure, id)


def sentence(trouble: EngineError | Problem, graph: Graph | None = None) -> str:
    """The same in one line, for terminals, toasts and logs."""
    return " ".join(str(explain(trouble, graph)).split())


def device_reason(code: str) -> str:
    """Why a device is not the one in use, by `Device.reason` or `Trainer.device_note`."""
    return DEVICES[code]() if code else ""


def plan_reason(plan: Plan | None) -> str:
    """Why a network is run the way it is, with the sizes that decided it."""
    if plan is None:
        return tr("Which way is fastest is decided as soon as training begins.")
    sizes, device = plan.sizes, plan.device
    facts = {
        "weights": f"{sizes.weights:,}" if sizes else "",
        "numbers": f"{sizes.numbers:,}" if sizes else "",
        "batch": sizes.batch if sizes else 0,
        "limit": f"{plan.limit:,}",
    }
    why = PLANS[plan.reason](facts)
    if device is not None and device.launch:
        cost = f"{device.launch * 1e6:.0f}\u2009µs"
        why = f"{why} {tr('Starting a kernel costs {time} there.', time=cost)}"
    return why


def _unknown(v: Facts) -> tuple[str, str]:
    return tr("Something went wrong ({code}).", code=v["code"]), ""


def _shape(numbers: Any) -> str:
    """(1, 8, 8) -> 1 × 8 × 8."""
    return " × ".join(str(n) for n in numbers)


def _inputs(count: int) -> str:
    return tr("1 input") if count == 1 else tr("{count} inputs", count=count)


def _file(v: Facts) -> tuple[str, str]:
    return FILES.get(v["reason"], _unreadable)({**v, "file": Path(v["path"]).name})


def _unreadable(v: Facts) -> tuple[str, str]:
    return tr("{file} cannot be read: {detail}", **_facts(v, "file", "detail")), ""


def _facts(v: Facts, *names: str) -> dict[str, Any]:
    return {name: v[name] for name in names}


def _diverged(v: Facts) -> tuple[str, str]:
    kinds: Mapping[str, Callable[[], str]] = {
        "activation": lambda: tr("The output"),
        "loss": lambda: tr("The loss"),
        "gradient": lambda: tr("The gradient"),
        "weight": lambda: tr("A weight"),
    }
    what = tr(
        "{quantity} of {node} stopped being a finite number at step {step} (epoch {epoch}).",
        quantity=kinds.get(v["quantity"], kinds["activation"])(),
        **_facts(v, "node", "step", "epoch"),
    )
    cure = tr(
        "The network is back at epoch {back}, before that began. Try a smaller learning rate "
        "(now {rate}), gradient clipping, or new weights.",
        back=v["back"],
        rate=f"{v['learning_rate']:.3g}",
    )
    return what, cure


ERRORS: dict[str, Row] = {
    "bad_value": lambda v: (
        tr("{owner}: {name} cannot be {value}.", **_facts(v, "owner", "name", "value")),
        tr("It should be: {expected}", expected=v["expected"]),
    ),
    "unknown_name": lambda v: (
        tr("There is no {registry} called “{name}”.",
           registry=tr_engine(v["registry"]), name=v["name"]),
        tr("Known: {known}", known=", ".join(v["known"])),
    ),
    "bad_experiment": lambda v: (tr("The network cannot be trained yet."), ""),
    "bad_file": _file,
    "bad_shape": lambda v: (
        tr("The shapes {shapes} do not go together in “{operation}”.",
           shapes=", ".join(_shape(s) for s in v["shapes"]), operation=v["operation"]),
        tr("Change the layers around it."),
    ),
    "unknown_device": lambda v: (
        tr("This computer has no device “{device}”.", device=v["device"]),
        tr("Known: {known}", known=", ".join(v["known"])),
    ),
    "diverged": _diverged,
}
"""By the code of an EngineError."""

PROBLEMS: dict[str, Row] = {
    "no_input": lambda v: (
        tr("The network has no input layer."),
        tr("Add one and connect it to the first layer."),
    ),
    "no_output": lambda v: (
        tr("The network has no output layer."),
        tr("Add one and connect the last layer to it."),
    ),
    "many_outputs": lambda v: (
        tr("{node} is one output layer too many.", node=v["node"]),
        tr("Keep one and remove the others."),
    ),
    "not_connected": lambda v: (
        tr("Nothing leads into {node}.", node=v["node"]),
        tr("Connect a layer to its input."),
    ),
    "unused": lambda v: (
        tr("{node} does not lead to the output.", node=v["node"]),
        tr("Connect it, or remove it."),
    ),
    "cycle": lambda v: (
        tr("{node} is part of a circle: its output leads back to its input.", node=v["node"]),
        tr("Remove one wire of the circle."),
    ),
    "too_few_inputs": lambda v: (
        tr("{node} has {inputs} and needs at least {least}.",
           inputs=_inputs(v["count"]), **_facts(v, "node", "least")),
        tr("Connect more layers to it."),
    ),
    "too_many_inputs": lambda v: (
        tr("{node} has {inputs} and takes at most {most}.",
           inputs=_inputs(v["count"]), **_facts(v, "node", "most")),
        tr("Remove wires, or join them with Add or Concatenate."),
    ),
    "no_features": lambda v: (
        tr("{node} passes nothing on: no feature is chosen that this data has.", node=v["node"]),
        tr("Choose at least one feature."),
    ),
    "needs_flatten": lambda v: (
        tr("{node} needs a plain list of numbers, but gets {shape} of them.",
           node=v["node"], shape=_shape(v["shape"])),
        tr("Put a Flatten layer before it."),
    ),
    "shape_mismatch": lambda v: (
        tr("The inputs of {node} do not fit together: {shapes}.",
           node=v["node"], shapes=", ".join(_shape(s) for s in v.get("shapes", ()))),
        tr("Give them the same shape, or join them with Concatenate."),
    ),
    "wire_to_itself": lambda v: (
        tr("{node} cannot feed itself.", node=v["node"]), tr("Lead the wire to another layer.")
    ),
    "wire_exists": lambda v: (
        tr("This layer feeds {node} already.", node=v["node"]), tr("Choose another layer.")
    ),
    "wire_makes_cycle": lambda v: (
        tr("This wire would make a circle: {node} leads back to where it begins.", node=v["node"]),
        tr("Lead it forwards."),
    ),
    "port_taken": lambda v: (
        tr("This input of {node} is taken.", node=v["node"]),
        tr("Remove its wire first, or join the two with Add or Concatenate."),
    ),
    "no_port": lambda v: (
        tr("No wire can end there.") if not v["node"]
        else tr("{node} has no such input.", node=v["node"]),
        tr("Lead the wire to another layer."),
    ),
    "no_way_out": lambda v: (
        tr("Nothing comes after an output layer."), tr("Begin the wire at another layer.")
    ),
    "unknown_layer": lambda v: (
        _unknown_layer(v), tr("It is kept as it is. Install the newest version, or remove it.")
    ),
    "loss_task": lambda v: (
        tr("The loss {loss} does not suit this data.", loss=_loss(v["loss"])),
        tr("Choose another loss."),
    ),
    "output_activation": lambda v: (
        tr("The activation of {node} does not suit the loss {loss}.",
           node=v["node"], loss=_loss(v["loss"])),
        tr("Set the activation of the output to automatic."),
    ),
}
"""By the code of a Problem."""

FILES: dict[str, Row] = {
    "missing": lambda v: (
        tr("There is no file or example {path}.", path=v["path"]),
        tr("It may have been moved or renamed."),
    ),
    "unreadable": _unreadable,
    "too_large": lambda v: (tr("{file} is too large to be a project.", file=v["file"]), ""),
    "not_a_project": lambda v: (
        tr("{file} is not a Neural Sketchpad project.", file=v["file"]),
        tr("Something else is in it.") if Path(v["path"]).suffix == ".nsketch"
        else tr("Projects end in .nsketch."),
    ),
    "not_a_table": lambda v: (
        tr("{file} is not a table of numbers: {detail}", **_facts(v, "file", "detail")), ""
    ),
    "unexpected_member": lambda v: (
        tr("{file} holds something that does not belong in a project: {detail}",
           **_facts(v, "file", "detail")),
        tr("It was not opened."),
    ),
    "damaged": lambda v: (
        tr("{file} is damaged.", file=v["file"]),
        tr("Open another copy of it if you have one."),
    ),
    "newer": lambda v: (
        tr("{file} was made by a newer version of Neural Sketchpad.", file=v["file"]),
        tr("Install the newest version to open it."),
    ),
    "structure": lambda v: (
        tr("{file} is not built like a project: {detail}", **_facts(v, "file", "detail")), ""
    ),
    "unknown_part": lambda v: (
        tr("{file} uses “{detail}”, which this version does not have.",
           **_facts(v, "file", "detail")),
        tr("Install the newest version to open it."),
    ),
    "bad_setting": lambda v: (
        tr("{file} has a setting that is not allowed: {detail}", **_facts(v, "file", "detail")), ""
    ),
    "bad_weights": lambda v: (
        tr("The weights in {file} are damaged: {detail}", **_facts(v, "file", "detail")), ""
    ),
    "not_copied": lambda v: (
        tr("The clipboard holds no layers or notes."),
        tr("Copy some on a canvas first, here or in another window."),
    ),
    "copied_newer": lambda v: (
        tr("What was copied comes from a newer version of Neural Sketchpad."),
        tr("Install the newest version to paste it."),
    ),
    "copied_badly": lambda v: (
        tr("What was copied is damaged: {detail}", detail=v["detail"]), tr("Copy it again.")
    ),
    "read_only": lambda v: (
        tr("{file} cannot be written: you may not write there.", file=v["file"]),
        tr("Save it in another folder."),
    ),
    "no_space": lambda v: (
        tr("{file} cannot be written: the disk is full.", file=v["file"]),
        tr("Free some space, or save it elsewhere. Nothing was lost."),
    ),
    "no_folder": lambda v: (
        tr("{file} cannot be written: its folder does not exist.", file=v["file"]),
        tr("Save it in another folder."),
    ),
    "unwritable": lambda v: (
        tr("{file} cannot be written: {detail}", **_facts(v, "file", "detail")),
        tr("Save it in another folder."),
    ),
}
"""By the reason of a BadFile."""

DEVICES: dict[str, Callable[[], str]] = {
    "not_installed": lambda: tr("pyopencl is not installed."),
    "no_driver": lambda: tr("There is no OpenCL driver on this computer."),
    "crashed": lambda: tr(
        "An OpenCL driver crashed when it was asked for its devices. It is asked again once it "
        "has changed, by “Search again”, or by the command: devices --refresh"
    ),
    "timed_out": lambda: tr("The OpenCL drivers did not answer in time."),
    "failed": lambda: tr("The OpenCL driver reported an error."),
    "trial_crashed": lambda: tr(
        "The driver crashed while it compiled a small kernel. It is tried again once it has "
        "changed, by “Search again”, or by the command: devices --refresh"
    ),
    "trial_timed_out": lambda: tr("The driver did not get a small kernel done in time."),
    "trial_failed": lambda: tr("The driver could not run a small kernel."),
    "not_compiled": lambda: tr(
        "This version trains on processors only, not yet on graphics cards."
    ),
    "restart": lambda: tr(
        "It was found while the program was using OpenCL already. Start the program again to "
        "train on it."
    ),
    "device_failed": lambda: tr("The device failed, so NumPy goes on."),
    "large_network": lambda: tr("The network is too large for this device, so NumPy trains it."),
    "large_data": lambda: tr("The data set is too large for this device, so NumPy is used."),
    "double": lambda: tr("Only NumPy computes in double precision."),
}
"""By the reason of a Device, or the device note of a Trainer."""

PLANS: dict[str, Callable[[Facts], str]] = {
    "small_network": lambda v: tr(
        "The network is small ({weights} weights): one compiled kernel trains whole epochs, in "
        "batches of {batch}, before it comes back.", **_facts(v, "weights", "batch")
    ),
    "wide_network": lambda v: tr(
        "The network is wide ({weights} weights): every matrix product is a compiled kernel that "
        "all cores share.", **_facts(v, "weights")
    ),
    "many_networks": lambda v: tr(
        "Many networks of {weights} weights are trained at once, side by side in one kernel.",
        **_facts(v, "weights")
    ),
    "asked": lambda v: tr("NumPy is always there and starts at once."),
    "double": lambda v: tr("Only NumPy computes in double precision."),
    "no_device": lambda v: tr("No OpenCL device can be used here, so NumPy trains."),
    "no_processor": lambda v: tr(
        "There is only a graphics card, where one small network is slower than on the processor."
    ),
    "large_network": lambda v: tr(
        "With {weights} weights the network is too large for the kernel that trains small ones, "
        "so NumPy trains it.", **_facts(v, "weights")
    ),
    "large_data": lambda v: tr(
        "The data set has {numbers} numbers; at most {limit} are copied to a device, so NumPy "
        "is used.", **_facts(v, "numbers", "limit")
    ),
}
"""By the reason of a Plan."""


def _unknown_layer(v: Facts) -> str:
    if v["kind"] in layers:
        return tr("{node} has settings that this version does not know.", node=v["node"])
    return tr(
        "{node} is a layer of a kind that this version does not know: {kind}.",
        **_facts(v, "node", "kind"),
    )


def _loss(name: str) -> str:
    return tr_engine(losses[name].label) if name in losses else name
