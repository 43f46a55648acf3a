"""Table 2 of Zou and Hastie (2005), cell by cell: the paper's number, ours, and what they say.

python -m reproductions.zou_hastie [--repetitions 300] [--output FILE]

The table goes to standard output as Markdown. Finished batches are kept in _build/reproduce/:
interrupt with Ctrl-C whenever you like, the same command goes on where it stopped.
"""

import argparse
import math
import sys
from pathlib import Path

import numpy as np

from coursecode.experiments import elastic_net_path, zou_hastie
from coursecode.experiments.zou_hastie import EXAMPLES, METHODS, PAPER, median_and_error
from reproductions.batches import computed, key

ROOT = Path(__file__).resolve().parents[1]
HEADER = (
    "| example | method | paper | this course | z | verdict | population |",
    "|---|---|---|---|---|---|---|",
)


def run(repetitions, folder, *, seed=0, size=10, say=sys.stderr.write):
    """All repetitions of the four examples: {example: [{method: [numbers of Fit]}]}."""
    settings = {"table": "Zou and Hastie 2005, 2", "seed": seed}
    place = Path(folder) / f"zou_hastie-{key(settings, (elastic_net_path, zou_hastie))}"

    def one(example):
        return lambda index: zou_hastie.repetition(example, index, seed)

    return {
        example: computed(one(example), f"example{example}", repetitions, folder=place, size=size,
                          say=say)
        for example in EXAMPLES
    }  # fmt: skip


def verdict(z):
    """In words: how far apart two medians are, in standard errors of their difference."""
    return "agrees" if abs(z) < 2 else "close" if abs(z) < 3 else "differs"


def rows(results):
    """One line of the table per cell."""
    for example, runs in results.items():
        for method in METHODS:
            fits = [zou_hastie.Fit(*run[method]) for run in runs]
            ours, error = median_and_error([fit.test_error for fit in fits])
            other, other_error = median_and_error([fit.model_error for fit in fits])
            value, its_error = PAPER[method][example - 1]
            z = (ours - value) / math.hypot(error, its_error)
            line = (
                f"| {example} | {method} | {value:.2f} ({its_error:.2f}) | {ours:.2f} ({error:.2f})"
                f" | {z:+.1f} | {verdict(z)} | {other:.2f} ({other_error:.2f}) |"
            )
            yield line.replace(" (", "\N{NO-BREAK SPACE}(")


def contained(results):
    """In how many repetitions the naive elastic net validates no worse than the lasso."""
    validation = [
        [zou_hastie.Fit(*run[method]).validation for method in ("naive elastic net", "lasso")]
        for runs in results.values()
        for run in runs
    ]
    naive, lasso = np.transpose(validation)
    return int((naive <= lasso).sum()), len(validation)


def table(results):
    """The whole Markdown text."""
    repetitions = len(results[1])
    within, of = contained(results)
    return "\n".join(
        [
            *HEADER,
            *rows(results),
            "",
            f"Median over {repetitions} repetitions (the paper: 50), in brackets its standard "
            "error from 500 bootstrap resamples. *This course*: mean squared error of the fitted "
            "function on the test set, without the noise. *z*: difference in standard errors of "
            "the difference; *agrees* below 2, *close* below 3. *Population*: the same "
            "coefficients judged by $(\\hat\\beta - \\beta)^\\top\\Sigma(\\hat\\beta - \\beta)$. "
            f"The naive elastic net validates at least as well as the lasso in {within} of {of} "
            "repetitions. "
            f"Made by `python -m reproductions.zou_hastie --repetitions {repetitions}`.",
            "",
        ]
    )


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repetitions", type=whole, default=300, metavar="N",
                        help="per example (default: 300; the paper had 50)")  # fmt: skip
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table there too")
    parser.add_argument("--folder", type=Path, default=ROOT / "_build" / "reproduce",
                        metavar="DIR", help=argparse.SUPPRESS)  # fmt: skip
    arguments = parser.parse_args(argv)
    try:
        text = table(run(arguments.repetitions, arguments.folder))
    except KeyboardInterrupt:
        print(
            "\nInterrupted. What is finished is kept; the same command goes on from there.",
            file=sys.stderr,
        )
        return 130
    print(text)
    if arguments.output:
        arguments.output.write_text(text)
    return 0


def whole(text):
    """A number of repetitions: at least 2, because one has no spread."""
    number = int(text)
    if number < 2:
        raise argparse.ArgumentTypeError(f"expected at least 2 repetitions, got {number}")
    return number


if __name__ == "__main__":
    sys.exit(main())
