"""Shows an engine to a person: PySide6 windows over `engine`, with one document and one worker thread."""
