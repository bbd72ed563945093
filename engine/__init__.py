"""Graphs of layers in; losses and pictures out.

The engine knows no Qt, no language and no screen. What a person builds is an
`engine.experiment.Experiment`; `engine.trainer.Trainer` runs one and yields
`engine.frame.Frame` values.
"""

__version__ = "0.1.0"
