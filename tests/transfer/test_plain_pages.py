"""About, Imprint and the like of another system: pages of the site, never stories."""

import pytest

from tertulia.responses.models import Response, Thread
from tertulia.stories.models import FrontPage, PlainPage, StoryPage
from tertulia.transfer.models import StoryOrigin
from tertulia.transfer.records import Block
from tests.transfer.test_export import exported, round_trip
from tests.transfer.test_loading import response, run, story

pytestmark = pytest.mark.django_db


def about(**more):
    said = {"kind": "page", "url": "https://paper.example/about/", "title": "About us", "lead_photo": None}
    return story(**{**said, **more})


def test_it_lives_at_its_old_path_and_no_story_is_made():
    report = run(about())
    page = PlainPage.objects.get()
    assert (page.title, page.live, page.get_url_parts()[2]) == ("About us", True, "/about/")
    assert "Ice on the third" in str(page.body)
    assert (StoryPage.objects.count(), Thread.objects.count(), report.created) == (0, 0, {"story": 1})


def test_a_second_run_changes_nothing_and_a_change_here_wins():
    run(about())
    assert run(about()).unchanged == {"story": 1}
    assert run(about(title="About the paper")).updated == {"story": 1}
    page = PlainPage.objects.get()
    assert page.title == "About the paper"
    page.title = "Who we are"
    page.save_revision().publish()
    assert run(about(title="About all of us")).conflicts == ["test:paper:story:1"]
    assert PlainPage.objects.get().title == "Who we are"


def test_a_draft_stays_one_and_a_page_below_another_stands_below_it():
    run(about(), about(id="test:paper:story:2", url="https://paper.example/about/people/", state="draft", title="People"))
    people = PlainPage.objects.get(title="People")
    assert (people.live, people.get_parent().title) == (False, "About us")


def test_a_page_that_is_there_is_left_alone():
    front = FrontPage.objects.get()
    front.add_child(instance=PlainPage(title="About", slug="about", live=False))
    run(about())
    assert sorted(PlainPage.objects.values_list("slug", "title")) == [("about", "About"), ("about-2", "About us")]


def test_its_responses_are_kept_and_exported_and_the_report_says_that_nobody_sees_them():
    report = run(about(), response(1), response(2, 1))
    assert [note.reason for note in report.reading.warnings] == [
        "a page of the site has responses; they are kept, and exported, but shown nowhere"
    ]
    assert Response.objects.filter(listed=True).count() == 2
    assert run(about(), response(1), response(2, 1)).created == {}
    first, second = round_trip()
    assert second == first
    assert sum('"kind":"page"' in line for line in first) == 1


def test_pages_made_here_leave_with_everything_else():
    front = FrontPage.objects.get()
    page = PlainPage(title="Imprint", slug="imprint", body=[("paragraph", "<p>Rope Street 9.</p>")])
    front.add_child(instance=page)
    first = exported()
    assert sum('"title":"Imprint"' in line for line in first) == 1
    page.delete()
    StoryOrigin.objects.all().delete()
    from tertulia.transfer.exchange import load_line

    run(*[load_line(line.encode()) for line in first])
    assert PlainPage.objects.get().title == "Imprint"


def test_a_picture_elsewhere_survives_the_way_out_and_in():
    figure = Block(kind="image", html='<figure><img src="https://paper.example/b.jpg" alt="A boat"></figure>')
    run(about(body=(figure,)), story(id="test:paper:story:2", url="https://paper.example/2019/05/05/b/", body=(figure,)))
    first, second = round_trip()
    assert first == second
    assert sum("b.jpg" in line for line in first) == 2
