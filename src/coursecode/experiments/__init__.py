"""The chapters' experiments that are too long for a cell: one file per chapter, NumPy only."""
