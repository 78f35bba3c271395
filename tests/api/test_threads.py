"""`/threads`: finding one, reading it, posting to it."""

import pytest
from wagtail.models import PageViewRestriction, Site

from tertulia.moderation.deciding import hold_response, remove_response
from tertulia.options import options
from tertulia.responses.models import AnsweredKey, Response, State, Thread, ThreadState
from tertulia.responses.threads import keep_thread_address
from tests.api.conftest import refused

SHAPE = {"id", "parent", "depth", "author", "text", "html", "posted_at", "edited_at", "state", "url", "votes"}


def responses(machine, thread, query=""):
    answer = machine.get(f"threads/{thread.pk}/responses{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_thread_says_what_it_is(guest, thread, say):
    say()
    assert guest.get(f"threads/{thread.pk}").json() == {
        "id": thread.pk,
        "url": "https://elsewhere.example/page",
        "title": "A page elsewhere",
        "language": "",
        "state": "open",
        "counts": {"visible": 1},
        "declared": None,
    }


@pytest.mark.parametrize(
    "spelling",
    [
        "{path}",
        "http://localhost{path}",
        "https://LOCALHOST:8000{path}",
        "//localhost{path}",
        "{bare}",
        "{path}?utm=x",
        "{path}#a",
    ],
)
def test_a_story_s_thread_is_found_by_path_and_by_any_of_our_hosts(guest, story, story_thread, spelling):
    path = story.dated_address()
    found = guest.ask("GET", "/api/v1/threads?" + _query(spelling.format(path=path, bare=path.rstrip("/"))))
    assert (found.status_code, found.json().get("id")) == (200, story_thread.pk)


def test_a_thread_is_found_by_a_former_address_and_by_that_of_a_page_elsewhere(guest, thread, story_thread):
    Thread.objects.filter(pk=thread.pk).update(site=story_thread.site)
    keep_thread_address(story_thread, "/old/lamp.html?p=12")
    assert guest.get("/api/v1/threads?" + _query("/old/lamp.html?p=12")).json()["id"] == story_thread.pk
    assert guest.get("/api/v1/threads?" + _query("https://elsewhere.example/page")).json()["id"] == thread.pk


def test_the_closest_spelling_of_an_address_wins(guest, story_thread):
    plain = Thread.objects.create(site=story_thread.site, url="/", title="Plain", opened_at=story_thread.opened_at)
    keep_thread_address(story_thread, "/?p=12")
    assert guest.get("/api/v1/threads?" + _query("/?p=12")).json()["id"] == story_thread.pk
    assert guest.get("/api/v1/threads?" + _query("/?p=13")).json()["id"] == plain.pk


@pytest.mark.parametrize("url", ["https://evil.example{path}", "/nothing/", "//evil.example{path}", "javascript:1", "%"])
def test_other_hosts_and_addresses_find_nothing(guest, story, url):
    refused(guest.get("/api/v1/threads?" + _query(url.format(path=story.dated_address()))), 404, "not-found")


@pytest.mark.parametrize("query", ["", "url=", "url=http://[", "url=" + "x" * 2001])
def test_an_address_that_cannot_be_read_is_malformed(guest, query):
    refused(guest.get(f"threads?{query}"), 400, "malformed")


def test_the_same_path_on_another_site_is_another_thread(guest, story, story_thread, settings):
    settings.ALLOWED_HOSTS = ["*"]
    other = Site.objects.create(hostname="west.example", root_page=story.get_parent())
    elsewhere = Thread.objects.create(site=other.pk, url=story.dated_address(), title="Another", opened_at=story_thread.opened_at)
    query = "/api/v1/threads?" + _query(story.dated_address())
    assert guest.get(query).json()["id"] == story_thread.pk
    assert guest.get(query, Host="west.example").json()["id"] == elsewhere.pk


def test_responses_come_in_reading_order_with_true_depth(guest, thread, say, reader):
    top = say("It was *dark*.")
    other = say("Other.")
    reply = say("Yes.", parent=top)
    deep = say("No.", parent=reply)
    late = say("Late.", parent=top)
    found = responses(guest, thread)
    assert [(one["id"], one["parent"], one["depth"]) for one in found["responses"]] == [
        (top.pk, None, 1),
        (reply.pk, top.pk, 2),
        (deep.pk, reply.pk, 3),
        (late.pk, top.pk, 2),
        (other.pk, None, 1),
    ]
    assert found["next"] is None
    first = found["responses"][0]
    assert set(first) >= SHAPE
    assert (first["text"], first["html"]) == ("It was *dark*.", "<p>It was <em>dark</em>.</p>")
    assert first["author"] == {"id": reader.pk, "name": "Rosa Vidal"}
    assert first["votes"] == {"up": 0, "down": 0}
    assert first["posted_at"].endswith(("Z", "+00:00"))


def test_the_newest_first_keeps_replies_oldest_first(guest, thread, say):
    first, second = say(), say()
    early, late = say(parent=first), say(parent=first)
    found = responses(guest, thread, "?order=newest")["responses"]
    assert [one["id"] for one in found] == [second.pk, first.pk, early.pk, late.pk]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_pages_of_any_length_join_to_the_whole(guest, thread, say, limit, order):
    options_before = options.reader_posts
    options.reader_posts = 10_000
    try:
        posted = []
        for number in range(14):
            posted.append(say(parent=posted[number // 3] if number % 4 else None))
    finally:
        options.reader_posts = options_before
    whole = [one["id"] for one in responses(guest, thread, f"?order={order}")["responses"]]
    assert len(whole) == 14
    joined, after = [], ""
    for _page in range(20):
        page = responses(guest, thread, f"?order={order}&limit={limit}&after={after}")
        joined += [one["id"] for one in page["responses"]]
        assert len(page["responses"]) <= limit
        after = page["next"]
        if after is None:
            break
    assert joined == whole


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=-1", "limit=x", "limit=1e1", f"limit={10**30}", "limit=", "after=" + "A" * 201]
)
def test_a_limit_outside_its_bounds_is_malformed(guest, thread, query):
    said = refused(guest.get(f"threads/{thread.pk}/responses?{query}"), 400, "malformed")
    assert said["errors"][0]["at"] in ("limit", "after")


@pytest.mark.parametrize("after", ["x", "AAAA", "A" * 44, "%FF", "👋", "-1", "0", "A" * 43 + "="])
def test_a_cursor_that_is_none_of_ours_is_refused(guest, thread, say, after):
    say()
    answer = guest.get(f"threads/{thread.pk}/responses?after={after}")
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        refused(answer, 400, "unknown-cursor")


def test_an_unknown_order_is_refused(guest, thread):
    refused(guest.get(f"threads/{thread.pk}/responses?order=random"), 400, "unknown-order")


@pytest.mark.parametrize("number", [4711, 0, 2**63, 10**40])
def test_an_unknown_thread_is_not_found(guest, number):
    refused(guest.get(f"threads/{number}"), 404, "not-found")
    refused(guest.get(f"threads/{number}/responses"), 404, "not-found")
    refused(guest.post(f"threads/{number}/responses", {"text": "A word."}), 404, "not-found")


def test_the_thread_of_a_story_taken_down_is_not_found(guest, story, story_thread, say):
    kept = say(in_thread=story_thread)
    story.unpublish()
    for path in (f"threads/{story_thread.pk}", f"threads/{story_thread.pk}/responses", f"responses/{kept.pk}"):
        refused(guest.get(path), 404, "not-found")
    refused(guest.get("/api/v1/threads?" + _query(story.dated_address())), 404, "not-found")
    refused(guest.post(f"threads/{story_thread.pk}/responses", {"text": "A word."}), 404, "not-found")


def test_the_thread_of_a_story_for_some_is_not_found(guest, story, story_thread, say):
    kept = say(in_thread=story_thread)
    PageViewRestriction.objects.create(page=story.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    for path in (f"threads/{story_thread.pk}", f"threads/{story_thread.pk}/responses", f"responses/{kept.pk}"):
        refused(guest.get(path), 404, "not-found")


def test_a_thread_outlives_its_story(guest, story, story_thread, say):
    kept = say(in_thread=story_thread)
    story.delete()
    assert [one["id"] for one in responses(guest, story_thread)["responses"]] == [kept.pk]


def test_held_responses_are_nowhere_and_a_removed_one_with_replies_is_a_marker(guest, thread, say, moderator):
    removed, held = say("Gone."), say("Secret.")
    say("Stays.", parent=removed)
    remove_response(response=removed.pk, moderator=moderator)
    hold_response(response=held.pk, moderator=moderator)
    answer = guest.get(f"threads/{thread.pk}/responses")
    assert b"Secret" not in answer.content
    assert b"Gone" not in answer.content
    marker = answer.json()["responses"][0]
    assert (marker["id"], marker["state"], marker["author"], marker["text"], marker["html"]) == (
        removed.pk,
        "removed",
        None,
        "",
        "",
    )
    assert guest.get(f"threads/{thread.pk}").json()["counts"]["visible"] == 1


def test_a_reader_posts_with_a_token(machine, thread, reader):
    answer = machine.post(f"threads/{thread.pk}/responses", {"text": "It was *dark*."})
    assert answer.status_code == 201
    said = answer.json()
    stored = Response.objects.get()
    assert said == {"id": stored.pk, "state": "visible", "url": f"/r/{stored.pk}/"}
    assert (stored.author_id, stored.text) == (reader.pk, "It was *dark*.")


def test_a_reply_hangs_below_its_parent(machine, thread, say):
    top = say()
    answer = machine.post(f"threads/{thread.pk}/responses", {"text": "A reply.", "parent": top.pk})
    assert Response.objects.get(pk=answer.json()["id"]).parent_id == top.pk


def test_a_guest_posts_with_a_name_and_the_address_is_not_kept(guest, thread):
    answer = guest.post(
        f"threads/{thread.pk}/responses", {"text": "A word.", "guest": {"name": "  Ines ", "email": "ines@guest.example"}}
    )
    assert answer.status_code == 201
    found = responses(guest, thread)["responses"][0]
    assert found["author"] == {"id": None, "name": "Ines"}


def test_a_guest_without_a_name_is_asked_for_one(guest, thread):
    for payload in ({"text": "A word."}, {"text": "A word.", "guest": {"name": " "}}, {"text": "A word.", "guest": None}):
        assert refused(guest.post(f"threads/{thread.pk}/responses", payload), 400, "name-missing")["field"] == "name"


def test_where_guests_may_not_write_they_are_asked_to_sign_in(guest, thread, monkeypatch):
    monkeypatch.setattr(options, "guests", "off")
    answer = guest.post(f"threads/{thread.pk}/responses", {"text": "A word.", "guest": {"name": "Ines"}})
    refused(answer, 401, "sign-in-needed")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_unknown_members_are_ignored_and_give_no_powers(machine, thread, reader, other_reader):
    answer = machine.post(
        f"threads/{thread.pk}/responses",
        {"text": "A word.", "author": other_reader.pk, "author_id": other_reader.pk, "state": "held", "depth": 9, "id": 1},
    )
    assert answer.status_code == 201
    stored = Response.objects.get()
    assert (stored.author_id, stored.state, stored.depth) == (reader.pk, State.VISIBLE, 1)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"text": None},
        {"text": 1},
        {"text": True},
        {"text": ["a"]},
        {"text": {"a": 1}},
        {"text": "a", "parent": "1"},
        {"text": "a", "parent": 1.0},
        {"text": "a", "parent": True},
        {"text": "a", "parent": 0},
        {"text": "a", "parent": -1},
        {"text": "a", "parent": 2**63},
        {"text": "a", "parent": []},
        {"text": "a", "guest": "Ines"},
        {"text": "a", "guest": ["Ines"]},
        {"text": "a", "guest": {}},
        {"text": "a", "guest": {"name": 1}},
        {"text": "a", "guest": {"name": None}},
        {"text": "a", "guest": {"name": "Ines", "email": 1}},
        {"text": "a", "guest": {"name": "Ines", "email": "x" * 255}},
        [],
        "text",
        1,
        True,
        b"null",
        b"",
        b"{",
        b'{"text": "a"',
        b'{"text": "a"} x',
        b'{"text": NaN}',
        b'{"text": "a", "text": "b"}',
        b'{"text": "a", "guest": {"name": "Ines", "name": "Ole"}}',
        b'{"text": "\xff\xfe"}',
        b'\xef\xbb\xbf{"text": "a"}',
        '{"text": "a"}'.encode("utf-16"),
        b'{"parent": ' + b"9" * 5000 + b', "text": "a"}',
        b"[" * 100_000,
        b'{"text":' * 50_000,
        b"text=a",
        b"\x00",
    ],
)  # fmt: skip
def test_a_body_of_the_wrong_shape_is_malformed(machine, thread, payload):
    refused(machine.post(f"threads/{thread.pk}/responses", payload), 400, "malformed")
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx", "", "text/json"],
)
def test_anything_but_json_is_an_unsupported_type(machine, thread, kind):
    refused(machine.ask("POST", f"threads/{thread.pk}/responses", {"text": "A word."}, kind=kind), 415, "unsupported-type")


