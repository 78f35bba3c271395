"""`tertulia setup`: name the site, say its language and zone, and make its first editor."""

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import django

from tertulia.config.keeping import keep_settings
from tertulia.config.languages import SPOKEN
from tertulia.errors import CannotStart


def run(arguments: Sequence[str]) -> int:
    """Ask for what the options do not say, write it down, prepare the folder; returns 0."""
    asked = _parse(arguments)
    name = asked.name or _ask("Name of the newsroom")
    language = asked.language or _ask(f"Language of the interface ({', '.join(SPOKEN)})", "en")
    zone = asked.zone or _ask("Time zone, such as Europe/Oslo", "UTC")
    email = asked.email or _ask("E-mail address of the first editor")
    editor = asked.editor or _ask("Name of the first editor")
    _check(language, zone, email)
    password = _password(asked)
    os.environ |= {"TERTULIA_LANGUAGE": language, "TERTULIA_ZONE": zone}
    django.setup()
    from tertulia.config.newsroom import found_newsroom
    from tertulia.config.preparing import prepare

    prepare()
    person = found_newsroom(name=name, language=language, email=email, editor=editor, password=password)
    keep_settings(TERTULIA_LANGUAGE=language, TERTULIA_ZONE=zone)
    print(f"{name} is set up. {person.name} signs in at /admin/ as {person.email}" + _how(password))
    print("About, Contact, Privacy and Imprint wait as drafts. Start the site: tertulia run")
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tertulia setup", description="Name the site and make its first editor.")
    parser.add_argument("--name", help="what the newsroom is called")
    parser.add_argument("--language", help=f"language of the interface: {', '.join(SPOKEN)}")
    parser.add_argument("--zone", help="time zone in which times are written, such as Europe/Oslo")
    parser.add_argument("--email", help="e-mail address of the first editor")
    parser.add_argument("--editor", help="name of the first editor")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--password-stdin", action="store_true", help="read the editor's password from standard input")
    how.add_argument("--no-password", action="store_true", help="the editor signs in with codes sent by mail")
    return parser.parse_args(arguments)


def _ask(question: str, default: str = "") -> str:
    if not sys.stdin.isatty():
        raise CannotStart(f"{question}: not given, and there is nobody to ask (see tertulia setup --help)")
    answer = input(f"{question}{f' [{default}]' if default else ''}: ").strip() or default
    return answer or _ask(question, default)


def _check(language: str, zone: str, email: str) -> None:
    if language not in SPOKEN:
        raise CannotStart(f"the interface does not speak {language}; it speaks {', '.join(SPOKEN)}")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise CannotStart(f"there is no time zone {zone}") from None
    if email.count("@") != 1 or email.startswith("@") or "." not in email.partition("@")[2]:
        raise CannotStart(f"{email} is no e-mail address")


def _password(asked: argparse.Namespace) -> str | None:
    if asked.no_password:
        return None
    if asked.password_stdin:
        given = sys.stdin.readline().rstrip("\n")
    elif sys.stdin.isatty():
        given = getpass.getpass("Password of the first editor (empty: codes by mail): ")
        if not given:
            return None
    else:
        raise CannotStart("no password: say --password-stdin or --no-password")
    if len(given) < 8:
        raise CannotStart("the password has fewer than 8 characters")
    return given


def _how(password: str | None) -> str:
    return "." if password else ", with a code that is sent by mail."
