"""What an address in somebody's file cannot make the server ask for."""

import http.server
import io
import socket
import threading
import time

import PIL.Image
import pytest

from tertulia.outgoing import Guard, NotFetched, is_public
from tertulia.stories.models import StoryPage
from tertulia.transfer.choices import ExportOptions
from tertulia.transfer.exporting import export_records
from tertulia.transfer.models import Picture
from tertulia.transfer.records import Block, Media, Photo, Story
from tests.transfer.test_loading import run, story


def picture(colour="navy", kind="PNG"):
    content = io.BytesIO()
    PIL.Image.new("RGB", (60, 40), colour).save(content, kind)
    return content.getvalue()


class Answering(http.server.BaseHTTPRequestHandler):
    """A path is what it does."""

    def do_GET(self):
        self.server.asked.append(self.path)
        path, _question, rest = self.path.partition("?")
        if path == "/boat.png":
            return self.answer(picture())
        if path == "/same.png":
            return self.answer(picture())
        if path == "/words.png":
            return self.answer(b"<html>no picture</html>")
        if path == "/to":
            return self.answer(b"", 302, Location=rest)
        if path == "/round":
            return self.answer(b"", 302, Location="/round")
        if path == "/packed":
            return self.answer(b"x", Content_Encoding="gzip")
        if path == "/liar":
            self.send_response(200)
            self.send_header("Content-Length", "999999999999")
            return self.end_headers()
        if path == "/endless":
            self.send_response(200)
            self.end_headers()
            with pytest.raises(OSError):
                while True:
                    self.wfile.write(b"x" * 65536)
            return None
        if path == "/drip":
            with pytest.raises(OSError):
                while True:
                    self.wfile.write(b"H")
                    self.server.pause.wait(0.02)
            return None
        return self.answer(b"", 404)

    def answer(self, content, status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words):
        pass


@pytest.fixture
def server():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.asked, server.pause = [], threading.Event()
    server.host = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.9.9",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
        ),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"),
        *("2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.1", "2001:db8::1"),
    ],
)
def test_an_address_that_is_not_public_is_none(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://127.0.0.1/x",
            "http://localhost/x",
            "http://[::1]/x",
            "http://2130706433/x",
            "http://0x7f.1/x",
            "http://127.1/x",
        ),
        *(
            "file:///etc/hostname",
            "ftp://a.example/x",
            "gopher://a.example/x",
            "//a.example/x",
            "",
            "http://",
            "http://[::1",
            "http://a:b@c/x",
        ),
        *(
            "http://1.1.1.1:22/x",
            "http://1.1.1.1:99999/x",
            "http://no-such-name.invalid/x",
            "http://\udcff/x",
            "https://" + "a" * 300 + ".example/",
        ),
    ],
)
def test_such_addresses_are_not_asked(url):
    with pytest.raises(NotFetched):
        Guard().fetch(url)


def test_a_local_server_is_asked_only_where_that_was_allowed(server):
    with pytest.raises(NotFetched, match="not"):
        Guard().fetch(f"http://{server.host}/boat.png")
    assert server.asked == []
    assert Guard(allowed=frozenset({server.host})).fetch(f"http://{server.host}/boat.png") == picture()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/to?http://127.0.0.1:1/", "port|not public"),
        ("/to?http://169.254.169.254/latest/", "not public"),
        ("/to?file:///etc/hostname", "neither"),
        ("/to?", "redirects"),
        ("/round", "redirects"),
        ("/packed", "packed"),
        ("/liar", "larger"),
        ("/endless", "larger"),
        ("/drip", "too long"),
        ("/nothing", "404"),
    ],
)
def test_each_redirect_passes_the_door_and_size_and_time_are_bounded(server, path, reason):
    began = time.monotonic()
    with pytest.raises(NotFetched, match=reason):
        Guard(allowed=frozenset({server.host}), largest=1_000_000, seconds=2).fetch(f"http://{server.host}{path}")
    assert time.monotonic() - began < 6


