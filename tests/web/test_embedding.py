"""Threads for pages of other sites: what the frame, our own page, the script and the counters answer, and to whom."""

import re
from urllib.parse import quote

import pytest
from django.test import Client

from tertulia.delivery.front.freshness import Stamp
from tertulia.options import options
from tertulia.responses.elsewhere import Home, post_first_response
from tertulia.responses.models import Response, Thread
from tertulia.responses.posting import post_response
from tertulia.stories.sites import site_of
from tertulia.web.stored import canonical_query, draw

BLOG = "https://blog.example"
LAMP = f"{BLOG}/lamp/"
FRAME = f"/embed/?url={quote(LAMP, safe=':/')}"


@pytest.fixture(autouse=True)
def listed(monkeypatch):
    monkeypatch.setattr(options, "embed_origins", [BLOG, "http://localhost:8123"])
    monkeypatch.setattr(options, "guests", "open")
    monkeypatch.setattr(options, "proof_bits", 0)


@pytest.fixture
def first(reader):
    """The first response to the page."""
    return post_first_response(home=Home(site_of("localhost"), LAMP, "The lamp", ""), author=reader, text="It was dark.").response


def drawn(query=""):
    asked = f"{FRAME}{query}".partition("?")[2]
    return draw("localhost", "/embed/", canonical_query("/embed/", asked))


def test_a_page_nobody_has_answered_is_drawn_and_opens_nothing(client, db):
    page = client.get(f"{FRAME}&title=Buy+lamps&language=ar")
    assert page.status_code == 200
    assert '<html lang="ar" dir="rtl">' in page.text
    assert "/embed/respond/?url=https://blog.example/lamp/&amp;language=ar" in page.text
    assert "Buy lamps" not in page.text  # nobody can put words onto our page by a link
    assert not Thread.objects.exists()


def test_the_frame_shows_the_thread_without_the_rest_of_the_site(client, first):
    page = client.get(FRAME).text
    assert "It was dark." in page
    assert 'class="masthead"' not in page
    assert f'data-spot="{FRAME}&amp;to="' in page
    assert "csrf" not in page.lower()


def test_only_listed_sites_may_frame_it_and_nothing_else_may_be_framed(client, first):
    framed = client.get(FRAME)
    assert f"frame-ancestors {BLOG} http://localhost:8123" in framed.headers["Content-Security-Policy"]
    for path in ("/", f"/threads/{first.thread_id}/", f"/threads/{first.thread_id}/respond/", f"/embed/respond/?url={LAMP}"):
        assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]


def test_without_a_listed_site_nobody_may_frame(client, monkeypatch, db):
    monkeypatch.setattr(options, "embed_origins", [])
    refused = client.get(FRAME)
    assert refused.status_code == 403
    assert "frame-ancestors 'none'" in refused.headers["Content-Security-Policy"]
    assert client.get("/embed.js").status_code == 404


@pytest.mark.parametrize("path", ["/embed/", "/embed/respond/"])
def test_an_address_of_another_site_is_refused_in_words(client, path, db):
    refused = client.get(path, {"url": "https://other.example/lamp/"})
    assert refused.status_code == 403
    assert "This server keeps no threads for pages of that site." in refused.text
    assert client.get(path).status_code == 400


def test_the_stored_page_is_what_django_answers(client, first):
    stored = drawn()
    headers = dict(stored.headers)
    assert stored.body.decode() == client.get(FRAME).text
    assert f"frame-ancestors {BLOG}".encode() in headers[b"content-security-policy"]
    assert stored.stamp.threads == ((first.thread_id, Thread.objects.get().version),)


def test_a_stored_page_without_a_thread_ends_when_somebody_answers(reader, db):
    before = drawn()
    post_first_response(home=Home(site_of("localhost"), LAMP, "The lamp", ""), author=reader, text="It was dark.")
    assert before.stamp != Stamp(drawn().stamp.edition, ())
    assert b"It was dark." in drawn().body


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("url=https://blog.example/lamp/", "?url=https://blog.example/lamp/"),
        ("url=https%3A%2F%2Fblog.example%2Flamp%2F%3Futm_source%3Dx%23top", "?url=https://blog.example/lamp/"),
        (
            "theme=dark&order=newest&language=AR&url=https://blog.example/",
            "?url=https://blog.example/&language=ar&theme=dark&order=newest",
        ),
        ("url=https://blog.example/&theme=neon&language=%3Cb%3E", "?url=https://blog.example/"),
        ("url=https://blog.example/%3Fa%3D1%26b%3D2", "?url=https://blog.example/%3Fa%3D1%26b%3D2"),
        ("url=https://blog.example/&to=5", None),
        ("url=https://blog.example/&title=x", None),
        ("url=https://other.example/", None),
        ("url=https://blog.example/&url=https://blog.example/", None),
        ("order=newest", None),
        ("", None),
    ],
)
def test_a_framed_page_has_one_name(query, canonical):
    assert canonical_query("/embed/", query) == canonical
    if canonical:
        assert canonical_query("/embed/", canonical[1:]) == canonical


def test_our_own_page_has_the_thread_and_leads_to_the_site(client, first):
    path = f"/threads/{first.thread_id}/"
    page = client.get(path)
    assert "It was dark." in page.text
    assert f'<link rel="canonical" href="{LAMP}">' in page.text
    assert draw("localhost", path, "").body.decode() == page.text
    assert canonical_query(path, "order=newest") == "?order=newest"


