"""Pictures to publish with."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.images import ImageFile
from PIL import Image


def jpeg(width: int = 1600, height: int = 900, **saved: Any) -> BytesIO:
    """A photograph of a blue wall."""
    buffer = BytesIO()
    Image.new("RGB", (width, height), "#16324a").save(buffer, "JPEG", **saved)
    buffer.seek(0)
    return buffer


@pytest.fixture
def photo(db: None) -> Any:
    """A picture in the library, with its caption and credit."""
    from django.core.cache import cache

    from tertulia.stories.models import NewsImage

    cache.clear()  # Wagtail keeps sizes by the picture's key, which the last test may have given to its own
    file = ImageFile(jpeg(), name="wall.jpg")
    return NewsImage.objects.create(
        title="A wall", description="A blue wall", file=file, caption="The wall.", credit="Photo: Quay"
    )
