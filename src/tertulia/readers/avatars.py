"""Pictures readers upload for themselves: read with suspicion, drawn anew, stored under their digest."""

import hashlib
import io
import warnings
from pathlib import Path
from typing import IO

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from tertulia.errors import PictureRefused
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.readers.models import Reader

TYPES = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 12_000
SIDE = 128  # pixels of what is stored: drawn at 40, on screens with three pixels to one


def draw_anew(file: IO[bytes]) -> bytes:
    """A square WebP of the picture in `file`, with nothing else of it; raises PictureRefused.

    Only the head is read before the number of pixels is known; one frame is decoded, no larger than needed.
    """
    content = file.read(MOST_BYTES + 1)
    if not content or len(content) > MOST_BYTES:
        raise PictureRefused(field="picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of bombs before it decodes them
            return _drawn(content)
    except PictureRefused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError, Warning, ArithmeticError) as error:
        raise PictureRefused(field="picture") from error
    except (Image.DecompressionBombError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise PictureRefused(field="picture") from error  # what damaged files make decoders stumble over


def _drawn(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=TYPES) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE or min(width, height) < 1:
            raise PictureRefused(field="picture")
        picture.draft("RGB", (SIDE * 2, SIDE * 2))  # a JPEG is decoded small
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    square = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", square.size, "white")
    clean.paste(square, mask=square.getchannel("A"))
    drawn = io.BytesIO()
    clean.save(drawn, "WEBP", quality=82, method=4)
    return drawn.getvalue()


def picture_file(digest: str) -> Path:
    """Where the picture with this digest lies."""
    return Path(settings.MEDIA_ROOT) / "avatars" / f"{digest}.webp"


def set_picture(*, reader: Reader, file: IO[bytes]) -> None:
    """Give the reader an uploaded picture; raises PictureRefused."""
    drawn = draw_anew(file)
    digest = hashlib.sha256(b"%d\0" % reader.pk + drawn).hexdigest()[:32]  # of one reader: nobody else's picture goes with it
    target = picture_file(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(drawn)
    _change(reader, digest)


def take_picture_away(*, reader: Reader) -> None:
    """The reader goes back to the drawn letter."""
    _change(reader, "")


def _change(reader: Reader, digest: str) -> None:
    former = reader.avatar
    with writing():
        reader.avatar = digest
        reader.save(update_fields=["avatar"])
        record(Kind.READER_CHANGED, reader=reader.pk)
    if former != digest:
        forget_picture(former)


def forget_picture(digest: str) -> None:
    """Delete the file of a picture; "" is none."""
    if digest:
        picture_file(digest).unlink(missing_ok=True)
