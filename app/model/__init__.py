"""What a person works on, without Qt: the project, the edits on it and its file format."""
