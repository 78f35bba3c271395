"""Planted values are searched for after their reader has left: in every table, in every file, in the raw database."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.utils import timezone

from tertulia.delivery.leaving import forget_old_letters, overwrite_deleted
from tertulia.delivery.portable import ask_for_export, collect, latest_export, open_export
from tertulia.delivery.worker import do_chores, handle_waiting
from tertulia.errors import StaffStays, TooMany
from tertulia.house.privacy import TABLES
from tertulia.options import options
from tertulia.readers.avatars import set_picture
from tertulia.readers.leaving import ask_to_leave, stay
from tertulia.readers.models import Reader
from tertulia.readers.tokens import create_token
from tertulia.responses.editing import edit_response
from tertulia.responses.models import Response
from tertulia.responses.posting import post_response
from tertulia.responses.voting import cast_vote
from tests.readers.pictures import picture

PLANTED = ("plantedmail@reader.example", "Plantedname Ferrow", "plantedword", "plantedformer", "plantedlabel")


@pytest.fixture
def folder(tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    monkeypatch.setattr(options, "data", tmp_path)
    monkeypatch.delattr(options, "folder", raising=False)
    options.__dict__.pop("folder", None)
    yield tmp_path
    options.__dict__.pop("folder", None)


@pytest.fixture
def planted(thread, other_reader, folder):
    """A reader who has done everything a reader can."""
    reader = Reader.objects.create_user(PLANTED[0], name=PLANTED[1])
    reader.emailaddress_set.create(email=PLANTED[0], verified=True, primary=True)
    create_token(reader=reader, label=PLANTED[4])
    response = post_response(thread=thread.pk, author=reader, text=f"The {PLANTED[3]} lamp.", key="a key").response
    edit_response(response=response.pk, author=reader, text=f"The {PLANTED[2]} lamp.")
    theirs = post_response(thread=thread.pk, author=other_reader, text="Another.", parent=response.pk).response
    cast_vote(response=theirs.pk, reader=reader, value=1)
    set_picture(reader=reader, file=picture())
    letter = EmailMessage("A code", "12345678", "from@quay.example", [PLANTED[0]])
    get_connection("tertulia.delivery.mail.OutboxBackend").send_messages([letter])
    ask_for_export(reader=reader, now=timezone.now())
    handle_waiting()
    return reader


def everything_in_the_database():
    """Every value of every table there is, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            for row in cursor.fetchall():
                yield (
                    table,
                    " ".join(
                        bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes) else str(value) for value in row
                    ),
                )


def found_in_the_database():
    return {
        (table, value) for table, text in everything_in_the_database() for value in PLANTED if value.casefold() in text.casefold()
    }


def found_in_files(folder):
    return {str(file) for file in folder.rglob("*") if file.is_file() for value in PLANTED if value.encode() in file.read_bytes()}


def test_a_reader_who_has_left_is_found_nowhere(planted, folder):
    assert len({value for _table, value in found_in_the_database()}) == len(PLANTED), "planted"
    assert found_in_files(folder / "outbox")
    assert list((folder / "media").rglob("*.webp"))
    assert list((folder / "exports").iterdir())
    ask_to_leave(reader=planted, keeps_words=False, now=timezone.now())
    do_chores(now=timezone.now() + timedelta(days=options.leaving_days, minutes=-1))
    assert Reader.objects.filter(pk=planted.pk).exists()
    do_chores(now=timezone.now() + timedelta(days=options.leaving_days, minutes=1))
    handle_waiting()
    overwrite_deleted()
    assert found_in_the_database() == set()
    assert [file.name for file in folder.rglob("*") if file.is_file()] == ["worker.alive"]
    for label, table in TABLES.items():
        if table.person:
            assert not apps.get_model(label).objects.filter(**{table.person: planted.pk}).exists(), label


def test_who_thinks_better_of_it_stays(planted):
    ask_to_leave(reader=planted, keeps_words=False, now=timezone.now())
    stay(reader=planted)
    do_chores(now=timezone.now() + timedelta(days=options.leaving_days + 1))
    assert Response.objects.filter(author=planted).count() == 1


def test_the_newsroom_does_not_leave_through_this_door(moderator):
    with pytest.raises(StaffStays):
        ask_to_leave(reader=moderator, keeps_words=False, now=timezone.now())


def test_a_copy_holds_all_that_the_map_calls_the_reader_s_and_nothing_of_anybody_else(planted, other_reader):
    export = latest_export(planted)
    with zipfile.ZipFile(open_export(reader=planted, export=export.pk)) as packed:
        said = json.loads(packed.read("everything.json"))
        page = packed.read("read-me.html").decode()
        assert {name.partition(".")[0] for name in packed.namelist()} == {"everything", "read-me", "picture"}
    assert set(said["tables"]) == set(collect(planted))
    for value in PLANTED:
        assert value in json.dumps(said)
    assert PLANTED[3] in page
    assert said["tables"]["responses.Response"][0]["text"] == f"The {PLANTED[2]} lamp."
    assert other_reader.email not in json.dumps(said, ensure_ascii=False) + page
    assert "Another." not in json.dumps(said) + page
    assert "digest" not in json.dumps(said["tables"]["readers.Token"])


def test_a_copy_is_made_once_a_day_and_expires(planted, folder):
    with pytest.raises(TooMany):
        ask_for_export(reader=planted, now=timezone.now())
    do_chores(now=timezone.now() + timedelta(days=options.export_days, minutes=1))
    assert latest_export(planted) is None
    assert list((folder / "exports").iterdir()) == []


def test_old_letters_do_not_stay_in_the_folder(planted, folder):
    forget_old_letters(now=timezone.now() + timedelta(days=29))
    assert list((folder / "outbox").iterdir())
    forget_old_letters(now=timezone.now() + timedelta(days=31))
    assert not list((folder / "outbox").iterdir())


@pytest.mark.skipif("postgresql" in settings.DATABASES["default"]["ENGINE"], reason="PostgreSQL overwrites when it vacuums")
@pytest.mark.django_db(transaction=True)
def test_sqlite_s_file_does_not_hold_the_words_either(planted, folder):
    ask_to_leave(reader=planted, keeps_words=False, now=timezone.now())
    do_chores(now=timezone.now() + timedelta(days=options.leaving_days, minutes=1))
    handle_waiting()
    overwrite_deleted()
    file = Path(settings.DATABASES["default"]["NAME"])
    raw = file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()
    assert [value for value in PLANTED if value.encode() in raw or value.casefold().encode() in raw] == []
