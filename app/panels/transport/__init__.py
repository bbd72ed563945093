"""The transport bar: whose work this is, the buttons that run it, and where it stands."""

from app.panels.transport.bar import Transport

__all__ = ["Transport"]
