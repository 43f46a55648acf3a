"""What learners may answer, one file per chapter: ``WRONG`` with the words to expect, ``RIGHT``.

``tests/test_exercises.py`` runs all of them, so a new chapter is a new file here.
"""
