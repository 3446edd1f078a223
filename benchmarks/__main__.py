"""``python -m benchmarks [--json] [--size small|city]``: the access engine next to others."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout, nothing else")
    parser.add_argument(
        "--size", choices=("small", "city"), default="small", help="50,000 or 500,000 raw nodes"
    )
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    from benchmarks.bench_access import as_table, measure

    # Some engines write to file descriptor 1 from C++: it goes to stderr while they run.
    sys.stdout.flush()
    stdout = os.dup(1)
    os.dup2(2, 1)
    try:
        result = measure(arguments.size, arguments.seed, say=None if arguments.json else _say)
    finally:
        os.dup2(stdout, 1)
        os.close(stdout)
    print(json.dumps(result, indent=2) if arguments.json else as_table(result))
    return 0 if result["agree"] else 1


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