def test_a_name_is_resolved_once_and_that_address_is_asked(server, monkeypatch):
    """Between the look and the connection the name may lead elsewhere: then the first answer counts."""
    port, asked, real = server.server_address[1], [], socket.getaddrinfo

    def resolve(host, *arguments, **named):
        if host != "paper.example":
            return real(host, *arguments, **named)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.9", *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    guard = Guard(allowed=frozenset({f"paper.example:{port}"}))
    assert guard.fetch(f"http://paper.example:{port}/boat.png") == picture()
    assert asked == ["paper.example"]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_n: real("1.1.1.1", 80) + real("127.0.0.1", 80))
    with pytest.raises(NotFetched, match="not public"):
        Guard().fetch("http://paper.example/boat.png")


@pytest.mark.django_db
class TestAStory:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path

    def illustrated(self, server, *names):
        body = [
            Block(
                kind="image",
                html=f'<figure><img src="http://{server.host}/{name}"></figure>',
                photo=Photo(url=f"http://{server.host}/{name}", caption=f"A {name}"),
            )
            for name in names
        ]
        words = Block(kind="paragraph", html="<p>Ice.</p>", text="Ice.")
        return story(
            body=(words, *body), lead_photo=Photo(url=f"http://{server.host}/boat.png", caption="The lock.", credit="R. Vidal")
        )

    def test_without_being_asked_pictures_stay_links(self, server):
        run(self.illustrated(server, "boat.png"))
        page = StoryPage.objects.get()
        assert (page.lead_image, server.asked) == (None, [])
        assert "<img" not in str(page.body)
        assert f'href="http://{server.host}/boat.png"' in page.body.get_prep_value()[1]["value"]

    def test_its_pictures_stand_in_it_each_fetched_once(self, server):
        guard = Guard(allowed=frozenset({server.host}))
        came = self.illustrated(server, "boat.png", "same.png", "words.png")
        report = run(came, guard=guard)
        page = StoryPage.objects.get()
        assert [block.block_type for block in page.body] == ["paragraph", "picture", "picture", "paragraph"]
        assert page.lead_image == page.body[1].value["picture"] == page.body[2].value["picture"]
        assert (page.caption, page.body[1].value.shown_caption) == ("The lock.", "A boat.png")
        assert [note.reason for note in report.reading.warnings] == ["a picture was not fetched: not a picture that can be shown"]
        assert sorted(server.asked) == ["/boat.png", "/same.png", "/words.png"]
        server.asked.clear()
        again = run(came, guard=guard)
        assert (again.created, again.updated, again.unchanged["story"]) == ({}, {}, 1)
        assert server.asked == ["/words.png"]
        assert Picture.objects.count() == 2

    def test_what_came_without_is_completed_later_but_not_over_somebody_s_change(self, server):
        guard = Guard(allowed=frozenset({server.host}))
        came = self.illustrated(server, "boat.png")
        run(came)
        assert run(came).unchanged["story"] == 1
        assert run(came, guard=guard).updated["story"] == 1
        assert StoryPage.objects.get().lead_image is not None
        assert run(came, guard=guard).unchanged["story"] == 1

        page = StoryPage.objects.get()
        page.title = "Changed here"
        page.lead_image.credit = "R. Vidal"
        for block in page.body:
            if block.block_type == "picture":
                block.value["caption"], block.value["credit"] = "Ice.", "R. Vidal"
        page.save_revision().publish()
        assert run(self.illustrated(server, "same.png"), guard=guard).conflicts == [came.id]

    def test_an_export_tells_where_its_pictures_came_from(self, server):
        run(self.illustrated(server, "boat.png"), guard=Guard(allowed=frozenset({server.host})))
        (gone,) = [record for record in export_records(ExportOptions()) if isinstance(record, Story)]
        assert gone.lead_photo.url == gone.body[1].photo.url == f"http://{server.host}/boat.png"

    def test_a_lead_photo_that_comes_apart_from_its_story_is_fetched_too(self, server):
        media = Media(id="test:paper:media:5", url=f"http://{server.host}/boat.png", extra={"caption": "Ice. Photo: R. Vidal"})
        came = story(lead_photo=None, source={"lead_media": media.id})
        run(came, media, guard=Guard(allowed=frozenset({server.host})))
        page = StoryPage.objects.get()
        assert (page.lead_image is not None, page.caption, page.credit) == (True, "Ice.", "R. Vidal")
        again = run(came, media, guard=Guard(allowed=frozenset({server.host})))
        assert (again.created, again.updated) == ({}, {})
