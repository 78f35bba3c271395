import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from wagtail.models import PageLogEntry, ReferenceIndex

from tertulia.errors import NotFound
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.responses.models import Response, State, Thread
from tertulia.responses.posting import post_response
from tertulia.responses.reading import load_thread, load_thread_page
from tertulia.responses.tree import preorder
from tertulia.stories.arriving import default_site, story_at
from tertulia.stories.models import Contributor, StoryPage
from tertulia.transfer import loading
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.formats.reading import ReadReport
from tertulia.transfer.loading import load
from tertulia.transfer.loading_stories import load_story
from tertulia.transfer.models import Kept, Origin, StoryOrigin
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.records import Author, Block, Body, Header, Media, Person, Photo, ResponseRecord, Source, Story
from tests.transfer.test_samples import clear

START = datetime(2019, 5, 4, 10, tzinfo=UTC)


def story(**more):
    said = {
        "id": "test:paper:story:1",
        "url": "https://paper.example/2019/05/04/canal/",
        "title": "The canal freezes early",
        "body": (Block(kind="paragraph", html="<p>Ice on the third of May.</p>", text="Ice on the third of May."),),
        "lead_photo": Photo(caption="The lock at noon.", credit="R. Vidal"),
    }
    return Story(**{**said, **more})


def response(number, parent=None, **more):
    said = {
        "id": f"test:paper:comment:{number}",
        "story": "test:paper:story:1",
        "parent": f"test:paper:comment:{parent}" if parent else None,
        "author": Author(name=f"Reader {number}"),
        "created": START + timedelta(minutes=number),
        "body": Body(html=f"<p>Word {number}.</p>"),
        "position": number,
    }
    return ResponseRecord(**{**said, **more})


def run(*records, **options):
    report = LoadReport(ReadReport())
    options.setdefault("site", default_site())
    load([Header(source=Source(system="test")), *records], asked=LoadOptions(**options), report=report)
    return report


def shape():
    """What is stored, by the source's ids, without our own keys."""
    names = dict(Origin.objects.values_list("response", "external_id"))
    rows = Response.objects.order_by("id").values_list(
        "id", "parent", "root", "depth", "branch_no", "replies", "last_no", "listed", "state", "html", "place"
    )
    return sorted((names[row[0]], names.get(row[1]), names.get(row[2]), *row[3:]) for row in rows)


TREE = [response(1), response(2, 1), response(3, 2), response(4), response(5, 1), response(6, 5), response(7, 3)]


def disorder(seed):
    """Responses to two stories with parents in another story, after them, in circles and nowhere, some hidden, some without a time."""
    draw = random.Random(seed)
    said = [
        response(
            number,
            draw.choice([None, draw.randint(1, 30), draw.randint(1, 30), 99]),
            status=draw.choice(["approved", "approved", "pending", "spam", "removed"]),
            story=f"test:paper:story:{1 + number % 7 // 5}",
            **({"created": None} if number % 9 == 0 else {"created": START + timedelta(minutes=draw.randint(1, 9))}),
        )
        for number in range(1, 31)
    ]
    draw.shuffle(said)
    return [story(), story(id="test:paper:story:2", url="https://paper.example/2019/05/05/lock/", title="The lock"), *said]


@pytest.mark.django_db
class TestAThreadThatComesWhole:
    @pytest.mark.parametrize("seed", range(8))
    def test_it_ends_as_one_that_comes_in_pieces(self, seed, monkeypatch):
        records = disorder(seed)
        whole = run(*records)
        expected, counted = shape(), sorted(Thread.objects.values_list("title", "visible"))
        clear()
        monkeypatch.setattr(loading, "BATCH", 4)
        pieces = run(*records)
        assert (shape(), sorted(Thread.objects.values_list("title", "visible"))) == (expected, counted)
        assert (whole.tombstones, whole.created) == (pieces.tombstones, pieces.created)
        assert sorted(each.place for each in whole.reading.repaired) == sorted(each.place for each in pieces.reading.repaired)
        assert not Origin.objects.filter(linked=False).exists()

    def test_it_is_told_of_once(self):
        run(story(), *TREE)
        assert Event.objects.filter(kind=Kind.CONVERSATION_IMPORTED).count() == 1

    def test_what_was_said_here_before_it_came_stays(self):
        run(story())
        thread = Thread.objects.get()
        said = post_response(thread=thread.pk, author=None, name="Kaja", text="Before all others.").response
        run(story(), *TREE)
        thread.refresh_from_db()
        assert Response.objects.filter(pk=said.pk, listed=True, root=None).exists()
        assert thread.visible == len(TREE) + 1


