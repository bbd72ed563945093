"""Pages that open over the window: find an action, keyboard shortcuts, about. None of them asks."""
