"""Every exercise check passes right answers, names planned mistakes and explains the rest."""

import importlib
import pkgutil
from collections import Counter

import answers
import pytest

import coursecode.exercises

CHAPTERS = [module.name for module in pkgutil.iter_modules(answers.__path__)]
TABLES = {name: importlib.import_module(f"answers.{name}") for name in CHAPTERS}
WRONG = [(name, *row) for name, table in TABLES.items() for row in table.WRONG]
RIGHT = [(name, *row) for name, table in TABLES.items() for row in table.RIGHT]
CHECKS = list(dict.fromkeys(check for _, check, _ in RIGHT))
FUNCTIONS = list(dict.fromkeys(check for _, check, answer in RIGHT if callable(answer)))


@pytest.mark.parametrize(("chapter", "check", "answer", "words"), WRONG)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_planned_mistake_is_named(chapter, check, answer, words):
    verdict = check(answer)
    assert not verdict
    assert repr(verdict).startswith("Not yet: ")
    assert words in verdict.message


@pytest.mark.parametrize(("chapter", "check", "answer"), RIGHT)
def test_a_right_answer_written_differently_passes(chapter, check, answer):
    verdict = check(answer)
    assert verdict, verdict


@pytest.mark.parametrize("check", CHECKS)
def test_an_open_stub_is_not_judged(check):
    def stub(*arguments): ...

    def documented(*arguments):
        """Not written yet."""
        ...

    for nothing in (stub, documented, ..., None):
        assert check(nothing).state == "Not answered yet"


@pytest.mark.parametrize("check", FUNCTIONS)
def test_an_answer_that_raises_is_explained(check):
    def broken(*arguments):
        return {}["nothing"]

    verdict = check(broken)
    assert verdict.state == "Not yet"
    assert "KeyError: 'nothing'" in verdict.message


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_check_of_the_chapter_has_its_answers(chapter):
    """At least three planned mistakes for each check, and one right answer of another form."""
    package = importlib.import_module(f"coursecode.exercises.{chapter}")
    mistakes = Counter(check.__name__ for check, *_ in TABLES[chapter].WRONG)
    passed = {check.__name__ for check, _ in TABLES[chapter].RIGHT}
    assert {name: mistakes[name] for name in package.__all__ if mistakes[name] < 3} == {}
    assert set(package.__all__) <= passed


def test_every_chapter_with_exercises_has_a_file_of_answers():
    packages = {m.name for m in pkgutil.iter_modules(coursecode.exercises.__path__) if m.ispkg}
    assert packages == set(CHAPTERS)
