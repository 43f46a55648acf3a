"""What a stored chapter must look like; every rule takes a notebook and lists its faults."""

from . import cells, exercises, figures, outputs

RULES = {
    "outputs": outputs.faults,
    "cells": cells.faults,
    "figures": figures.faults,
    "exercises": exercises.faults,
}
