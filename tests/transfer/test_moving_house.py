"""A story with everything an editor can put into it, with its pictures, from one house into another and back."""

import io
import json
from datetime import UTC, date, datetime

import PIL.Image
import pytest
from django.core.files.images import ImageFile

from tertulia.stories.blocks import StoryBody
from tertulia.stories.models import Contributor, Correction, NewsImage, RelatedStory, SectionPage, StoryPage
from tertulia.transfer.choices import ExportOptions
from tertulia.transfer.exchange import dump_line, load_line
from tertulia.transfer.exporting import export_records
from tertulia.transfer.models import Picture
from tertulia.transfer.records import Block, Photo, Section
from tertulia.transfer.records import Contributor as Theirs
from tertulia.transfer.shelf import Shelf, read_picture
from tests.transfer.test_export import start_anew
from tests.transfer.test_loading import run
from tests.transfer.test_loading import story as record

pytestmark = pytest.mark.django_db
TYPED = ("table", "fact_box", "embed", "pull_quote")


def picture(colour):
    file = io.BytesIO()
    PIL.Image.new("RGB", (640, 400), colour).save(file, "PNG")
    return NewsImage.objects.create(
        title=colour,
        description=f"All {colour}.",
        file=ImageFile(file, name=f"{colour}.png"),
        caption=f"The {colour} wall.",
        credit="Ida Holm",
    )


@pytest.fixture
def rich(story, settings, tmp_path):
    """A story with every kind of block."""
    settings.MEDIA_ROOT = tmp_path / "media-root"
    red, blue, green = map(picture, ("red", "blue", "green"))
    blocks = StoryBody.base_blocks
    table = {
        "columns": [{"type": "text", "heading": "Year"}, {"type": "number", "heading": "Ships"}],
        "rows": [{"values": ["1703", "12"]}, {"values": ["1704 < 5", ""]}],
        "caption": "Ships & years",
    }
    walls = [{"picture": each.pk, "caption": "", "credit": ""} for each in (red, blue)]
    story.body = [
        ("paragraph", f'<p>First, <a linktype="page" id="{story.pk}">a link</a>.</p>'),
        ("heading", {"text": "Further", "level": "3"}),
        ("quote", {"text": "It was dark.", "source": "Tarek"}),
        ("quote", {"text": "And cold.", "source": ""}),
        ("pull_quote", {"text": "Nine years", "source": "Ida <b>"}),
        ("picture", {"picture": red, "caption": "A wall.", "credit": "R. Vidal"}),
        ("gallery", blocks["gallery"].to_python({"title": "Walls", "pictures": walls})),
        ("table", blocks["table"].to_python({"table": table, "source": "The port"})),
        ("fact_box", blocks["fact_box"].to_python({"title": "In short", "text": "<ul><li>One</li></ul>"})),
        ("embed", {"url": "https://video.example/1", "title": "A film"}),
    ]
    story.lead_image, story.lead_caption, story.lead_credit = green, "The lamp.", "Mo"
    story.updated_at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    story.corrections.add(Correction(day=date(2026, 11, 20), text="It was nine years, not eight."))
    story.save_revision().publish()
    story.refresh_from_db()
    return story


def export_with_media(folder):
    folder.mkdir()
    shelf = Shelf(folder / "site.ndjson")
    return [dump_line(each).decode() for each in export_records(ExportOptions(shelf=shelf))][1:]


def drop_pictures():
    Picture.objects.all().delete()
    NewsImage.objects.all().delete()


def drawn(page):
    return [str(block.render()) for block in page.body if block.block_type in TYPED]


def test_everything_in_a_story_and_its_pictures_come_along(rich, tmp_path):
    first = export_with_media(tmp_path / "out")
    html = drawn(rich)
    start_anew()
    drop_pictures()
    report = run(*[load_line(line.encode()) for line in first], folder=tmp_path / "out")
    there = StoryPage.objects.get()
    kinds = ["paragraph", "heading", "quote", "quote", "pull_quote", "picture", "gallery", "table", "fact_box", "embed"]
    assert [block.block_type for block in there.body] == kinds
    assert drawn(there) == html
    assert (there.lead_image.description, there.updated_at, there.live) == ("All green.", rich.updated_at, True)
    assert [each.text for each in there.corrections.all()] == ["It was nine years, not eight."]
    assert report.created["picture"] == 3
    assert export_with_media(tmp_path / "again") == first
    files = {file.name: file.read_bytes() for file in (tmp_path / "out" / "media").iterdir()}
    assert files == {file.name: file.read_bytes() for file in (tmp_path / "again" / "media").iterdir()}
    media = [json.loads(line) for line in first if '"type":"media"' in line]
    assert len(files) == 3
    assert {each["id"] for each in media} == {f"sha256:{name}" for name in files}


def test_without_the_files_the_words_come_and_the_pictures_may_follow(rich, tmp_path):
    first = export_with_media(tmp_path / "out")
    start_anew()
    drop_pictures()
    records = [load_line(line.encode()) for line in first]
    run(*records)
    assert "gallery" not in [block.block_type for block in StoryPage.objects.get().body]
    run(*records, folder=tmp_path / "out")
    assert "gallery" in [block.block_type for block in StoryPage.objects.get().body]
    assert export_with_media(tmp_path / "again") == first


def test_an_export_without_media_goes_out_and_in_and_out_the_same(rich):
    first = [dump_line(each) for each in export_records(ExportOptions())][1:]
    start_anew()
    run(*map(load_line, first))
    assert [dump_line(each) for each in export_records(ExportOptions())][1:] == first


