from coursecode.exercises.judging import *  # noqa: F403
from coursecode.exercises.judging import judged


def check(answer, test):
    return judged(test)(answer)