@pytest.mark.django_db
class TestAStory:
    def test_it_is_published_at_its_old_dated_address_with_caption_and_credit(self):
        run(story())
        page = StoryPage.objects.get()
        assert (page.live, page.address, page.lead_caption, page.lead_credit) == (
            True,
            "/2019/05/04/canal/",
            "The lock at noon.",
            "R. Vidal",
        )
        assert page.published_at.date().isoformat() == "2019-05-04"

    def test_an_address_written_in_bytes_is_found_by_its_letters(self):
        run(story(url="https://paper.example/2019/05/04/%d9%82%d9%86%d8%a7%d8%a9/"))
        assert StoryPage.objects.get().address == "/2019/05/04/قناة/"
        assert story_at(default_site(), "/2019/05/04/قناة/") == StoryPage.objects.get()

    def test_a_number_is_no_name_for_an_address(self):
        run(story(url="https://forum.example/t/canal/77", published=START))
        assert StoryPage.objects.get().address == "/2019/05/04/the-canal-freezes-early/"

    def test_an_editor_finds_the_history_the_search_and_the_contributor_they_expect(self):
        run(story(bylines=("R. Vidal",), tags=("ice",)))
        page = StoryPage.objects.get()
        assert (page.latest_revision, page.has_unpublished_changes) == (page.live_revision, False)
        assert page.live_revision.as_object().title == "The canal freezes early"
        assert list(PageLogEntry.objects.filter(page=page.pk).order_by("pk").values_list("action", flat=True)) == [
            "wagtail.create",
            "wagtail.publish",
        ]
        assert list(StoryPage.objects.search("canal freezes")) == [page]
        used_by = ReferenceIndex.get_references_to(Contributor.objects.get())
        assert [reference.object_id for reference in used_by] == [str(page.pk)]

    def test_an_editor_goes_on_from_what_came(self):
        run(story(bylines=("R. Vidal", "J. Moor"), tags=("ice",)))
        draft = StoryPage.objects.get().get_latest_revision_as_object()
        draft.title = "The canal froze"
        draft.save_revision().publish()
        page = StoryPage.objects.get()
        assert (page.title, [each.name for each in page.contributors()], page.tags.count()) == (
            "The canal froze",
            ["R. Vidal", "J. Moor"],
            1,
        )

    def test_a_draft_keeps_its_bylines_and_is_no_news(self):
        run(story(state="draft", bylines=("R. Vidal",)))
        page = StoryPage.objects.get()
        assert (page.live, page.live_revision, page.has_unpublished_changes) == (False, None, True)
        assert [each.contributor.name for each in page.get_latest_revision_as_object().bylines.all()] == ["R. Vidal"]
        assert not Event.objects.filter(kind=Kind.STORY_PUBLISHED).exists()

    def test_an_undated_address_leads_to_it_as_well(self, client):
        run(story(url="https://paper.example/news/canal.html?id=7", published=START))
        assert StoryPage.objects.get().address == "/2019/05/04/canal/"
        assert "Ice on the third" in client.get("/news/canal.html?id=7").content.decode()

    def test_a_choice_of_date_is_reported(self):
        chosen = run(story(url=None)).chosen
        assert [(choice["what"], choice["basis"]) for choice in chosen] == [("date", "the time of this import")]

    def test_without_words_of_its_own_it_is_a_thread_elsewhere(self):
        run(story(body=(), lead_photo=None, url="https://other.example/page"), response(1))
        assert not StoryPage.objects.exists()
        thread = Thread.objects.get()
        assert (thread.url, thread.story, thread.visible) == ("https://other.example/page", None, 1)

    def test_a_changed_version_is_published_at_the_same_address(self):
        run(story())
        report = run(story(title="The canal froze early"))
        assert report.updated["story"] == 1
        assert (StoryPage.objects.get().title, StoryPage.objects.get().address) == ("The canal froze early", "/2019/05/04/canal/")

    def test_the_declared_number_is_kept_beside_the_true_one(self):
        run(story(declared_responses=32), *TREE)
        assert (Thread.objects.get().declared, Thread.objects.get().visible) == (32, 7)


LARGE = [2**31, 2**62, -1, -(2**62)]


