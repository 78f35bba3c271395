"""What a test may need of the machine."""

import os
import shutil

import pytest


def need(there: bool, missing: str, *, always: bool = True) -> None:
    """Skip the test with one line where something is missing; with CI=true that is a failure (if `always`)."""
    if there:
        return
    if always and os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


def need_program(*names: str, package: str) -> str:
    """The path of the first of `names` that is installed, else skip (or fail in CI) with what to install."""
    for name in names:
        if found := shutil.which(name):
            return found
    need(False, f"{names[0]} is missing: install the package {package}")
    return ""
