"""What is minimised and how a step is made, as expressions that any backend can run."""
