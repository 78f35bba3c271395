"""The `tertulia` command: our own commands, and Django's through the same door."""

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

from pydantic import ValidationError
from pydantic_settings import SettingsError

from tertulia import __version__
from tertulia.errors import CannotStart, CannotStore, SourceUnreadable

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
    "recount": ("recounting", "recompute all kept counts and report drift"),
    "mail": ("mailing", "send a test, read what bounced: tertulia mail test ADDRESS"),
    "token": ("tokens", "make an API token: tertulia token create READER"),
}

USAGE = (
    "usage: tertulia [--data DIR] [--theme DIR] COMMAND …\n\n{commands}\n\n"
    "and Django's own: tertulia migrate, shell, check, createsuperuser …"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status (2: it could not start, one line says why)."""
    try:
        try:
            return _run(list(sys.argv[1:] if arguments is None else arguments))
        finally:
            sys.stdout.flush()
    except (CannotStart, SourceUnreadable, CannotStore) as error:
        print(f"tertulia: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read our words has had enough of them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run(arguments: list[str]) -> int:
    rest = _take_folders(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tertulia.config.settings")
    if not rest or rest[0] in ("-h", "--help", "help"):
        print(USAGE.format(commands="\n".join(f"  {name:10} {what}" for name, (_module, what) in COMMANDS.items())))
        return 0 if rest else 2
    if rest[0] in ("--version", "version"):
        print(f"tertulia {__version__}")
        return 0
    _refuse_bad_settings()
    return _dispatch(rest)


def _refuse_bad_settings() -> None:
    """Read the settings once, before anything else does; raises CannotStart with the first that does not fit."""
    try:
        import_module("tertulia.options")
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        shown = name if name.isupper() else f"TERTULIA_{name.upper()}"
        raise CannotStart(f"{shown} cannot be used: {first['msg'].removeprefix('Value error, ')}") from error
    except SettingsError as error:
        name = str(error).partition('"')[2].partition('"')[0]
        raise CannotStart(f'TERTULIA_{name.upper()} cannot be used: it is no JSON, such as \'["…", "…"]\' for a list') from error


def _dispatch(rest: list[str]) -> int:
    if rest[0] in COMMANDS:
        name, _colon, function = COMMANDS[rest[0]][0].partition(":")
        module = import_module(f"tertulia.config.commands.{name}")
        return int(getattr(module, function or "run")(rest[1:]))
    import django
    from django.core.management import execute_from_command_line, get_commands

    django.setup()
    if rest[0] not in get_commands():
        raise CannotStart(f"there is no command {rest[0]}; tertulia --help shows them")
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
            folder = value if equals else next(waiting, "")
            if not folder or folder.startswith("--"):
                raise CannotStart(f"{name} wants a folder")
            os.environ[FOLDERS[name]] = folder
        else:
            rest.append(argument)
    return rest
