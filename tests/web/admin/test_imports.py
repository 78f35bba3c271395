"""Imports from the admin: who may, what is ordered, and that nothing happens in earnest without a rehearsal."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.users.models import UserProfile

from tertulia.options import options
from tertulia.readers.models import Reader
from tertulia.transfer.formats.reading import ReadReport, SourceRefused
from tertulia.transfer.formats.sentences import told
from tertulia.transfer.models import Run
from tertulia.transfer.ordering import end_run, folder, line_of, refuse_run, take_next
from tertulia.transfer.outcome import LoadReport

FILE = b'{"type":"header","format":"tertulia-exchange","version":1,"source":{"system":"x"}}\n'


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setitem(options.__dict__, "folder", tmp_path)


@pytest.fixture
def office(client, db):
    client.force_login(Reader.objects.create_superuser("ida@quay.example", "x", name="Ida"))
    return client


def order(office, **more):
    said = {"upload": SimpleUploadedFile("../../the site.xml", FILE), "source": "auto", **more}
    return office.post("/admin/imports/", said)


def test_only_those_who_may_do_everything_come_in(client, moderator, other_reader):
    client.force_login(moderator)
    assert client.get("/admin/imports/").status_code == 302
    assert order(client).status_code == 302
    assert not Run.objects.exists()


def test_an_upload_is_rehearsed_first(office):
    answer = order(office, zone="Europe/Oslo", skip_spam="on")
    run = Run.objects.get()
    assert answer.url == f"/admin/imports/{run.pk}/"
    assert (run.state, run.choices["dry_run"]) == ("waiting", True)
    (kept,) = folder().iterdir()
    assert kept.read_bytes() == FILE
    assert (kept.name.startswith("upload-"), kept.name.endswith("-the-site.xml")) == (True, True)
    assert line_of(run)[2:] == ["--ordered", str(run.pk), "--zone=Europe/Oslo", "--dry-run", "--skip", "spam"]
    page = office.get(answer.url)
    assert page["Refresh"] == "2"
    assert "the-site.xml" in page.content.decode()
    assert office.post(f"{answer.url}go/").url == "/admin/imports/", "it has not been rehearsed yet"


def test_a_file_that_is_on_the_server_already_can_be_named_and_no_other(office):
    (folder() / "big.xml.zst").write_bytes(b"x")
    (folder().parent / "secret.key").write_text("k")
    assert "big.xml.zst" in office.get("/admin/imports/").content.decode()
    for name in ("../secret.key", "secret.key", "/etc/passwd", "nothing.xml"):
        assert order(office, upload="", there=name).status_code == 422
    assert order(office, upload="", there=["big.xml.zst"]).status_code == 302
    assert Run.objects.get().files == ["big.xml.zst"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"upload": ""},
        {"zone": "Atlantis/Harbour"},
        {"zone": "../../etc"},
        {"source": "word"},
        {"url": "x y"},
        {"encoding": "word"},
    ],
)
def test_what_cannot_be_is_said_at_the_form(office, wrong):
    assert order(office, **wrong).status_code == 422
    assert not Run.objects.exists()


def test_orders_are_taken_in_turn_and_one_whose_server_ended_again(office):
    order(office)
    order(office)
    first = take_next()
    assert take_next().pk == first.pk
    refuse_run(first.pk, f"{first.files[0]}: not an export")
    assert take_next().pk != first.pk
    page = office.get(f"/admin/imports/{first.pk}/").content.decode()
    assert "the-site.xml: not an export" in page
    assert "upload-" not in page


def test_several_files_go_together_in_the_encoding_that_was_named(office):
    files = [SimpleUploadedFile(name, FILE) for name in ("stories.json", "users.json")]
    order(office, upload=files, source="coral", encoding="windows-1256", repair="on")
    run = Run.objects.get()
    line = line_of(run)
    assert [each.rpartition("-")[2] for each in line[1:3]] == ["stories.json", "users.json"]
    assert {"--encoding=windows-1256", "--repair"} <= set(line)
    page = office.get(f"/admin/imports/{run.pk}/").content.decode()
    assert "stories.json, users.json" in page


def notes():
    report = ReadReport(source="wordpress")
    report.skip("no-id", "comment 1")
    report.warn("shortcode-left", "post 3", name="form")
    report.facts |= {"items of type forum": 2, "spam left out as asked": 1}
    report.declare("s", "responses", declared=3, found=2)
    return LoadReport(report)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "de",
            [
                "ohne Kennung",
                "der Shortcode [form] eines Plugins bleibt",
                "Einträge der Art forum",
                "auf Wunsch weggelassener Spam",
            ],
        ),
        ("ar", ["بلا معرّف", "[form]", "عناصر من نوع forum", "رسائل مزعجة تُركت كما طُلب"]),
        ("en", ["without an id", "the shortcode [form] of a plugin stays", "items of type forum", "spam left out as asked"]),
    ],
)
def test_a_report_speaks_the_language_of_whoever_reads_it(office, language, expected):
    order(office)
    run = take_next()
    end_run(run.pk, notes())
    page = shown(office, run, language)
    for words in expected:
        assert words in page
    run.refresh_from_db()
    assert [each["code"] for each in run.report["warnings"]["first"]] == ["shortcode-left"]


def test_so_does_a_refusal_and_a_report_of_a_former_version_stays_readable(office):
    order(office)
    run = take_next()
    refusal = SourceRefused("refused-too-large", file=run.files[0], size=64).with_hint(told("hint-page"))
    refuse_run(run.pk, str(refusal), refusal=refusal.as_json())
    page = shown(office, run, "de")
    assert "the-site.xml: größer als die 64 MiB, die für diese Quelle erlaubt sind; es ist eine Webseite (HTML)" in page
    assert '<table class="listing">' not in page
    old = {"total": 2, "reasons": {"unreadable time, left unknown": 1, "something of old": 1}, "first": []}
    former = Run.objects.create(source="page", started_at=timezone.now(), report={"warnings": old})
    page = shown(office, former, "de")
    assert "unlesbare Zeit, bleibt unbekannt" in page
    assert "something of old" in page


def shown(office, run, language):
    UserProfile.objects.update_or_create(user=Reader.objects.get(), defaults={"preferred_language": language})
    return office.get(f"/admin/imports/{run.pk}/").content.decode()
