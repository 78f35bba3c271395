"""Featured responses: chosen by the newsroom, shown first, with who; what it wrote itself is pinned."""

import pytest

from tertulia.errors import NotAllowed, NotFound, SignInNeeded
from tertulia.moderation.deciding import remove_response, restore_response
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.featuring import feature_response, load_featured, unfeature_response
from tertulia.responses.models import Response, Thread
from tertulia.responses.posting import post_response
from tertulia.responses.reading import load_thread
from tertulia.web.threads import Asked, load_page


@pytest.fixture
def editor(db):
    person = Reader.objects.create_user("joost@quay.example", name="Joost")
    grant_role(reader=person, role=Role.EDITOR)
    return person


@pytest.fixture
def response(thread, reader):
    return post_response(thread=thread.pk, author=reader, text="A word.").response


def test_it_stands_above_the_first_page_with_who_chose_it(response, editor, thread):
    before = Thread.objects.get().version
    feature_response(response=response.pk, editor=editor)
    (featured,) = load_page(load_thread(thread.pk), Asked()).featured
    assert (featured.row.id, featured.row.featured, featured.by) == (response.pk, True, "Joost")
    assert Thread.objects.get().version > before
    unfeature_response(response=response.pk, editor=editor)
    assert load_featured(thread.pk) == ()


def test_only_the_newsroom_may(response, other_reader):
    for person, refusal in ((None, SignInNeeded), (other_reader, NotAllowed)):
        with pytest.raises(refusal):
            feature_response(response=response.pk, editor=person)
        with pytest.raises(refusal):
            unfeature_response(response=response.pk, editor=person)


def test_what_is_removed_is_not_featured_until_it_is_restored(response, editor, moderator, thread):
    feature_response(response=response.pk, editor=editor)
    remove_response(response=response.pk, moderator=moderator)
    assert load_featured(thread.pk) == ()
    with pytest.raises(NotFound):
        feature_response(response=response.pk, editor=editor)
    restore_response(response=response.pk, moderator=moderator)
    assert len(load_featured(thread.pk)) == 1


def test_the_latest_three_are_shown(thread, reader, editor):
    made = [post_response(thread=thread.pk, author=reader, text="A word.").response.pk for _each in range(4)]
    for response in made:
        feature_response(response=response, editor=editor)
    assert [each.row.id for each in load_featured(thread.pk)] == made[:0:-1]


def test_people_of_the_newsroom_write_as_such(thread, editor, reader):
    assert post_response(thread=thread.pk, author=editor, text="Hello.").response.badge == "editor"
    assert post_response(thread=thread.pk, author=reader, text="Hello.").response.badge == ""
    grant_role(reader=reader, role=Role.MODERATOR, site=thread.site)
    reader.refresh_from_db()
    assert post_response(thread=thread.pk, author=reader, text="Hello.").response.badge == "moderator"
    grant_role(reader=reader, role=Role.EDITOR, site=thread.site + 1)
    assert post_response(thread=thread.pk, author=reader, text="Hello.").response.badge == "moderator"


def test_nothing_featured_costs_one_query(thread, django_assert_num_queries):
    with django_assert_num_queries(1):
        load_featured(thread.pk)


def test_a_page_without_a_script_features(client, response, editor):
    page = f"/responses/{response.pk}/feature/"
    assert client.get(page).status_code == 401
    client.force_login(editor)
    assert "Show it first" in client.get(page).text
    assert client.post(page, {"feature": "1"}).status_code == 303
    assert Response.objects.get(pk=response.pk).featured_by == editor
    client.post(page, {"feature": "0"})
    assert Response.objects.get(pk=response.pk).featured_at is None
