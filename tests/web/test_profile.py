import pytest

from tertulia.delivery.worker import handle_waiting
from tertulia.readers.ignoring import ignored_by
from tertulia.responses.authored import MOST
from tertulia.responses.posting import post_response
from tests.readers.pictures import picture


@pytest.fixture
def wrote(story_thread, reader, now):
    from datetime import timedelta

    return [
        post_response(thread=story_thread.pk, author=reader, text=f"Word {number}.", now=now + timedelta(minutes=number)).response
        for number in range(MOST + 2)
    ]


def test_a_reader_has_a_page_with_what_everybody_may_read(client, wrote, reader, story):
    page = client.get(f"/readers/{reader.pk}/").content.decode()
    assert "<bdi>Rosa Vidal</bdi>" in page
    assert "22 responses" in page
    assert "Word 21." in page
    assert f'<a href="/r/{wrote[-1].pk}/"><bdi>{story.title}</bdi></a>' in page  # what it was said to
    assert "Word 1." not in page
    assert "Word 1." in client.get(f"/readers/{reader.pk}/?before={wrote[2].pk}").content.decode()
    assert reader.email not in page
    story.unpublish()
    assert "Word" not in client.get(f"/readers/{reader.pk}/").content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30])
def test_a_cursor_that_is_none_is_not_found(client, reader, before):
    assert client.get(f"/readers/{reader.pk}/?before={before}").status_code == 404


def test_a_reader_who_is_not_listed_has_a_page_for_themselves(client, reader):
    client.force_login(reader)
    client.post("/account/profile/", {"what": "listed"})
    assert b"Only you" in client.get(f"/readers/{reader.pk}/").content
    client.logout()
    assert client.get(f"/readers/{reader.pk}/").status_code == 404


def test_name_and_picture_are_changed_and_refused_with_the_reason(client, reader, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(reader)
    assert client.post("/account/profile/", {"what": "name", "name": "Rosa F."}).status_code == 303
    refused = client.post("/account/profile/", {"what": "name", "name": "Moderator"})
    assert refused.status_code == 400
    assert b'aria-invalid="true"' in refused.content
    assert client.post("/account/profile/", {"what": "picture", "picture": picture()}).status_code == 303
    assert client.post("/account/profile/", {"what": "picture"}).status_code == 400
    reader.refresh_from_db()
    assert (reader.name, len(reader.avatar)) == ("Rosa F.", 32)
    shown = client.get(f"/media/avatars/{reader.avatar}.webp")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/webp")


def test_ignoring_is_told_to_the_one_who_ignores_and_to_nobody_else(client, reader, other_reader, story_thread):
    client.force_login(other_reader)
    client.post(f"/readers/{reader.pk}/ignore/")
    assert ignored_by(other_reader.pk) == [reader.pk]
    assert client.get(f"/threads/{story_thread.pk}/mine/").json()["ignored"] == [reader.pk]
    assert b"Rosa Vidal" in client.get("/account/profile/").content
    assert client.post(f"/readers/{other_reader.pk}/ignore/").status_code == 403
    client.post(f"/readers/{reader.pk}/ignore/", {"answer": "heed"})
    assert ignored_by(other_reader.pk) == []


def test_the_thread_shows_the_picture_and_leads_to_the_page(client, reader, story, story_thread, settings, tmp_path):
    from tertulia.readers.avatars import set_picture

    settings.MEDIA_ROOT = tmp_path
    post_response(thread=story_thread.pk, author=reader, text="A word.")
    set_picture(reader=reader, file=picture())
    handle_waiting()
    page = client.get(story.dated_address()).content.decode()
    assert f'src="/media/avatars/{reader.avatar}.webp"' in page
    assert f'href="/readers/{reader.pk}/"' in page


def test_the_language_one_chose_comes_before_what_the_browser_asks_for(client, reader, story):
    client.force_login(reader)
    client.post("/account/profile/", {"what": "language", "language": "ar"})
    for path in ("/account/", "/rules/"):
        assert '<html lang="ar" dir="rtl">' in client.get(path, headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="en"' in client.get(story.url).content.decode()
    client.post("/account/profile/", {"what": "language", "language": "klingon"})
    assert '<html lang="en"' in client.get("/account/", headers={"Accept-Language": "en"}).content.decode()
