"""`make bench`: measure the product's pages as multiples of a plain one. Exit code 1 where a bound is missed.

python -m bench [lists exports …] [--rows 100000 1000000]
"""

import argparse
import os
import sys
from importlib import import_module

import django

# Modules beside this one, each with run(sizes) -> list of measure.Line.
BENCHMARKS = ("lists", "calendar", "exports", "figures", "reviews")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description="Measure pages as multiples of a plain one.")
    parser.add_argument("names", nargs="*", help=f"what to measure: {', '.join(BENCHMARKS)}")
    parser.add_argument("--rows", nargs="+", type=int, default=[100_000, 1_000_000], metavar="N")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    measure = import_module("bench.measure")
    lines = []
    with measure.scratch_database():
        for name in chosen.names or BENCHMARKS:
            measured = import_module(f"bench.{name}").run(sorted(chosen.rows))
            print(measure.table(measured))
            lines += measured
    missed = [line for line in lines if not line.holds]
    print(f"{len(lines) - len(missed)} of {len(lines)} bounds hold.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
