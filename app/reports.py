"""What the commands `devices` and `check` have to say, as lines for people and as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from app.errors import device_reason, plan_reason
from app.names import device_name
from app.texts import tr
from engine.agreement import Agreement
from engine.backends.plan import Plan, choose
from engine.devices import Device, candidates
from engine.experiment import Experiment
from engine.trainer import Trainer

__all__ = ["WAYS", "agreement_line", "devices_text", "explanation"]

WAYS: dict[str, Callable[[], str]] = {
    "numpy": lambda: "NumPy",
    "loop": lambda: tr("loop kernel"), "matrix": lambda: tr("matrix kernels"),
    "many": lambda: tr("many networks at once"),
}
"""What a way of `engine.backends.plan` is called."""

_INDENT = 10


def devices_text(found: tuple[Device, ...], *, as_json: bool) -> str:
    """What every device is, and whether it can be used."""
    if as_json:
        return _json([{**asdict(d), "title": _title(d), "verdict": _verdict(d)} for d in found])
    return "\n".join(line for device in found for line in _about(device))


def explanation(
    project: str, experiment: Experiment, found: tuple[Device, ...], *, as_json: bool
) -> str:
    """Which way a project is trained with every choice of a device, and why. Raises
    BadExperiment."""
    sizes = Trainer(experiment).sizes
    told = [_choice("auto", choose(sizes, candidates()), found)]
    for device in found:
        if device.usable:
            told.append(_choice(device.key, choose(sizes, candidates(), device.key), found))
        else:
            told.append(_refusal(device))
    if as_json:
        return _json({"project": project, "sizes": asdict(sizes), "plans": told})
    head = tr(
        "{project}: {weights} weights, {numbers} numbers of samples, batches of {batch}",
        project=project, weights=f"{sizes.weights:,}", numbers=f"{sizes.numbers:,}",
        batch=sizes.batch,
    )
    return "\n".join((head, *(line for choice in told for line in _reasons(choice))))


def agreement_line(device: Device, agreement: Agreement) -> str:
    """How far a device is from float64, or why nobody knows."""
    faults = {
        "too_large": tr("not compared: the network is too large for that"),
        "failed": tr("failed: {detail}", detail=agreement.detail.strip().split("\n")[0]),
    }
    found = faults.get(agreement.fault) or tr(
        "largest relative error of a gradient, in batches of {batch}: {error}",
        batch=agreement.batch, error=f"{agreement.largest:.3g}",
    )
    return f"{device.key:<{_INDENT}}{_title(device)}: {found}"


def _about(device: Device) -> Iterator[str]:
    yield f"{device.key:<{_INDENT}}{_title(device)}"
    driver = tr("driver {version}", version=device.driver) if device.driver else ""
    model = device.name if device.platform else ""
    about = " · ".join(filter(None, (model, device.platform, driver)))
    for line in filter(None, (about, device.detail, _verdict(device))):
        yield f"{'':<{_INDENT}}{line}"


def _choice(asked: str, plan: Plan, found: tuple[Device, ...]) -> dict[str, str]:
    """What comes of asking for a device, by the names of --json."""
    key = plan.device.key if plan.device else "numpy"
    title = _title(next(device for device in found if device.key == key))
    if plan.device:
        title = f"{title} ({WAYS[plan.way]()})"
    return {
        "asked": asked, "way": plan.way, "device": key, "title": title, "reason": plan.reason,
        "why": plan_reason(plan),
    }


def _refusal(device: Device) -> dict[str, str]:
    """The same for a device that cannot be used."""
    title = tr("NumPy instead of {device}", device=device_name(device))
    return {
        "asked": device.key, "way": "numpy", "device": "numpy", "title": title,
        "reason": device.reason, "why": device_reason(device.reason),
    }


def _reasons(choice: dict[str, str]) -> Iterator[str]:
    yield f"{choice['asked']:<{_INDENT}}{choice['title']}"
    yield f"{'':<{_INDENT}}{choice['why']}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _title(device: Device) -> str:
    name = device_name(device)
    return name[:1].upper() + name[1:]


def _verdict(device: Device) -> str:
    if not device.usable:
        return tr("Not used: {reason}", reason=device_reason(device.reason))
    ready = tr("Ready: --device {key}", key=device.key)
    if not device.launch:
        return ready
    cost = tr("starting a kernel costs {time}", time=f"{device.launch * 1e6:.0f}\u2009µs")
    return f"{ready} · {cost}"