def test_the_thread_of_a_story_has_the_story_s_page(client, story_thread):
    answer = client.get(f"/threads/{story_thread.pk}/")
    assert (answer.status_code, answer.url) == (302, f"{story_thread.url}#responses")
    assert draw("localhost", f"/threads/{story_thread.pk}/", "") is None


def test_a_permalink_leads_to_the_page_elsewhere_or_to_ours(client, first, monkeypatch):
    assert client.get(f"/r/{first.pk}/").url == f"{LAMP}#response-{first.pk}"
    monkeypatch.setattr(options, "embed_origins", [])
    assert client.get(f"/r/{first.pk}/").url == f"/threads/{first.thread_id}/#response-{first.pk}"


def test_the_frame_finds_the_page_of_the_thread_that_shows_a_response(client, first, reader, thread, monkeypatch):
    monkeypatch.setattr(options, "responses_per_page", 10)
    for number in range(10):
        last = post_response(thread=first.thread_id, author=reader, text=f"Number {number}.").response
    found = client.get(f"{FRAME}&theme=dark&to={last.pk}").url
    assert found.startswith(f"{FRAME}&theme=dark&after=")
    assert f'id="response-{last.pk}"' in client.get(found).text
    assert client.get(f"{FRAME}&to={first.pk}").url == f"{FRAME}#response-{first.pk}"
    assert client.get(f"/threads/{first.thread_id}/?to={last.pk}").url.endswith(f"#response-{last.pk}")
    stranger = post_response(thread=thread.pk, author=reader, text="Elsewhere.").response
    assert client.get(f"{FRAME}&to={stranger.pk}").url == FRAME
    assert client.get(f"{FRAME}&to=4711").url == FRAME
    assert client.get(f"{FRAME}&to=x").status_code == 400


def test_the_first_response_is_written_on_a_page_of_ours(db):
    client = Client(enforce_csrf_checks=True)
    form = f"/embed/respond/?url={LAMP}&title=The+lamp&language=ar"
    page = client.get(form)
    assert "blog.example/lamp/" in page.text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    expired = client.post(form, {"name": "Nadia", "text": "It was dark."})
    assert (expired.status_code, "It was dark." in expired.text) == (403, True)
    sent = client.post(form, {"name": "Nadia", "text": "It was dark.", "csrfmiddlewaretoken": token})
    response = Response.objects.get()
    assert (sent.status_code, sent.url) == (303, f"/r/{response.pk}/")
    assert (response.thread.url, response.thread.title, response.thread.language) == (LAMP, "The lamp", "ar")
    assert client.get(form).text.count("The lamp")  # from now on it is the thread's own form


def test_a_first_response_without_words_comes_back_and_opens_nothing(client, db):
    sent = client.post(f"/embed/respond/?url={LAMP}", {"name": "Nadia", "text": " "})
    assert sent.status_code == 400
    assert not Thread.objects.exists()
    preview = client.post(f"/embed/respond/?url={LAMP}", {"name": "Nadia", "text": "*Dark*", "intent": "preview"})
    assert "<em>Dark</em>" in preview.text
    assert not Thread.objects.exists()


def test_counters_say_how_many_in_words_of_the_page_s_language(client, first):
    query = {"url": [LAMP, f"{BLOG}/none/", "https://other.example/"], "language": "de"}
    answer = client.get("/embed/counts/", query, headers={"Origin": BLOG})
    assert answer.json() == {
        "counts": [
            {"url": LAMP, "visible": 1, "text": "1 Reaktion"},
            {"url": f"{BLOG}/none/", "visible": 0, "text": "0 Reaktionen"},
        ]
    }
    assert answer.headers["Access-Control-Allow-Origin"] == BLOG
    assert "Origin" in answer.headers["Vary"]
    assert client.get("/embed/counts/").status_code == 400
    assert client.get("/embed/counts/", {"url": [LAMP] * 101}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/api/v1/threads?url={0}", "/api/v1/threads/{1}", "/api/v1/threads/{1}/responses", "/api/v1/threads/4711"]
)
def test_scripts_of_listed_sites_may_read_the_api_and_nobody_else_s(client, first, path):
    path = path.format(LAMP, first.thread_id)
    shared = client.get(path, headers={"Origin": BLOG})
    assert shared.headers["Access-Control-Allow-Origin"] == BLOG
    assert "Access-Control-Allow-Credentials" not in shared.headers
    assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": "https://other.example"})
    assert "Access-Control-Allow-Origin" not in client.get(path)
    assert "Access-Control-Allow-Origin" not in client.post(path, headers={"Origin": BLOG})


def test_other_answers_are_not_shared(client, first):
    for path in ("/", f"/api/v1/responses/{first.pk}", FRAME, f"/threads/{first.thread_id}/mine/"):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": BLOG})


def test_the_script_is_small_and_may_be_loaded_from_anywhere(client, db):
    import brotli

    script = client.get("/embed.js")
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert len(brotli.compress(script.content)) < 2_000
    stored = draw("localhost", "/embed.js", canonical_query("/embed.js", ""))
    assert stored.body == script.content
    assert dict(stored.headers)[b"cache-control"] == b"public, max-age=600"
