"""What an import brought is erased with the response it is about: searched for in every table afterwards."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.delivery.leaving import overwrite_deleted
from tertulia.delivery.worker import do_chores, handle_waiting
from tertulia.errors import NotFound
from tertulia.options import options
from tertulia.readers.guests import address_key
from tertulia.readers.leaving import ask_to_leave
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.erasing import erase_response
from tertulia.responses.models import Response, State, Vote
from tertulia.transfer import records
from tertulia.transfer.choices import ExportOptions
from tertulia.transfer.claiming import adopt_imported
from tertulia.transfer.exporting import export_records
from tertulia.transfer.models import Kept, Origin, Writer
from tertulia.transfer.ordering import KEPT_FOR, forget_uploads, keep_upload, order_import
from tertulia.transfer.records import Action, Author, Body, Media, Person, Revision, Unknown
from tests.delivery.test_leaving import everything_in_the_database
from tests.transfer.test_loading import response, run, story

pytestmark = pytest.mark.django_db

EMAIL = "plantedmail@reader.example"
PERSON = "test:paper:person:plantedlogin"
FIRST, SECOND = "test:paper:comment:1", "test:paper:comment:2"


def said(number, **more):
    """A response with something planted wherever a source may put words, names and addresses."""
    return response(
        number,
        author=Author(person=PERSON, name="Planted Ferrow", email=EMAIL, url="https://plantedurl.example/"),
        body=Body(html=f"<p>The plantedword <b>{number}</b></p>", original="plantedoriginal"),
        source={"meta": {"plantedmeta": "x"}, "ip": "192.0.2.77"},
        extra={"note": "plantedextra", "body": {"draft": "planteddraft"}},
        **more,
    )


def beside(about):
    """What else a file tells of a response."""
    return (
        Revision(response=about, number=1, body=Body(html="<p>plantedformer</p>"), extra={"of": "Planted Ferrow"}),
        records.Vote(response=about, voter="pseudonym:7", value=1),
        Action(on=about, action="flag", reason="plantedreason", source={"details": "plantedflag"}),
        Media(id=f"test:paper:media:{about[-1]}", url="https://plantedfile.example/a.jpg", of=(about,)),
        Unknown(line={"type": "drawing", "response": about, "words": "planteddrawing"}),
    )


FILE = (
    story(),
    Person(id=PERSON, name="Planted Ferrow", email=EMAIL, url="https://plantedurl.example/", extra={"bio": "plantedbio"}),
    *(said(1), said(2, parent=1), response(3, 2)),
    *beside(FIRST),
    *beside(SECOND),
)
EVERYTHING = {"claiming": True, "keep_addresses": True}


def tables_with(*values):
    """Where any of the values stands, what SQLite has not yet overwritten included."""
    overwrite_deleted()
    found = everything_in_the_database()
    return sorted({table for table, text in found if any(value.casefold() in text.casefold() for value in values)})


@pytest.fixture
def senior(moderator):
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    return moderator


@pytest.fixture
def writer():
    """Who wrote it, with an account here."""
    reader = Reader.objects.create_user(EMAIL, name="Planted Ferrow")
    reader.emailaddress_set.create(email=EMAIL, verified=True, primary=True)
    return reader


def rows():
    return [list(model.objects.order_by("pk").values_list()) for model in (Response, Origin, Kept, Writer, Vote)]


def test_what_an_import_told_of_a_response_goes_with_it_and_its_account_with_the_last(senior):
    run(*FILE, **EVERYTHING)
    first, second = (Origin.objects.get(external_id=each).response_id for each in (FIRST, SECOND))
    erase_response(response=first, moderator=senior)
    handle_waiting()
    told = [kept.line for kept in Kept.objects.exclude(line={})]
    assert [line["type"] for line in told if FIRST in str(line)] == ["vote"], "the vote is somebody else's"
    assert {line["type"] for line in told if SECOND in str(line)} == {"revision", "vote", "action", "media", "drawing"}
    assert Writer.objects.get().external_id == PERSON
    erase_response(response=second, moderator=senior)
    handle_waiting()
    assert tables_with("planted", "192.0.2.77") == []
    assert not Writer.objects.exists()
    assert Response.objects.get(pk=second).up == 1


@pytest.mark.parametrize("keeps_words", [False, True])
def test_who_leaves_takes_what_an_import_told_of_them(writer, keeps_words):
    run(*FILE, **EVERYTHING)
    assert Response.objects.filter(author=writer).count() == 2
    ask_to_leave(reader=writer, keeps_words=keeps_words, now=timezone.now())
    do_chores(now=timezone.now() + timedelta(days=options.leaving_days, minutes=1))
    handle_waiting()
    assert tables_with("Ferrow", EMAIL, "plantedlogin", "plantedmeta", "plantedbio") == []
    assert bool(tables_with("plantedword")) == keeps_words


def test_no_later_import_brings_it_back(senior, reader):
    run(*FILE, **EVERYTHING)
    for origin in Origin.objects.filter(external_id__in=(FIRST, SECOND)):
        erase_response(response=origin.response_id, moderator=senior)
    handle_waiting()
    before = rows()
    more = Revision(response=FIRST, number=2, body=Body(html="<p>plantedlater</p>"))
    report = run(*FILE, more, **EVERYTHING)
    assert rows() == before
    assert tables_with("planted", "192.0.2.77") == []
    assert FIRST in report.conflicts
    assert adopt_imported(address=address_key(EMAIL), reader=reader.pk) == 0
    assert "planted" not in str(list(export_records(ExportOptions())))


def test_what_came_withdrawn_or_removed_loses_its_words_in_time(moderator):
    run(story(), said(1, status="deleted"), said(2, status="removed"), response(3))
    handle_waiting()
    do_chores(now=timezone.now() + timedelta(days=options.withdrawn_days, hours=1))
    handle_waiting()
    words = dict(Response.objects.values_list("state", "text"))
    assert (words[State.WITHDRAWN], words[State.VISIBLE]) == ("", "Word 3.")
    assert "plantedword" in words[State.REMOVED]
    do_chores(now=timezone.now() + timedelta(days=options.removed_days, hours=1))
    handle_waiting()
    assert tables_with("plantedword") == []


def test_an_upload_that_nobody_imports_goes_after_a_week(tmp_path, monkeypatch):
    monkeypatch.setattr(options, "data", tmp_path)
    options.__dict__.pop("folder", None)
    try:
        old, ordered, fresh = (keep_upload(f"{name}.xml", [b"words"]) for name in ("old", "ordered", "fresh"))
        order_import(source="auto", files=[ordered], choices={}, dry_run=True)
        now = timezone.now()
        for name in (old, ordered):
            then = (now - KEPT_FOR - timedelta(minutes=1)).timestamp()
            os.utime(tmp_path / "imports" / name, (then, then))
        forget_uploads(now=now)
        assert {file.name for file in (tmp_path / "imports").iterdir()} == {ordered, fresh}
        with pytest.raises(NotFound):
            order_import(source="auto", files=[old], choices={}, dry_run=False)
    finally:
        options.__dict__.pop("folder", None)