@pytest.mark.django_db
class TestOddities:
    @pytest.mark.parametrize("number", LARGE)
    def test_numbers_no_column_holds_do_not_stop_an_import(self, number):
        said = {"position": number, "counts": {"likes": number, "dislikes": number}, "created": None}
        report = run(story(declared_responses=number), response(1, **said), response(2, 1, **said))
        assert report.created["response"] == 2
        assert Thread.objects.get().visible == 2

    @pytest.mark.parametrize("year", [1, 9999])
    def test_the_first_and_the_last_year_are_years(self, year):
        at = START.replace(year=year)
        run(story(published=at), response(1, created=at), response(2, 99, created=at))
        assert set(Response.objects.exclude(posted_at=None).values_list("posted_at", flat=True)) == {at}

    def test_long_names_of_everything_are_cut_to_what_a_column_holds(self):
        long = "ö" * 3000
        told = story(title=long, section=long, tags=(long, long + "x"), bylines=(long,), url=f"https://paper.example/{long}/")
        run(told, response(1, kind=f"other:{long}"), response(2, author=Author(name=long), aliases=(f"#{long}",)))
        assert StoryPage.objects.get().title.endswith("…")
        assert Response.objects.count() == 1


@pytest.mark.django_db
class TestResponses:
    def test_they_hang_below_their_true_parents(self):
        run(story(), *TREE)
        page = load_thread_page(load_thread(Thread.objects.get().pk))
        names = dict(Origin.objects.values_list("response", "external_id"))
        assert [names[row.id].rsplit(":")[-1] for row, _known in preorder(page.rows)] == ["1", "2", "3", "7", "5", "6", "4"]

    def test_a_second_run_changes_nothing(self):
        run(story(), *TREE)
        before, version = shape(), Thread.objects.get().version
        report = run(story(), *TREE)
        assert shape() == before
        assert Thread.objects.get().version == version
        assert (report.created, report.updated, report.unchanged["response"]) == ({}, {}, 7)

    def test_readers_see_a_new_version_of_the_thread_once_its_replies_hang(self):
        run(story(), *TREE)
        before = Thread.objects.get().version
        run(story(), *TREE, response(8, 1, status="pending"))
        after = Thread.objects.get().version
        assert after == before + 1

    def test_any_order_ends_in_the_same_state(self):
        run(story(), *TREE)
        expected = shape()
        for seed in range(5):
            Origin.objects.all().delete()
            Response.objects.update(parent=None, root=None, branch_no=0)
            Response.objects.all().delete()
            shuffled = random.Random(seed).sample(TREE, len(TREE))
            run(story(), *shuffled[:3])
            run(story(), *shuffled[3:])
            assert shape() == expected

    def test_a_parent_that_never_came_is_a_tombstone_until_it_turns_up(self):
        report = run(story(), response(2, 1), response(3, 2))
        assert report.tombstones == 1
        stone = Response.objects.get(state=State.MISSING)
        assert (stone.listed, stone.author_name, stone.html) == (True, "", "")
        assert Thread.objects.get().visible == 2
        run(story(), response(1))
        stone.refresh_from_db()
        assert (stone.state, stone.html, stone.author_name) == (State.VISIBLE, "<p>Word 1.</p>", "Reader 1")
        assert Thread.objects.get().visible == 3

    def test_a_circle_of_parents_is_cut_and_reported(self):
        report = run(story(), response(1, 3), response(2, 1), response(3, 2))
        assert [note.place for note in report.reading.repaired] == ["test:paper:comment:3"]
        top = Response.objects.get(parent=None)
        assert Origin.objects.get(response=top).external_id.endswith(":3")
        assert Response.objects.filter(listed=True).count() == 3

    @pytest.mark.parametrize("status", ["pending", "spam", "removed", "deleted", "a word nobody knows"])
    def test_what_was_not_approved_is_never_public(self, status):
        run(story(), response(1), response(2, 1, status=status), response(3, status=status))
        assert Thread.objects.get().visible == 1
        assert list(Response.objects.filter(listed=True).values_list("author_name", flat=True)) == ["Reader 1"]

    def test_one_that_is_gone_stays_as_a_mark_above_a_reply(self):
        run(story(), response(1, status="removed"), response(2, 1))
        page = load_thread_page(load_thread(Thread.objects.get().pk))
        assert [(row.state, row.shown) for row in page.rows] == [("removed", False), ("visible", True)]

    def test_a_local_change_wins_and_is_a_conflict(self, moderator):
        from tertulia.moderation.deciding import remove_response

        run(story(), response(1))
        remove_response(response=Response.objects.get().pk, moderator=moderator)
        report = run(story(), response(1, body=Body(html="<p>Another word.</p>")))
        assert report.conflicts == ["test:paper:comment:1"]
        assert Response.objects.get().state == State.REMOVED

    def test_replies_written_here_stay_below_their_parents(self, reader):
        run(story(), *TREE)
        top = Origin.objects.get(external_id="test:paper:comment:1").response
        ours = post_response(thread=top.thread_id, author=reader, text="Late, but here.", parent=top.pk).response
        run(story(), response(8, 1))
        ours.refresh_from_db()
        assert (ours.parent_id, ours.root_id, ours.branch_no) == (top.pk, top.pk, 7)
        assert Thread.objects.get().visible == 9

    def test_times_may_be_unknown_and_the_order_is_the_page_s(self):
        run(story(), *(response(number, created=None) for number in (1, 2, 3)))
        page = load_thread_page(load_thread(Thread.objects.get().pk))
        assert [(row.name, row.posted_at) for row in page.rows] == [("Reader 1", None), ("Reader 2", None), ("Reader 3", None)]

    def test_an_unknown_name_stays_unknown(self):
        run(story(), response(1, author=None))
        assert Response.objects.get().author_name == ""

    def test_markup_is_sanitised_and_the_original_kept(self):
        evil = "<p onclick=x()>Hello <script>alert(1)</script><a href='javascript:x'>there</a></p>"
        run(story(), response(1, body=Body(html=evil, original=evil, original_format="html")))
        assert Response.objects.get().html == '<p>Hello <a rel="nofollow ugc noopener">there</a></p>'
        assert Origin.objects.get().line["body"]["original"] == evil

    def test_addresses_are_dropped_unless_asked_for(self):
        address = Author(name="Ada", email="ada@private.example")
        run(story(), response(1, author=address, source={"ip": "192.0.2.7"}), Person(id="p1", email="ada@private.example"))
        stored = str(list(Origin.objects.values())) + str(list(Kept.objects.values()))
        assert "private.example" not in stored
        assert "192.0.2.7" not in stored

    def test_a_pingback_is_kept_but_not_shown_or_counted(self):
        run(story(), response(1), response(2, kind="mention"))
        assert (Thread.objects.get().visible, Response.objects.count()) == (1, 1)
        assert Kept.objects.get().type == "mention"

    def test_one_without_its_story_is_skipped_with_the_reason(self):
        report = run(story(), response(1, story="test:paper:story:9"))
        assert report.lost_something
        assert report.reading.skipped.first[0].reason == "its story is not in the file"

    def test_a_dry_run_writes_nothing_and_says_the_same(self):
        report = run(story(), *TREE, dry_run=True)
        assert (report.created["response"], report.created["story"]) == (7, 1)
        assert not StoryPage.objects.exists()
        assert not Response.objects.exists()