def test_json_with_a_charset_is_json(machine, thread):
    answer = machine.ask("POST", f"threads/{thread.pk}/responses", {"text": "كلمة"}, kind="application/json; charset=utf-8")
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-text"),
        (" \n\u200b", "empty-text"),
        ("\x00", "empty-text"),
        ("x" * 20_001, "text-too-long"),
        ("x" * 200_000, "text-too-long"),
    ],
)
def test_empty_and_oversize_texts_are_refused_never_cut(machine, thread, text, code):
    assert refused(machine.post(f"threads/{thread.pk}/responses", {"text": text}), 400, code)["field"] == "text"
    assert not Response.objects.exists()


def test_odd_letters_are_stored_or_refused(machine, thread):
    for text in ("a\x00b", "\ud800 lone", "e\u0301", "\u1e9b\u0323", "\U0010ffff a", "a\u2028b", "\ufeffa"):
        answer = machine.post(f"threads/{thread.pk}/responses", {"text": text})
        assert answer.status_code in (201, 400), (text, answer.content)
        if answer.status_code == 400:
            refused(answer, 400, "malformed")


def test_a_parent_must_be_in_this_thread_and_still_there(machine, thread, story_thread, say, moderator):
    elsewhere, removed, held = say(in_thread=story_thread), say(), say()
    remove_response(response=removed.pk, moderator=moderator)
    hold_response(response=held.pk, moderator=moderator)
    for parent, status, code in (
        (elsewhere.pk, 400, "unknown-parent"),
        (4711, 400, "unknown-parent"),
        (2**63 - 1, 400, "unknown-parent"),
        (held.pk, 400, "unknown-parent"),
        (removed.pk, 409, "parent-gone"),
    ):
        answer = machine.post(f"threads/{thread.pk}/responses", {"text": "A reply.", "parent": parent})
        assert refused(answer, status, code)["field"] == "parent"


