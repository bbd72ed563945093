"""Kinds of nodes: what a network can be drawn with. One family a file; the registry is `layers`."""

from engine.layers import activation, dense, io, merge, normalization, regularization, shape
from engine.layers.base import Layer, LayerProblem, Net, layer, layers

__all__ = [
    "Layer",
    "LayerProblem",
    "Net",
    "activation",
    "dense",
    "io",
    "layer",
    "layers",
    "merge",
    "normalization",
    "regularization",
    "shape",
]