@pytest.mark.django_db
class TestAStoryThatIsNotForEverybody:
    @pytest.mark.parametrize("hidden", ["draft", "private", "removed"])
    def test_it_is_a_draft_here_and_its_thread_is_not_public(self, hidden, client):
        run(story(state=hidden), response(1))
        page = StoryPage.objects.get()
        assert (page.live, page.get_latest_revision_as_object().title) == (False, "The canal freezes early")
        assert client.get("/2019/05/04/canal/").status_code == 404
        with pytest.raises(NotFound):
            load_thread(Thread.objects.get().pk)

    def test_it_is_published_when_a_later_file_says_so_and_taken_down_again(self, client):
        run(story(state="draft"))
        run(story(state="published"))
        assert StoryPage.objects.get().live
        run(story(state="private"))
        assert not StoryPage.objects.get().live


@pytest.mark.django_db
class TestAStoryThatIsHereAlready:
    def test_the_thread_of_another_source_joins_it_and_its_words_stay(self):
        run(story())
        run(story(id="other:paper:story:9", title="canal", body=(), lead_photo=None), response(1, story="other:paper:story:9"))
        assert (Thread.objects.get().visible, StoryPage.objects.get().title) == (1, "The canal freezes early")

    def test_responses_that_came_first_join_it(self):
        elsewhere = story(id="other:paper:story:9", url="http://paper.example/2019/05/04/canal", body=(), lead_photo=None)
        run(elsewhere, response(1, story="other:paper:story:9"))
        run(story(), response(2))
        assert (Thread.objects.get().visible, Thread.objects.get().story) == (2, StoryPage.objects.get())

    def test_the_same_path_on_another_site_is_another_story(self):
        run(story(url="https://one.example/?p=42", published=START))
        run(story(id="test:two:story:1", url="https://two.example/?p=42", title="Not the canal", published=START))
        assert Thread.objects.count() == StoryPage.objects.count() == 2

    def test_words_changed_here_win_and_are_a_conflict(self):
        run(story())
        page = StoryPage.objects.get()
        page.title = "Corrected here"
        page.save_revision().publish()
        assert run(story(title="The canal froze early")).conflicts == ["test:paper:story:1"]
        assert StoryPage.objects.get().title == "Corrected here"

    def test_tags_section_and_bylines_land_and_follow_a_change(self):
        run(story(tags=("ice", "Canals"), section="City", bylines=("Ada Brandt", "Nils Oberg")))
        run(story(tags=("ice", "locks"), section="City", bylines=("Nils Oberg",)))
        page = StoryPage.objects.get()
        assert set(page.tags.names()) == {"ice", "locks"}
        assert [str(each) for each in page.contributors()] == ["Nils Oberg"]
        assert page.get_parent().title == "City"

    @pytest.mark.parametrize("picture_first", [True, False])
    def test_the_lead_photo_may_come_apart_from_it(self, picture_first):
        picture = Media(
            id="test:paper:media:7", url="https://paper.example/a.jpg", extra={"caption": "The lock. Photo: R. Vidal"}
        )
        records = [picture, story(lead_photo=None, source={"lead_media": picture.id})]
        run(*(records if picture_first else records[::-1]))
        page = StoryPage.objects.get()
        assert (page.live, page.lead_caption, page.lead_credit) == (True, "The lock.", "R. Vidal")
        assert run(*records).updated == {}
        assert StoryPage.objects.get().latest_revision_id == page.latest_revision_id