def test_a_closed_thread_refuses_and_a_holding_one_says_held(machine, guest, thread):
    Thread.objects.update(state=ThreadState.CLOSED)
    refused(machine.post(f"threads/{thread.pk}/responses", {"text": "A word."}), 403, "thread-closed")
    Thread.objects.update(state=ThreadState.HELD)
    answer = machine.post(f"threads/{thread.pk}/responses", {"text": "A word."})
    assert (answer.status_code, answer.json()["state"]) == (201, "held")
    assert responses(guest, thread)["responses"] == []


def test_too_many_in_a_short_time_say_when_to_come_back(guest, thread):
    payload = {"text": "A word.", "guest": {"name": "Ines"}}
    for _count in range(options.guest_posts):
        assert guest.post(f"threads/{thread.pk}/responses", payload).status_code == 201
    answer = guest.post(f"threads/{thread.pk}/responses", payload)
    refused(answer, 429, "too-many")
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert Response.objects.count() == options.guest_posts


def test_forwarded_addresses_do_not_widen_a_limit(guest, thread):
    payload = {"text": "A word.", "guest": {"name": "Ines"}}
    codes = [
        guest.post(f"threads/{thread.pk}/responses", payload, X_Forwarded_For=f"198.51.100.{count}").status_code
        for count in range(options.guest_posts + 1)
    ]
    assert codes[-1] == 429


