"""Compare the speed with other libraries: ``python -m benchmarks [NAME ...]``."""

import argparse
import sys
from pathlib import Path

from benchmarks.harness import Workers, measure
from benchmarks.rows import ROWS
from benchmarks.table import table


def main(argv=None):
    known = {row.name: row for row in ROWS}
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"rows: {', '.join(known)}")
    parser.add_argument("--quick", action="store_true", help="two tiny rounds: does it run at all")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table there too")
    arguments = parser.parse_args(argv)
    if unknown := [name for name in arguments.names if name not in known]:
        parser.error(f"there is no row {unknown[0]!r}; there are: {', '.join(known)}")
    with Workers() as workers:
        rows = [known[name] for name in arguments.names or known]
        results = [measure(row, workers, quick=arguments.quick) for row in rows]
    if arguments.quick:
        print("A smoke run: these ratios mean nothing.\n")
    print(table(results))
    if arguments.output:
        arguments.output.write_text(table(results) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
