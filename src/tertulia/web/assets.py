"""Static files: our own carry a digest of their content in the address and never expire."""

from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.exceptions import SuspiciousFileOperation

from tertulia.delivery.front.files import digest_of

OWN = "tertulia/"


class HashedStorage(StaticFilesStorage):
    """Adds `?v=DIGEST` to the addresses of our own files; those of other packages carry their version already."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        return f"{address}?v={_digest(name)}" if name and name.startswith(OWN) else address


@lru_cache(maxsize=256)
def _digest(name: str) -> str:
    file = find_file(name)
    return digest_of(file.read_bytes()) if file else "0" * 10


def find_file(name: str) -> Path | None:
    """The static file called `name`: the theme's, else ours or another package's."""
    try:
        found = finders.find(name) if name else None
    except (SuspiciousFileOperation, ValueError):  # a way out of the folder
        return None
    return Path(found) if found and Path(found).is_file() else None
