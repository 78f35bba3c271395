"""Pictures for tests, made on the spot."""

import io

from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 200), **more: object) -> io.BytesIO:
    """A picture as somebody uploads it."""
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **more)
    file.seek(0)
    return file