def small_stories(count):
    """Stories with a response each, as an export has them."""
    for number in range(count):
        key, url = f"test:paper:story:{number}", f"https://paper.example/2019/05/04/small-{number}/"
        yield story(id=key, url=url, title=f"Small {number}", lead_photo=None)
        yield response(number, story=key)


@pytest.mark.django_db(transaction=True)
def test_small_stories_are_written_several_at_once_and_readers_see_the_edition_move_once_for_them(monkeypatch):
    monkeypatch.setattr(loading, "SLICE", 60)
    committed = []

    def write(kind, batch, *, is_whole):
        transaction.on_commit(lambda: committed.append((batch[0].id, len(begun))))
        begun.append(batch[0].id)

    begun = []
    batches = [loading._Batch(type(each), [each], True) for each in small_stories(5)]
    loading._write_in_slices(batches, write)
    assert [identity for identity, _seen in committed] == begun
    assert {seen for _identity, seen in committed} == {10}, "all of them in one transaction"


@pytest.mark.django_db(transaction=True)
def test_a_reading_that_breaks_off_leaves_whole_stories_and_the_next_run_completes_them(monkeypatch):
    monkeypatch.setattr(loading, "TOGETHER", 4)

    def broken():
        for number, each in enumerate(small_stories(6)):
            if number == 10:
                raise OSError("the disk is gone")
            yield each

    with pytest.raises(OSError, match="gone"):
        load(broken(), asked=LoadOptions(site=default_site()), report=LoadReport(ReadReport()))
    assert StoryPage.objects.count() == Thread.objects.count() == Response.objects.count() == 4
    run(*small_stories(6))
    assert StoryPage.objects.count() == Response.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_what_fails_takes_its_own_transaction_along_and_nothing_before_that(monkeypatch):
    monkeypatch.setattr(loading, "SLICE", 60)
    asked, report = LoadOptions(site=default_site()), LoadReport(ReadReport())

    def write(kind, batch, *, is_whole):
        if batch[0].title == "Small 3":
            raise OSError("the disk is full")
        load_story(batch[0], asked=asked, report=report)

    batches = [loading._Batch(Story, [each], True) for each in small_stories(4) if isinstance(each, Story)]
    loading._write_in_slices(batches[:1], write)
    with pytest.raises(OSError, match="full"):
        loading._write_in_slices(batches[1:], write)
    assert list(StoryPage.objects.values_list("title", flat=True)) == ["Small 0"]
    assert StoryOrigin.objects.count() == Thread.objects.count() == 1
    run(*small_stories(4))
    assert StoryPage.objects.count() == Response.objects.count() == 4
