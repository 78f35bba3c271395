"""`tertulia recount`: every kept number is made anew from what it counts."""

import argparse
from collections.abc import Sequence

import django

from tertulia.config.standing import refuse_empty_folder


def run(arguments: Sequence[str]) -> int:
    """Say which numbers were wrong and set them right; returns 1 if there were any, else 0."""
    parser = argparse.ArgumentParser(prog="tertulia recount", description="Recompute all kept counts and report drift.")
    parser.parse_args(arguments)
    refuse_empty_folder()
    django.setup()
    from tertulia.responses.counting import recount_all

    drift = recount_all()
    for each in drift:
        owner = "thread" if each.what == "visible" else "response"
        print(f"{owner} {each.row}: {each.what} was {each.kept}, is {each.right}")
    print(f"{len(drift)} numbers were wrong")
    return 1 if drift else 0
