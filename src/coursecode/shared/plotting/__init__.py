"""Figures of the book: one style, and one file per chapter with one function per figure."""
