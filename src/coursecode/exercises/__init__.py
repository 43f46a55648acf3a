"""Checks for the exercises, one file per chapter: each names the mistake it recognizes."""
