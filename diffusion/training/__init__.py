"""Training of the embedded checkpoint: the picture world, losses, loops and the judge."""
