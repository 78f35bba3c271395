"""An import that ends anywhere and runs again, and two at once."""

import random

import pytest

from tertulia.errors import CannotStart
from tertulia.responses.models import Response, Thread
from tertulia.stories.arriving import default_site
from tertulia.transfer import loading
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.formats.reading import ReadReport
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.records import Action, Header, Media, Person, Source
from tests.transfer.test_loading import response, run, story
from tests.transfer.test_samples import clear, dump, state

pytestmark = pytest.mark.django_db


class Killed(Exception):
    """The process ended here."""


def records():
    """Forty responses in disorder: parents after children, one that never comes, some without a time, some not public."""
    draw = random.Random(7)
    said = [
        response(
            number,
            draw.choice([None, draw.randint(1, 40), 99]) if number > 1 else None,
            status=draw.choice(["approved", "approved", "pending", "spam"]),
            **({"created": None} if number % 9 == 0 else {}),
        )
        for number in range(1, 41)
    ]
    draw.shuffle(said)
    picture = Media(id="test:paper:media:7", url="https://paper.example/a.jpg", extra={"caption": "The lock. Photo: R. Vidal"})
    first = [Person(id="test:paper:person:1", name="Ada"), story(lead_photo=None, source={"lead_media": picture.id})]
    return [*first, *said[:25], picture, Action(on="test:paper:comment:1", action="feature"), *said[25:]]


def run_until(end):
    """Load and be killed once `end` records were read."""

    def some():
        yield Header(source=Source(system="test"))
        for number, each in enumerate(records()):
            if number == end:
                raise Killed
            yield each
        raise Killed

    asked = LoadOptions(site=default_site())
    with pytest.raises(Killed):
        loading.load(some(), asked=asked, report=LoadReport(ReadReport()))


@pytest.mark.parametrize("end", [0, 1, 2, 3, 9, 20, 27, 28, 33, 44])
def test_killed_anywhere_and_run_again_it_ends_where_a_whole_run_ends(end, monkeypatch):
    monkeypatch.setattr(loading, "BATCH", 6)
    run(*records())
    expected = state()
    clear()
    run_until(end)
    assert not Response.objects.filter(listed=True).exists()
    run(*records())
    assert state() == expected
    before = dump()
    run(*records())
    assert dump() == before


def test_killed_between_two_threads_the_second_is_hung_by_the_next_run(monkeypatch):
    other = [story(id="test:paper:story:2", url="https://paper.example/2019/05/05/lock/", title="The lock")]
    other += [response(50, 98, story="test:paper:story:2"), response(51, 50, story="test:paper:story:2")]
    run(*records(), *other)
    expected = state()
    clear()
    hang, hung = loading.link_thread, []

    def hang_one(thread, **more):
        if hung:
            raise Killed
        hung.append(thread)
        hang(thread, **more)

    with monkeypatch.context() as context:
        context.setattr(loading, "link_thread", hang_one)
        with pytest.raises(Killed):
            run(*records(), *other)
    assert Thread.objects.filter(visible=0).count() == 1
    run(*records(), *other)
    assert state() == expected


def test_two_imports_at_once_are_refused():
    with loading.alone(), pytest.raises(CannotStart, match="another import is running"), loading.alone():
        pass
    with loading.alone():
        pass
