import brotli
import pytest

from tertulia.delivery.front.freshness import Stamp
from tertulia.delivery.front.stored import Drawn, Store, make_page, repack

HEADERS = ((b"content-type", b"text/html; charset=utf-8"), (b"vary", b"Accept-Encoding"))
STAMP = Stamp(7, ((3, 11),))


def page_of(body=b"<p>Words</p>" * 50, coding="br", stamp=STAMP, salt="s"):
    return make_page(Drawn(body, stamp, HEADERS), coding, checked=1, salt=salt)


class Thing:
    def __init__(self, size):
        self.size = size


def test_a_page_is_kept_in_the_coding_asked_for_and_as_zstd():
    page = page_of()
    assert set(page.forms) == {"br", "zstd"}
    headers = dict(page.forms["br"].headers)
    assert headers[b"content-encoding"] == b"br"
    assert headers[b"content-length"] == str(len(page.forms["br"].body)).encode()
    assert headers[b"etag"] == page.etag


def test_the_tag_names_process_edition_and_versions():
    tags = {
        page_of().etag,
        page_of(salt="t").etag,
        page_of(stamp=Stamp(8, ((3, 11),))).etag,
        page_of(stamp=Stamp(7, ((3, 12),))).etag,
        page_of(stamp=Stamp(7, ((4, 11),))).etag,
        page_of(stamp=Stamp(7)).etag,
    }
    assert len(tags) == 6
    assert page_of().etag == page_of().etag


def test_a_missing_form_is_made_from_what_is_there():
    page = page_of(b"Words " * 1000, coding="zstd")
    repack(page, "identity")
    repack(page, "br", 1)
    assert page.forms["identity"].body == brotli.decompress(page.forms["br"].body) == b"Words " * 1000
    assert b"content-encoding" not in dict(page.forms["identity"].headers)


def test_a_page_counts_its_bytes():
    page = page_of(b"x" * 10)
    before = page.size
    repack(page, "identity")
    assert page.size >= before + 10
    many = page_of(b"x" * 10, stamp=Stamp(1, tuple((thread, 1) for thread in range(100))))
    assert many.size > before + 99 * 64


def test_only_what_is_read_often_and_stands_is_packed_again():
    page = page_of()
    form = page.forms["br"]
    assert not page.deserves_more(form)
    form.hits = 8
    assert not page.deserves_more(form)
    page.drawn_at -= 3
    assert page.deserves_more(form)
    repack(page, "br", 1)
    page.forms["br"].hits = 500
    page.drawn_at -= 100
    assert not page.deserves_more(page.forms["br"])
    page.forms["br"].hits = 1000
    assert page.deserves_more(page.forms["br"])
    repack(page, "br", 2)
    page.forms["br"].hits = 10**6
    assert not page.deserves_more(page.forms["br"])


def test_the_store_is_bounded_by_bytes_and_what_was_used_last_stays():
    store = Store(100)
    for name in "abc":
        store.put(name, Thing(30))
    assert store.get("a")
    store.put("d", Thing(30))
    assert [name for name in "abcd" if store.get(name)] == ["a", "c", "d"]


def test_what_has_grown_is_counted_anew():
    store = Store(100)
    first = Thing(40)
    store.put("a", first)
    store.put("b", Thing(40))
    first.size = 70
    store.put("a", first)
    assert store.get("a")
    assert store.get("b") is None
    store.drop("a")
    for name in "cd":
        store.put(name, Thing(50))
    assert store.get("c")
    assert store.get("d")


def test_one_page_larger_than_the_bound_is_still_served():
    store = Store(10)
    store.put("a", Thing(5))
    store.put("b", Thing(50))
    assert store.get("b")
    assert store.get("a") is None


@pytest.mark.parametrize("key", ["a", "b"])
def test_dropping_what_is_not_there_changes_nothing(key):
    store = Store(10)
    store.put("a", Thing(5))
    store.drop(key)
    store.drop(key)
    store.put("c", Thing(10))
    assert store.get("c")
