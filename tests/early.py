"""Loaded before anything else: the tests' own data folder and database, one for each parallel process."""

import os
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
WORK = Path(__file__).parent / ".work"

for name in [name for name in os.environ if name.startswith("TERTULIA_") and not name.startswith("TERTULIA_TEST_")]:
    del os.environ[name]
os.environ["TERTULIA_DATA"] = str(WORK / WORKER)
os.environ["TERTULIA_SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["TERTULIA_GUESTS"] = "open"  # tests of confirmed guests say so
os.environ["TERTULIA_PROOF_BITS"] = "0"  # and so do tests of proofs
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver runs a loop in the tests' thread
if server := os.environ.get("TERTULIA_TEST_POSTGRESQL"):
    os.environ["DATABASE_URL"] = f"{server}/tertulia_{WORKER}"
else:
    os.environ.pop("DATABASE_URL", None)
