"""What the parts of a network, and the parts of this computer, are called on the screen."""

from __future__ import annotations

from app.texts import tr, tr_engine
from engine.devices import Device
from engine.graph import Graph

__all__ = ["device_label", "device_name", "node_name"]

_DRIVERS = {"Portable Computing Language": "PoCL", "Intel(R) OpenCL": "Intel"}
"""Platforms by names that people may have heard."""
_BRANDS = {"nvidia": "NVIDIA", "advanced micro": "AMD", "amd": "AMD", "intel": "Intel"}
_SAYS_IT = ("gpu", "graphics", "radeon", "geforce")


def device_name(device: Device) -> str:
    """A device within a sentence: "this computer's processor via PoCL", "NVIDIA H100 GPU"."""
    if not device.platform:
        return device.name
    if device.kind == "cpu":
        driver = _DRIVERS.get(device.platform, device.platform)
        return tr("this computer's processor via {driver}", driver=driver)
    name = _branded(device)
    if device.kind == "gpu" and not any(word in name.lower() for word in _SAYS_IT):
        return tr("{name} GPU", name=name)
    return name


def device_label(device: Device) -> str:
    """The same where there is little room."""
    if device.kind == "cpu" and device.platform:
        return tr("Processor")
    return device.name


def _branded(device: Device) -> str:
    """With the name of the maker in front, unless it is there."""
    vendor = device.vendor.lower()
    brand = next((short for word, short in _BRANDS.items() if vendor.startswith(word)), "")
    known = not brand or brand.lower() in device.name.lower()
    return device.name if known else f"{brand} {device.name}"


def node_name(graph: Graph, id: str) -> str:
    """A node as people know it: the name they gave it, "Output", or "Dense 2" of several.

    An id that the graph does not hold (it was just removed) is given back as it is.
    """
    if id not in graph:
        return id
    node, number = graph.node(id), graph.numbers[id]
    label = node.label or tr_engine(node.layer.label)
    return f"{label} {number}" if number and not node.label else label
