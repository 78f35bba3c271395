"""Reading a request's body: JSON in UTF-8, declared as such. No form of another site can send that without being asked."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from tertulia.errors import Malformed, UnsupportedType


class StrictParser(Parser):
    """What the framework parses bodies with."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The JSON object in the body; raises UnsupportedType or Malformed."""
        if request.content_type != "application/json":
            raise UnsupportedType
        try:
            parsed = json.loads(request.body.decode(), parse_constant=_refuse, object_pairs_hook=_without_repeats)
        except (ValueError, RecursionError):
            raise Malformed from None
        if not isinstance(parsed, dict):
            raise Malformed
        return parsed


def _refuse(constant: str) -> NoReturn:
    """NaN and the infinities are not JSON."""
    raise Malformed


def _without_repeats(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are all different: of two texts, each reader of the body would take another one (RFC 8259, 4)."""
    parsed = dict(members)
    if len(parsed) < len(members):
        raise Malformed
    return parsed
