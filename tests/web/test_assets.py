"""Where static files are looked for."""

import pytest
from django.templatetags.static import static

from tertulia.delivery.front.files import digest_of
from tertulia.web.assets import find_file


def test_our_own_files_carry_the_digest_of_their_content():
    assert static("tertulia/look.css") == f"/static/tertulia/look.css?v={digest_of(find_file('tertulia/look.css').read_bytes())}"
    assert "?v=" not in static("wagtailadmin/css/core.css")


@pytest.mark.parametrize(
    "name", ["", "tertulia", "../../etc/passwd", "/etc/passwd", "tertulia/../../../config/settings.py", "a\0b"]
)
def test_nothing_but_files_in_static_folders_is_found(name):
    assert find_file(name) is None
