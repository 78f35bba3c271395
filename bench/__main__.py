"""python -m bench [--quick] [--json FILE] [ROW …]: run the rows of the table, one after another."""

import argparse
import os
import platform
import resource
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import tertulia
from bench import servers
from bench.figures import Figure, as_json, table
from bench.rows import ROWS, Bench


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"which rows: {', '.join(ROWS)} (all of them if none is named)")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds, a site of 100 k instead of 1 M")
    parser.add_argument("--json", type=Path, default=servers.WORK / "figures.json", help="where the figures go as JSON")
    asked = parser.parse_args()
    if unknown := set(asked.rows) - set(ROWS):
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    os.sched_setaffinity(0, {servers.LOAD_CORE})
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)  # two thousand listeners
    _compile()
    bench, figures, began = Bench(quick=asked.quick), list[Figure](), time.time()
    try:
        for name in asked.rows or ROWS:
            print(f"{name} …", file=sys.stderr, flush=True)
            figures += ROWS[name](bench)
    finally:
        bench.stop()
        print(table(figures))
    asked.json.write_text(as_json(figures, quick=asked.quick, machine=platform.platform(), seconds=round(time.time() - began)))
    return int(any(figure.verdict == "MISSED" for figure in figures))


def _compile() -> None:
    """Bytecode for everything, as pip leaves it: where PYTHONDONTWRITEBYTECODE is set, a start would compile 2,000 modules."""
    folders = [str(Path(tertulia.__file__).parent), sysconfig.get_path("purelib")]
    subprocess.run([sys.executable, "-m", "compileall", "-q", *folders], stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    sys.exit(main())
