"""What the tests of the claims have found: each claim, its verdict, and whether its test passed.

tests/claims/conftest.py writes these records, tools/build_book.py has them made anew when a file
that they depend on has changed, and _ext/claims_page.py makes a page of them. They lie in
_build/, never in git, so the page can only say what the tests have just shown.
"""

import ast
import hashlib
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

RECORDS = Path("_build", "claims.json")
TESTS = Path("tests", "claims")
VERDICTS = ("true", "true if", "false", "opinion")
# What can change an outcome. Chapters, figures and exercises cannot: no claim's test uses them.
DEPENDS_ON = (
    "tests/claims/*.py",
    "src/coursecode/numpy/*.py",
    "src/coursecode/torch/*.py",
    "src/coursecode/keras/*.py",
    "src/coursecode/shared/*.py",
    "src/coursecode/shared/conventions/*.py",
    "src/coursecode/shared/datasets/*",
    "requirements.txt",
)


class RecordsError(Exception):
    """The page cannot be made from these records; the message says what to do."""


def digest(root):
    """A fingerprint of every file that the outcomes depend on."""
    files = {path for pattern in DEPENDS_ON for path in root.glob(pattern) if path.is_file()}
    total = hashlib.sha256()
    for path in sorted(files):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return total.hexdigest()


def decorated_tests(root):
    """Every test of a claim in the source, as ``file::function``."""
    for path in sorted((root / TESTS).glob("test_*.py")):
        for node in ast.parse(path.read_text("utf8")).body:
            if isinstance(node, ast.FunctionDef) and any(is_claim(d) for d in node.decorator_list):
                yield f"{path.relative_to(root).as_posix()}::{node.name}"


def is_claim(decorator):
    return isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "claim"


def write(root, records):
    """Store the records of a run, unless it left out a test."""
    if {record["test"] for record in records} != set(decorated_tests(root)):
        return
    path = root / RECORDS
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"digest": digest(root), "records": sorted(records, key=lambda r: r["claim"])}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf8")


def stored(root):
    path = root / RECORDS
    return json.loads(path.read_text("utf8")) if path.is_file() else None


def fresh(root):
    """Are there records, and is every file they depend on as it was?"""
    content = stored(root)
    return content is not None and content["digest"] == digest(root)


def read(root):
    """The records, when they are fresh and every claim is shown by its test."""
    if stored(root) is None:
        raise RecordsError(
            f"The tests of the claims have not run: there is no {RECORDS.as_posix()}. "
            "`make book` runs them and builds the book."
        )
    if not fresh(root):
        raise RecordsError(
            f"The records of the claims are stale: a file that they depend on has changed since "
            f"{RECORDS.as_posix()} was written. `make book` runs the tests of the claims anew."
        )
    records = stored(root)["records"]
    if problems := list(faults(records)):
        raise RecordsError(" ".join(problems))
    return {record["claim"]: record for record in records}


def faults(records):
    """What keeps these records from being a page, one sentence each, with the claim's name."""
    for claim, times in Counter(record["claim"] for record in records).items():
        if times > 1:
            yield f"The claim {claim!r} has {times} tests; it must have one."
    for record in records:
        if record["verdict"] not in VERDICTS:
            yield f"The claim {record['claim']!r} has no verdict ({', '.join(VERDICTS)})."
        if record["outcome"] != "passed":
            how = f"{record['outcome']}: {record['test']}"
            yield f"The test of the claim {record['claim']!r} {how}."


def make_fresh(root):
    """Run the tests of the claims if their records are stale, and say so."""
    if fresh(root):
        return
    why = "have not run here" if stored(root) is None else "depend on a file that has changed"
    print(
        f"The page of claims shows what its tests find. They {why}: running them, "
        "half a minute or so.",
        flush=True,
    )
    command = [sys.executable, "-m", "pytest", TESTS.as_posix()]
    status = subprocess.run(command, cwd=root).returncode
    if not fresh(root):
        raise RecordsError(
            f"The tests of the claims did not run to their end (status {status}); "
            "the lines above say why."
        )