def test_the_same_key_gets_the_same_answer_and_stores_once(machine, thread):
    path, payload = f"threads/{thread.pk}/responses", {"text": "A word."}
    first = machine.post(path, payload, Idempotency_Key="3f1c-1")
    again = machine.post(path, payload, Idempotency_Key="3f1c-1")
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert Response.objects.count() == 1
    assert machine.post(path, payload, Idempotency_Key="3f1c-2").json()["id"] != first.json()["id"]


def test_a_key_is_good_for_one_payload_and_one_sender(machine, other_machine, thread, say):
    path = f"threads/{thread.pk}/responses"
    first = machine.post(path, {"text": "A word."}, Idempotency_Key="k")
    refused(machine.post(path, {"text": "Another."}, Idempotency_Key="k"), 422, "key-reused")
    refused(machine.post(path, {"text": "A word.", "parent": first.json()["id"]}, Idempotency_Key="k"), 422, "key-reused")
    assert other_machine.post(path, {"text": "A word."}, Idempotency_Key="k").json()["id"] != first.json()["id"]


def test_a_refused_post_leaves_its_key_free(machine, thread):
    path = f"threads/{thread.pk}/responses"
    refused(machine.post(path, {"text": "A word.", "parent": 4711}, Idempotency_Key="k"), 400, "unknown-parent")
    assert machine.post(path, {"text": "A word."}, Idempotency_Key="k").status_code == 201
    assert AnsweredKey.objects.count() == 1


def test_a_key_too_long_is_malformed(machine, thread):
    refused(machine.post(f"threads/{thread.pk}/responses", {"text": "a"}, Idempotency_Key="k" * 201), 400, "malformed")


def test_a_key_outlives_the_closing_of_the_thread(machine, thread):
    path = f"threads/{thread.pk}/responses"
    first = machine.post(path, {"text": "A word."}, Idempotency_Key="k")
    Thread.objects.update(state=ThreadState.CLOSED)
    assert machine.post(path, {"text": "A word."}, Idempotency_Key="k").json() == first.json()


def _query(url):
    from urllib.parse import urlencode

    return urlencode({"url": url})
