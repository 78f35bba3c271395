"""Static files: what goes out, packed how, kept for how long."""

import asyncio
import gzip

import brotli
import pytest
import zstandard

from tertulia.delivery.front.bridge import Bridge
from tertulia.delivery.front.files import Files, digest_of, tighten

SHEET = b"p{color:teal}" * 200
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "zstd": zstandard.decompress, "identity": bytes}


@pytest.fixture
def fetch(tmp_path):
    (tmp_path / "look.css").write_bytes(SHEET)
    (tmp_path / "icon.png").write_bytes(b"\x89PNG" + bytes(500))
    (tmp_path / "large.js").write_bytes(b"let a = 1;\n" * 10_000)

    def find(name):
        file = tmp_path / name
        return file if file.is_file() else None

    files = Files(Bridge(None, threads=1), prefix="/static/", find=find, headers=((b"x-content-type-options", b"nosniff"),))

    def ask(name, query="", accept="br"):
        found = asyncio.run(files.fetch(f"/static/{name}", query, accept))
        return found and (found[0], found[1], dict(found[1].headers))

    return ask


@pytest.mark.parametrize(("accept", "coding"), [("br", "br"), ("gzip", "gzip"), ("gzip, br, zstd", "zstd"), ("", "identity")])
def test_text_goes_out_packed_as_the_client_takes_it(fetch, accept, coding):
    for _again in range(2):
        _page, form, headers = fetch("look.css", accept=accept)
        assert headers.get(b"content-encoding", b"identity") == coding.encode()
        assert UNPACK[coding](form.body) == SHEET
        assert headers[b"content-type"] == b"text/css; charset=utf-8"
        assert headers[b"x-content-type-options"] == b"nosniff"
        assert headers[b"vary"] == b"Accept-Encoding"


def test_a_picture_is_not_packed_again(fetch):
    _page, form, headers = fetch("icon.png")
    assert form.body.startswith(b"\x89PNG")
    assert b"content-encoding" not in headers
    assert headers[b"content-type"] == b"image/png"


def test_only_an_address_that_names_the_content_lasts_for_ever(fetch):
    kept = {
        query: fetch("look.css", query)[2][b"cache-control"] for query in ("", f"v={digest_of(SHEET)}", "v=0123456789", "a=1")
    }
    assert [query for query, header in kept.items() if b"immutable" in header] == [f"v={digest_of(SHEET)}"]
    assert len({fetch("look.css", query)[0].etag for query in kept}) == 1


def test_a_large_file_is_packed_without_keeping_anybody_waiting(fetch):
    assert fetch("large.js")[1].level == 0
    assert fetch("look.css")[1].level == 2


@pytest.mark.parametrize("name", ["none.css", "", "a/../../look.css"])
def test_what_is_not_there_is_not_found(fetch, name):
    assert fetch(name) is None


def test_a_style_sheet_loses_what_means_nothing_and_nothing_else():
    loose = b"""/* tokens */
    :root { --a: calc(1px + 2px); color : red; }
    a:hover , b > c::after { content: "a { b :  /* c */ ; "; }
    @media (min-width: 40rem) and (max-width: 60rem) { .x :is(a, b) + p { margin: 0 auto !important; } }
    """
    assert tighten(loose) == (
        b':root{--a:calc(1px + 2px);color :red}a:hover,b > c::after{content:"a { b :  /* c */ ; "}'
        b"@media (min-width:40rem) and (max-width:60rem){.x :is(a,b) + p{margin:0 auto !important}}"
    )
