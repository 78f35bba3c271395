"""`tertulia token create READER`: a bearer token for the API."""

import argparse
from collections.abc import Sequence

import django

from tertulia.config.standing import refuse_empty_folder
from tertulia.errors import CannotStart


def run(arguments: Sequence[str]) -> int:
    """Print the new token, which is shown this once; returns 0."""
    parser = argparse.ArgumentParser(prog="tertulia token", description="Tokens of the API.")
    actions = parser.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help="make a token")
    create.add_argument("reader", help="e-mail address of the reader it stands for")
    create.add_argument("--label", default="", help="what it is for")
    asked = parser.parse_args(arguments)
    refuse_empty_folder()
    django.setup()
    from tertulia.config.preparing import prepare
    from tertulia.readers.models import Reader
    from tertulia.readers.tokens import create_token

    prepare()
    reader = Reader.objects.filter(email=asked.reader.strip().lower()).first()
    if reader is None:
        raise CannotStart("there is no reader with this e-mail address")
    print(create_token(reader=reader, label=asked.label))
    return 0
