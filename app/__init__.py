"""Shows an engine to a person: PySide6 windows over `engine`, one document, one worker thread."""
