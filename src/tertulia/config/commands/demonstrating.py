"""`tertulia demo`: load the demonstration into an empty site."""

import argparse
import os
from collections.abc import Sequence

import django

from tertulia.config.keeping import keep_settings


def run(arguments: Sequence[str]) -> int:
    """Prepare the folder and fill it; returns 0. Raises CannotStart where the site has stories already."""
    parser = argparse.ArgumentParser(prog="tertulia demo", description="Load the demonstration into an empty site.")
    parser.parse_args(arguments)
    django.setup()
    from django.utils import timezone

    from tertulia.config.demonstration.loading import load_demonstration
    from tertulia.config.preparing import prepare

    prepare()
    print("Loading the demonstration …", flush=True)
    load_demonstration(today=timezone.localdate(), say=lambda line: print(f"  {line}", flush=True))
    if "TERTULIA_GUESTS" not in os.environ:
        # Whoever looks round may try it at once, by program too; a new site asks for an address and a little work.
        keep_settings(TERTULIA_GUESTS="open", TERTULIA_PROOF_BITS="0")
    for line in sign_ins():
        print(line)
    return 0


def sign_ins() -> list[str]:
    """One line for each account of the demonstration that is there and still has its password."""
    from tertulia.config.demonstration.people import PASSWORD, known_sign_ins

    return [f"Sign in as {account.role:9}  {account.email:22}  {PASSWORD}" for account in known_sign_ins()]
