"""The course of training: losses and scores over epochs."""

from app.panels.loss.panel import LossPanel

__all__ = ["LossPanel"]
