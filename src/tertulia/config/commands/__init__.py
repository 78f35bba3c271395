"""The `tertulia` command: our own commands, and Django's through the same door."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from tertulia import __version__

# name: (module, or module:function, and what it does)
COMMANDS = {
    "run": ("running", "serve the site, with the worker beside it"),
    "setup": ("setting_up", "name the site and make its first editor"),
    "demo": ("demonstrating", "load the demonstration into an empty site"),
    "import": ("importing", "bring conversations in: tertulia import SOURCE FILE…"),
    "export": ("exporting", "take conversations out: tertulia export FILE"),
    "backup": ("copying:run_backup", "copy a running site into one file: tertulia backup FILE"),
    "restore": ("copying:run_restore", "put a backup back: tertulia restore FILE"),
    "verify": ("copying:run_verify", "check database, counts and files"),
    "screening": ("screening", "train, evaluate, compare the screener; learn from the house"),
    "token": ("tokens", "make an API token: tertulia token create READER"),
}

USAGE = (
    "usage: tertulia [--data DIR] [--theme DIR] COMMAND …\n\n{commands}\n\n"
    "and Django's own: tertulia migrate, shell, check, createsuperuser …"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status (2: it could not start, one line says why)."""
    from tertulia.errors import CannotStart, SourceUnreadable

    rest = _take_folders(list(sys.argv[1:] if arguments is None else arguments))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tertulia.config.settings")
    if not rest or rest[0] in ("-h", "--help", "help"):
        print(USAGE.format(commands="\n".join(f"  {name:10} {what}" for name, (_module, what) in COMMANDS.items())))
        return 0 if rest else 2
    if rest[0] in ("--version", "version"):
        print(f"tertulia {__version__}")
        return 0
    try:
        return _dispatch(rest)
    except (CannotStart, SourceUnreadable) as error:
        print(f"tertulia: {error}", file=sys.stderr)
        return 2


def _dispatch(rest: list[str]) -> int:
    if rest[0] in COMMANDS:
        name, _colon, function = COMMANDS[rest[0]][0].partition(":")
        module = import_module(f"tertulia.config.commands.{name}")
        return int(getattr(module, function or "run")(rest[1:]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tertulia", *rest])
    return 0


FOLDERS = {"--data": "TERTULIA_DATA", "--theme": "TERTULIA_THEME"}


def _take_folders(arguments: list[str]) -> list[str]:
    """Take `--data DIR` and `--theme DIR` out, wherever they stand, into the environment before any setting is read."""
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        name, equals, value = argument.partition("=")
        if name in FOLDERS:
            os.environ[FOLDERS[name]] = value if equals else next(waiting, "")
        else:
            rest.append(argument)
    return rest
