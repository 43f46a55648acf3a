"""A line that shows how far training is. It goes to stderr and leaves nothing behind."""

import sys

import numpy as np


def show_epoch(epoch, epochs, row):
    """Rewrite the line with the epoch and the (mean) data loss; clear it after the last one."""
    line = f"epoch {epoch + 1}/{epochs}, data loss {np.mean(row['data_loss']):.4g}"
    sys.stderr.write(f"\r{line:<60}" if epoch + 1 < epochs else "\r" + " " * 60 + "\r")
    sys.stderr.flush()
