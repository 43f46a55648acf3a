"""Protocols of the chapter on noise and max-norm, one file per question."""
