import pytest
from django.contrib.messages import get_messages

from tertulia.moderation.deciding import release_response
from tertulia.responses.editing import edit_response
from tertulia.responses.models import Response, State, Thread, ThreadState
from tertulia.responses.posting import post_response

LIST = "/admin/held/"


@pytest.fixture
def held(story_thread, reader):
    Thread.objects.update(state=ThreadState.HELD)
    return post_response(thread=story_thread.pk, author=reader, text="Look <b>up</b> tonight.").response


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


def test_the_list_shows_words_author_story_and_both_buttons(desk, held):
    page = desk.get(LIST).content.decode()
    for shown in ("Look &lt;b&gt;up&lt;/b&gt; tonight.", "Rosa Vidal", "The lamp on Rope Street", f"{LIST}{held.pk}/release/"):
        assert shown in page


def test_the_menu_and_the_first_page_say_how_many_wait(desk, held):
    page = desk.get("/admin/").content.decode()
    assert "Held responses (1)" in page
    assert "1 response is waiting for you." in page


@pytest.mark.parametrize(("verb", "state"), [("release", State.VISIBLE), ("remove", State.REMOVED)])
def test_a_button_decides_and_comes_back_to_the_list(desk, held, verb, state):
    answer = desk.post(f"{LIST}{held.pk}/{verb}/")
    assert answer.url == LIST
    assert Response.objects.get(pk=held.pk).state == state
    assert "Nothing is waiting." in desk.get(LIST).content.decode()


def test_a_released_response_is_on_the_next_page_anybody_reads(client, desk, held, story):
    desk.post(f"{LIST}{held.pk}/release/")
    assert "tonight." in client.get(story.dated_address()).content.decode()


def test_who_comes_second_is_told_so(desk, held, moderator):
    release_response(response=held.pk, moderator=moderator)
    answer = desk.post(f"{LIST}{held.pk}/release/")
    assert [str(message).strip() for message in get_messages(answer.wsgi_request)] == ["Somebody else changed this meanwhile."]


def test_words_that_changed_since_the_list_was_drawn_are_not_let_through(desk, held, reader):
    assert 'name="read" value="0"' in desk.get(LIST).content.decode()
    edit_response(response=held.pk, author=reader, text="Something else altogether.")
    answer = desk.post(f"{LIST}{held.pk}/release/", {"read": "0"})
    assert "Its author has changed the words" in str(next(iter(get_messages(answer.wsgi_request))))
    assert Response.objects.get(pk=held.pk).state == State.HELD


def test_nothing_is_decided_by_reading(desk, held):
    assert desk.get(f"{LIST}{held.pk}/release/").status_code == 405


def test_an_editor_who_does_not_moderate_neither_sees_nor_decides(client, held):
    from django.contrib.auth.models import Group

    from tertulia.readers.models import Reader

    editor = Reader.objects.create_user("ed@quay.example", name="Ed")
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    assert "Held responses" not in client.get("/admin/").content.decode()
    for answer in (client.get(LIST), client.get("/admin/threads/"), client.post(f"{LIST}{held.pk}/release/")):
        assert (answer.status_code, answer.url) == (302, "/admin/")
    assert Response.objects.get().state == State.HELD


def test_the_list_costs_the_same_for_one_and_for_twenty(desk, held, reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(34):
        desk.get(LIST)
    for number in range(19):
        post_response(thread=held.thread_id, author=reader, text=f"Again, {number}.")
    with django_assert_max_num_queries(34):
        desk.get(LIST)
