"""The network in the middle of the window: a drawing board with two faces for every node.

What is shown is worked out as plain values: `reading` and `columns` read an immutable project,
`levels` says which nodes are open and which are cards, `layout` fills the view with an open network
or `board_layout` gives every node its place, `arrangement` puts that together as a `Sight`.
`pictures`, `wiring` and `routing` turn a frame into images, strengths and ways.

`population` keeps an item for everything that is seen; `scene` shows sights and frames in them and
knows what is at a point. `view` turns pointer and keys into hits, moves and gestures (`gestures`,
`moving`, `wire_pulling`; `handling` chooses one), `acting` turns those into selection and edits
(`editing`), and `canvas` puts all of it together. `stage` brings project, scene and camera in line.
"""

from app.canvas.canvas import NetworkCanvas

__all__ = ["NetworkCanvas"]
