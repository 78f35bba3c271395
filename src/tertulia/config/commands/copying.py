"""`tertulia backup FILE`, `tertulia restore FILE` and `tertulia verify`."""

import argparse
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

import django

from tertulia.config.serving_lock import nobody_serves
from tertulia.config.standing import refuse_empty_folder
from tertulia.errors import CannotStart
from tertulia.options import options


def run_backup(arguments: Sequence[str]) -> int:
    """Copy a running or a resting site into one file; returns 0."""
    parser = argparse.ArgumentParser(prog="tertulia backup", description="A consistent copy of a running site in one tar file.")
    parser.add_argument("file", type=Path, metavar="FILE", help="what to write, such as site.tar.gz")
    asked = parser.parse_args(arguments)
    _set_up()
    from tertulia.transfer.copying import back_up

    written = back_up(asked.file)
    print(f"{asked.file}: {written['files']} files, {written['bytes']:,} bytes. It holds the secret key: keep it like one.")
    return 0


def run_restore(arguments: Sequence[str]) -> int:
    """Put a backup into the data folder; returns 0."""
    parser = argparse.ArgumentParser(prog="tertulia restore", description="Put a backup into the data folder.")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--force", action="store_true", help="replace what is in the folder; it is kept beside it")
    asked = parser.parse_args(arguments)
    if not asked.file.is_file():
        raise CannotStart(f"{asked.file}: there is no such file")
    options.secret_key = options.secret_key or secrets.token_urlsafe()  # so that none is made in the empty folder
    django.setup()
    from tertulia.transfer.copying import restore

    with nobody_serves():
        manifest = restore(asked.file, force=asked.force)
    print(f"Restored what {asked.file} held on {manifest['created']} (Tertulia {manifest['version']}).")
    return 0


def run_verify(arguments: Sequence[str]) -> int:
    """Check database, counts and pictures; prints what is wrong and returns 1 if anything is."""
    argparse.ArgumentParser(prog="tertulia verify", description="Check database and files.").parse_args(arguments)
    _set_up()
    from tertulia.transfer.verifying import faults

    found = 0
    for fault in faults():
        found += 1
        print(fault, file=sys.stderr)
    print("Nothing is wrong." if not found else f"{found} faults.")
    return 1 if found else 0


def _set_up() -> None:
    refuse_empty_folder()
    django.setup()
    from tertulia.config.preparing import prepare

    prepare()