def test_a_file_that_is_another_one_is_not_taken(tmp_path):
    name = "0" * 64
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / name).write_bytes(b"something else")
    assert read_picture(f"sha256:{name}", folder=tmp_path) is None
    assert read_picture("sha256:../../etc/passwd", folder=tmp_path) is None


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("table", {"columns": [{}], "rows": [["a", "b"]]}),
        ("table", {"columns": [{}] * 101, "rows": []}),
        ("table", {"columns": "x", "rows": 5}),
        ("table", {"columns": [{"heading": 5}], "rows": [[{}]]}),
        ("embed", {"url": "javascript:alert(1)", "title": "x"}),
        ("embed", {"url": ["https://x"], "title": "x"}),
        ("pull_quote", {"text": None}),
        ("fact_box", {"text": "<script>alert(1)</script>"}),
        ("gallery", {"title": 5}),
        ("quote", {}),
    ],
)
def test_a_block_of_no_shape_is_its_html_and_html_is_made_clean(kind, content):
    html = '<p onclick="x()">Words<script>alert(1)</script></p>'
    photos = (Photo(url="https://x.example/a.jpg"), Photo(media="sha256:1")) if kind == "gallery" else ()
    run(record(body=(Block(kind=kind, html=html, text="Words", content=content, photos=photos),)))
    [block] = StoryPage.objects.get().body
    shown = str(block.render())
    assert "Words" in shown
    assert "script" not in shown
    assert "onclick" not in shown


def test_what_is_html_in_a_fact_box_is_made_clean():
    content = {"title": "<i>T</i>", "text": "<p>Yes<script>no()</script><img src=x onerror=y></p>"}
    run(record(body=(Block(kind="fact_box", html="", content=content),)))
    shown = str(StoryPage.objects.get().body[0].render())
    assert "Yes" in shown
    assert "script" not in shown
    assert "onerror" not in shown
    assert "<i>" not in shown


@pytest.fixture
def paper(rich):
    """Two more stories beside the rich one: one that it refers to, and its translation; a contributor with a page."""
    run(
        record(id="test:paper:story:1", section="Port", bylines=("Nora Vik",)),
        record(id="test:paper:story:2", url="https://paper.example/2019/05/05/eis/", translation_of="test:paper:story:1"),
    )
    SectionPage.objects.filter(title="Port").update(slug="the-port", close_after=14)
    Contributor.objects.filter(name="Nora Vik").update(about="Writes about ships.", picture=picture("white"))
    rich.related.add(RelatedStory(other=StoryPage.objects.get(bylines__contributor__name="Nora Vik")))
    rich.save_revision().publish()
    return rich


def forget_the_newsroom():
    Contributor.objects.all().delete()
    for section in SectionPage.objects.all():
        section.delete()


def test_stories_refer_to_each_other_and_contributors_have_their_pages_in_the_new_house(paper, tmp_path):
    first = export_with_media(tmp_path / "out")
    records = [load_line(line.encode()) for line in first]
    start_anew()
    forget_the_newsroom()
    drop_pictures()
    stories = [each for each in records if each.TYPE == "story"]
    around = [each for each in records if each.TYPE in ("section", "contributor")]
    run(*around, *reversed(stories), *(each for each in records if each not in [*around, *stories]), folder=tmp_path / "out")
    nora, port = Contributor.objects.get(name="Nora Vik"), SectionPage.objects.get(title="Port")
    assert (nora.about, nora.slug, nora.picture.description) == ("Writes about ships.", "nora-vik", "All white.")
    assert (port.slug, port.close_after) == ("the-port", 14)
    canal = StoryPage.objects.get(bylines__contributor=nora)
    assert [each.other for each in StoryPage.objects.get(address=paper.address).related.all()] == [canal]
    assert list(canal.translations.values_list("address", flat=True)) == ["/2019/05/05/eis/"]
    assert export_with_media(tmp_path / "again") == first
    again = run(*records, folder=tmp_path / "out")
    assert (again.created, again.updated, again.conflicts) == ({}, {}, [])


def test_what_refers_to_a_story_that_never_came_says_so_again_and_finds_it_when_it_comes():
    later = record(id="test:paper:story:9", url="https://paper.example/2019/05/06/later/")
    referring = record(related=(later.id,), translation_of=later.id)
    run(referring)
    told = next(each for each in export_records(ExportOptions()) if each.TYPE == "story")
    assert (told.related, told.translation_of) == ((later.id,), later.id)
    run(referring, later)
    page = StoryPage.objects.get(address="/2019/05/04/canal/")
    assert [page.translation_of.address, page.related.get().other.address] == ["/2019/05/06/later/"] * 2
    assert run(record()).updated == {"story": 1}
    page.refresh_from_db()
    assert (page.translation_of, page.related.count()) == (None, 0)


def test_a_page_of_a_contributor_that_is_here_is_only_completed():
    here = Contributor.objects.create(name="Nora Vik", slug="nora", about="Ours.")
    report = run(Theirs(name="Nora Vik", slug="x", about="Theirs."), Theirs(name="Mo", about="New."), Section(title="Port"))
    here.refresh_from_db()
    assert (here.about, here.slug, Contributor.objects.get(name="Mo").about) == ("Ours.", "nora", "New.")
    assert (report.unchanged, report.created) == ({"contributor": 1}, {"contributor": 1, "section": 1})


def test_the_public_export_names_no_story_that_readers_cannot_see(paper):
    StoryPage.objects.get(address="/2019/05/04/canal/").unpublish()
    told = [dump_line(each).decode() for each in export_records(ExportOptions(privacy="public"))]
    assert "Nora" not in "".join(told)
    assert not [line for line in told if "test:paper:story:1" in line]
