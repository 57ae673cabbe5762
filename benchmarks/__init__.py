"""Measurements: speed, memory, the peer (diffusers) and consistency over dialogues. Never needed to run Huatu."""
