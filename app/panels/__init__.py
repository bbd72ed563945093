"""What stands around the network: transport, data, training, predictions, losses, timeline.

Every panel is made as ``Panel(document, session, parent)``, shows a project, a change and a frame
with `show_project`, `show_change` and `show_frame`, and turns gestures into edits of the document.
No panel knows another.
"""
