"""The data panel: pictures of data sets to choose from, and the settings of the one in use."""

from app.panels.data.panel import DataPanel

__all__ = ["DataPanel"]
