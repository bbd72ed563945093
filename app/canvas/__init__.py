"""The network in the middle of the window, as a picture of what every neuron does.

`columns` reads an immutable project, `layout` finds places, `pictures` and `wiring` turn a frame
into images and strengths: all of it plain values. `scene` and its items draw them, `view` turns
pointer and keys into hits and gestures, `canvas` turns those into edits of the document.
"""

from app.canvas.canvas import NetworkCanvas

__all__ = ["NetworkCanvas"]
