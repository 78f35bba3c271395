"""The files of pictures that travel with an exchange file: `media/<sha256>` beside it."""

import hashlib
import re
from pathlib import Path

from tertulia.stories.models import NewsImage
from tertulia.transfer.records import Media

FOLDER = "media"
_ID = re.compile(r"sha256:([0-9a-f]{64})")
MOST_BYTES = 64 << 20


class Shelf:
    """Where an export lays its pictures, each once."""

    def __init__(self, beside: Path) -> None:
        self._folder = beside.parent / FOLDER
        self._folder.mkdir(exist_ok=True)
        self._known: dict[int, str | None] = {}
        self._bytes: dict[str, int] = {}
        self._shown_by: dict[str, list[str]] = {}

    def put(self, key: int, *, shown_by: str) -> str | None:
        """Lay down the picture with this primary key; returns its id, None where its file is gone."""
        if key not in self._known:
            self._known[key] = self._copy(NewsImage.objects.get(pk=key))
        identity = self._known[key]
        if identity and shown_by not in self._shown_by.setdefault(identity, []):
            self._shown_by[identity].append(shown_by)
        return identity

    def _copy(self, image: NewsImage) -> str | None:
        part = self._folder / "part"
        digest = hashlib.sha256()
        try:
            with image.file.open("rb") as source, part.open("wb") as file:
                for chunk in source.chunks():
                    digest.update(chunk)
                    file.write(chunk)
        except FileNotFoundError:
            return None
        identity = f"sha256:{digest.hexdigest()}"
        self._bytes[identity] = part.stat().st_size
        part.replace(self._folder / digest.hexdigest())
        return identity

    def lines(self) -> list[Media]:
        """What lies there, in the order of its digests."""
        return [Media(id=each, bytes=self._bytes[each], of=tuple(of)) for each, of in sorted(self._shown_by.items())]


def read_picture(identity: str, *, folder: Path | None) -> bytes | None:
    """The bytes of a picture that came with an exchange file in `folder`; None where it is not there or is another one."""
    found = _ID.fullmatch(identity)
    if found is None or folder is None:
        return None
    file = folder / FOLDER / found[1]
    if not file.is_file() or file.is_symlink() or file.stat().st_size > MOST_BYTES:
        return None
    content = file.read_bytes()
    return content if hashlib.sha256(content).hexdigest() == found[1] else None
