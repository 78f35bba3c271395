"""Pictures in their sizes: nothing of the camera in them, the focal point kept."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.images import ImageFile
from PIL import Image

from tertulia.stories.models import NewsImage, StoryPage
from tertulia.stories.pictures import INSIDE, LEAD, SHARED, SHOT, TOGETHER, prepare_pictures

GPS = 0x8825


def photograph() -> ImageFile:
    """A photograph that knows where it was taken and stands on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "taken at home"
    exif.get_ifd(GPS)[1] = "N"
    buffer = BytesIO()
    picture = Image.new("RGB", (800, 1200), "white")
    picture.paste("black", (0, 0, 400, 1200))
    picture.save(buffer, "JPEG", exif=exif, comment=b"private")
    return ImageFile(buffer, name="home.jpg")


@pytest.mark.parametrize("form", ["avif", "webp", "jpeg", "png"])
def test_a_size_carries_no_metadata_and_stands_upright(db: None, form: str) -> None:
    image = NewsImage.objects.create(title="Home", file=photograph())
    rendition = image.get_rendition(f"width-300|format-{form}")
    body = rendition.file.open().read()
    made = Image.open(BytesIO(body))
    made.load()
    assert not dict(made.getexif())
    assert b"home" not in body
    assert b"private" not in body
    assert made.width > made.height


def pixel(image: NewsImage) -> Any:
    """What is seen in the middle line of a crop, towards its end."""
    return Image.open(image.get_rendition("fill-240x160|format-png").file.open()).convert("RGB").getpixel((200, 80))


def test_the_focal_point_decides_what_a_crop_keeps(db: None) -> None:
    buffer = BytesIO()
    picture = Image.new("RGB", (1600, 900), "white")
    picture.paste("red", (1300, 300, 1500, 600))
    picture.save(buffer, "PNG")
    image = NewsImage.objects.create(title="Red", file=ImageFile(buffer, name="red.png"))
    assert pixel(image)[1] > 200
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 1400, 450, 200, 300
    image.save()
    assert pixel(image)[1] < 80


def test_every_size_is_there_before_a_reader_comes(front_page: Any, photo: NewsImage, django_assert_num_queries: Any) -> None:
    story = StoryPage(
        title="A",
        lead_image=photo,
        body=[
            ("picture", {"picture": photo, "caption": "", "credit": ""}),
            ("gallery", {"title": "", "pictures": [{"picture": photo, "caption": "", "credit": ""}] * 2}),
        ],
    )
    prepare_pictures(story)
    made = set(photo.renditions.values_list("filter_spec", flat=True))
    from wagtail.images.models import Filter

    assert {spec for wanted in (LEAD, SHOT, SHARED, INSIDE, TOGETHER) for spec in Filter.expand_spec(wanted)} <= made
