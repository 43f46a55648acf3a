"""Protocols of the chapter on early stopping: recorded trainings, small data, a quadratic."""
