"""Corpora of scenes, captions and edits, written as JSON lines for the training of the painter."""
