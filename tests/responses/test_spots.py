import pytest

from tertulia.errors import NotFound
from tertulia.responses.models import Response
from tertulia.responses.reading import load_branch_page, load_thread_page
from tertulia.responses.spots import find_spot
from tests.responses.forest import plant, talk


def page_of(spot, most):
    if spot.branch:
        return load_branch_page(spot.thread, root=spot.branch, after=spot.after_no)
    return load_thread_page(spot.thread, after=spot.after, most=most)


@pytest.mark.parametrize("most", [10, 30, 100])
def test_every_response_stands_on_the_page_its_link_leads_to(thread, most):
    made = plant(thread, [*talk(150), None, *([150] * 130), None, None])
    for response in made:
        spot = find_spot(response.pk, most=most)
        assert response.pk in [row.id for row in page_of(spot, most).rows], response.pk


def test_what_is_on_the_first_page_leads_to_the_first_page(thread):
    made = plant(thread, [None, 0, None])
    for response in made:
        spot = find_spot(response.pk)
        assert (spot.after, spot.branch, spot.row.id) == ("", None, response.pk)


@pytest.mark.parametrize("number", [4711, 0, 2**63, 10**30])
def test_an_unknown_response_has_no_spot(thread, number):
    with pytest.raises(NotFound):
        find_spot(number)


def test_a_response_not_listed_has_no_spot(thread):
    made = plant(thread, [None, None], hidden=frozenset({1}))
    with pytest.raises(NotFound):
        find_spot(made[1].pk)


def test_the_response_of_a_story_taken_down_has_no_spot(story, story_thread):
    plant(story_thread, [None])
    story.unpublish()
    with pytest.raises(NotFound):
        find_spot(Response.objects.get().pk)
