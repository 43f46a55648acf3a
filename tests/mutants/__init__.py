"""Planted mistakes: ``name.py`` holds those that ``tests/test_name.py`` must reject.

``MUTANTS`` maps what is wrong to (framework or None, where and what to plant).
"""
