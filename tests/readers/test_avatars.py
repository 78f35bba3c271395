import io
import struct
import zlib

import pytest
from PIL import Image

from tertulia.delivery.worker import handle_waiting
from tertulia.errors import PictureRefused
from tertulia.readers.avatars import MOST_BYTES, SIDE, draw_anew, picture_file, set_picture, take_picture_away
from tertulia.responses.models import Response, Thread
from tertulia.responses.posting import post_response
from tests.readers.pictures import picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_five_types_become_a_small_square_webp(kind):
    with Image.open(io.BytesIO(draw_anew(picture(kind)))) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (SIDE, SIDE))


def test_what_the_camera_knew_is_gone():
    exif = Image.Exif()
    exif[0x010E] = "planted description"
    exif[0x8825] = {1: "N", 2: (52.0, 22.0, 11.0)}
    drawn = draw_anew(picture("JPEG", exif=exif.tobytes(), comment=b"planted comment"))
    assert b"planted" not in drawn
    with Image.open(io.BytesIO(drawn)) as opened:
        assert not opened.getexif()


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height, content=b""):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


HOSTILE = {
    "nothing": b"",
    "words": b"not a picture",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a bomb of pixels": png(60_000, 60_000, zlib.compress(b"\0" * 1000)),
    "a strip": png(1_000_000, 2, zlib.compress(b"\0" * 1000)),
    "no pixels": png(0, 0),
    "a torn file": picture("PNG").getvalue()[:60],
    "a torn photograph": picture("JPEG").getvalue()[:200],
    "a bitmap": picture("BMP").getvalue(),
    "a tiff": picture("TIFF").getvalue(),
    "an icon": picture("ICO", size=(32, 32)).getvalue(),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "a wrong head": b"GIF89a" + b"\xff" * 40,
    "too many bytes": b"\xff\xd8\xff\xe0" + b"\0" * (MOST_BYTES + 1),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_are_refused(name):
    with pytest.raises(PictureRefused):
        draw_anew(io.BytesIO(HOSTILE[name]))


def test_what_hangs_on_behind_a_picture_is_dropped():
    drawn = draw_anew(io.BytesIO(picture("JPEG").getvalue() + b"<script>planted</script>"))
    assert b"planted" not in drawn


def test_a_new_picture_shows_beside_what_was_written_and_moves_the_thread(reader, thread, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    response = post_response(thread=thread.pk, author=reader, text="A word.").response
    version = Thread.objects.get(pk=thread.pk).version
    set_picture(reader=reader, file=picture())
    handle_waiting()
    assert Response.objects.get(pk=response.pk).avatar == reader.avatar
    assert Thread.objects.get(pk=thread.pk).version > version
    first = picture_file(reader.avatar)
    assert first.is_file()
    set_picture(reader=reader, file=picture("GIF", size=(40, 90)))
    take_picture_away(reader=reader)
    handle_waiting()
    assert not list(tmp_path.rglob("*.webp"))
    assert not Response.objects.get(pk=response.pk).avatar
