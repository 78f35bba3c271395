"""Static files: our own carry a digest of their content in the address and never expire."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

OWN = "tertulia/"
_DIGEST = re.compile(r"\?v=[0-9a-f]{10}$")


class HashedStorage(StaticFilesStorage):
    """Adds `?v=DIGEST` to the addresses of our own files; those of other packages carry their version already."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        return f"{address}?v={digest_of(name)}" if name and name.startswith(OWN) else address


@lru_cache(maxsize=256)
def digest_of(name: str) -> str:
    """Ten hexadecimal characters that change with the file's content."""
    path = finders.find(name)
    if not path:
        return "0" * 10
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:10]


def is_immutable(path: str, url: str) -> bool:
    """WhiteNoise asks: may `url` be cached for ever? Our files are only linked with their digest."""
    return f"/static/{OWN}" in url
