"""What the network has learned, drawn over its inputs: boundary, surface, curve or samples."""

from app.panels.boundary.panel import BoundaryPanel

__all__ = ["BoundaryPanel"]
