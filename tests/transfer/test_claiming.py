"""Who takes over what was written elsewhere: whoever proves the address, and nobody else."""

import pytest

from tertulia.readers.guests import address_key
from tertulia.responses.models import Response, State
from tertulia.transfer.claiming import adopt_imported
from tertulia.transfer.models import Kept, Origin, Writer
from tertulia.transfer.records import Author, Person
from tests.transfer.test_loading import response, run, story

pytestmark = pytest.mark.django_db
ROSA = "Rosa@Reader.example "


def said_by(number, email=None, person=None, **more):
    return response(number, author=Author(name="Rosa", email=email, person=person), **more)


def authors():
    return list(Response.objects.order_by("place").values_list("author__name", flat=True))


def everything_kept():
    return f"{list(Origin.objects.values_list())}{list(Kept.objects.values_list())}{list(Writer.objects.values_list())}"


def test_whoever_proves_the_address_takes_over_what_was_written_under_it(reader, other_reader):
    run(story(), said_by(1, ROSA), said_by(2, "tarek@reader.example"), said_by(3), claiming=True)
    assert "reader.example" not in everything_kept().lower()
    assert adopt_imported(address=address_key("rosa@reader.example"), reader=reader.pk) == 1
    assert authors() == ["Rosa Vidal", None, None]
    assert adopt_imported(address=address_key("tarek@reader.example"), reader=other_reader.pk) == 1
    assert adopt_imported(address=address_key("tarek@reader.example"), reader=reader.pk) == 0, "somebody has it"
    assert authors() == ["Rosa Vidal", "طارق", None]


def test_an_account_of_the_source_is_known_by_its_address_too(reader):
    person = Person(id="test:paper:person:7", name="Rosa", email=ROSA)
    run(story(), said_by(1, person=person.id), person, claiming=True)
    assert "reader.example" not in everything_kept().lower()
    assert adopt_imported(address=address_key("rosa@reader.example"), reader=reader.pk) == 1


def test_a_site_that_does_not_allow_it_keeps_nothing_and_may_change_its_mind(reader):
    run(story(), said_by(1, ROSA))
    assert (Writer.objects.count(), Origin.objects.exclude(claim="").count()) == (0, 0)
    assert adopt_imported(address=address_key("rosa@reader.example"), reader=reader.pk) == 0
    again = run(story(), said_by(1, ROSA), claiming=True)
    assert again.unchanged == {"story": 1, "response": 1}
    assert adopt_imported(address=address_key("rosa@reader.example"), reader=reader.pk) == 1


def test_who_proved_it_before_the_import_need_not_do_it_again(reader, other_reader):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=reader, email=reader.email, verified=True, primary=True)
    EmailAddress.objects.create(user=other_reader, email=other_reader.email, verified=False, primary=True)
    person = Person(id="test:paper:person:7", email=ROSA)
    run(story(), person, said_by(1, ROSA), said_by(2, "tarek@reader.example"), said_by(3, person=person.id), claiming=True)
    assert authors() == ["Rosa Vidal", None, "Rosa Vidal"]


def test_a_later_import_still_knows_what_it_brought(reader):
    run(story(), said_by(1, ROSA), claiming=True)
    adopt_imported(address=address_key("rosa@reader.example"), reader=reader.pk)
    assert run(story(), said_by(1, ROSA), claiming=True).unchanged["response"] == 1
    changed = run(story(), said_by(1, ROSA, edited=response(5).created), claiming=True)
    assert (changed.updated["response"], authors()) == (1, ["Rosa Vidal"])


def test_what_is_erased_is_erased_where_it_came_from_too(reader):
    run(story(), said_by(1, ROSA), claiming=True)
    Response.objects.update(state=State.ERASED.value, text="", html="", author_name="")
    assert "Word 1" not in everything_kept()
    assert "Rosa" not in everything_kept()
    report = run(story(), said_by(1, ROSA), claiming=True)
    assert (report.unchanged["response"], Response.objects.get().html) == (1, "")
    report = run(story(), said_by(1, ROSA, edited=response(5).created))
    assert (report.conflicts, Response.objects.get().html) == (["test:paper:comment:1"], "")
