import pytest

from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.responses.models import Thread, ThreadState

LIST = "/admin/threads/"


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


def test_the_list_can_be_searched_and_filtered(desk, story_thread, thread):
    Thread.objects.filter(pk=thread.pk).update(state=ThreadState.CLOSED)
    for asked, there, gone in (("q=rope", "Rope Street", "elsewhere"), ("state=closed", "elsewhere", "Rope Street")):
        page = desk.get(f"{LIST}results/?{asked}").content.decode()
        assert there in page
        assert gone not in page


@pytest.mark.parametrize("state", list(ThreadState)[1:])
def test_the_state_is_set_and_told(desk, story_thread, state):
    assert desk.post(f"{LIST}{story_thread.pk}/", {"state": state}).status_code == 302
    assert Thread.objects.get().state == state
    assert Event.objects.filter(kind=Kind.THREAD_STATE_SET, thread=story_thread.pk).count() == 1


def test_nothing_but_the_state_can_be_set(desk, story_thread):
    desk.post(f"{LIST}{story_thread.pk}/", {"state": "closed", "title": "Another", "visible": 99, "url": "/x/"})
    changed = Thread.objects.get()
    assert (changed.title, changed.visible, changed.url) == (story_thread.title, 0, story_thread.url)


def test_an_unknown_state_is_refused(desk, story_thread):
    assert desk.post(f"{LIST}{story_thread.pk}/", {"state": "ajar"}).status_code == 200
    assert Thread.objects.get().state == ThreadState.OPEN


@pytest.mark.parametrize("path", ["new/", "delete/1/", "history/1/"])
def test_threads_are_neither_made_nor_deleted_here(desk, story_thread, path):
    assert desk.get(f"{LIST}{path}").status_code == 404
