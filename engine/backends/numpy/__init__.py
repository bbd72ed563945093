"""The reference backend: always there, starts at once, float32 or float64."""

from engine.backends.numpy.program import NumpyProgram

__all__ = ["NumpyProgram"]
