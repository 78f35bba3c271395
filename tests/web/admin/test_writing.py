"""Where an editor begins."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from wagtail.models import Site

from tertulia.config.newsroom import draft_pages, let_editors_publish
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.stories.blocks import GalleryBlock
from tertulia.stories.models import Contributor, FrontPage, SectionPage, StoryPage


@pytest.fixture
def editor(client: Client, front_page: Any) -> Client:
    let_editors_publish()
    person = Reader.objects.create_user("ed@ness.example", "a-long-enough-word", name="Ed")
    grant_role(reader=person, role=Role.EDITOR)
    client.force_login(person)
    return client


def test_an_editor_begins_with_a_button_for_each_section(editor: Client, front_page: Any) -> None:
    city = front_page.add_child(instance=SectionPage(title="City & <port>", slug="city"))
    page = editor.get("/admin/").content.decode()
    assert "City &amp; &lt;port&gt;" in page
    for place in (city, front_page):
        address = f"/admin/pages/add/stories/storypage/{place.pk}/"
        assert f'href="{address}"' in page
        assert editor.get(address).status_code == 200


def test_a_new_site_says_what_it_needs_until_a_story_is_out(editor: Client, front_page: Any) -> None:
    Site.objects.filter(is_default_site=True).update(site_name="The Ness")
    draft_pages(front_page, language="en")
    page = editor.get("/admin/").content.decode()
    assert "The Ness</h1>" in page
    steps = re.findall(r'<li><a href="([^"]*)">(?:Make a section|Fill in and|Give the site)', page)
    assert len(steps) == 3 and [editor.get(step).status_code for step in steps] == [200, 200, 200]
    front_page.add_child(instance=StoryPage(title="First"))
    assert "To begin with" not in editor.get("/admin/").content.decode()


def test_a_new_story_is_in_the_language_of_those_beside_it(editor: Client, front_page: Any) -> None:
    city, harbour = (front_page.add_child(instance=SectionPage(title=name, slug=name)) for name in ("city", "harbour"))
    for language in ("en", "ar"):
        harbour.add_child(instance=StoryPage(title=f"In {language}", language=language))
    for section, chosen in ((harbour, "ar"), (city, "en")):
        page = editor.get(f"/admin/pages/add/stories/storypage/{section.pk}/").content.decode()
        assert f'<option value="{chosen}" selected>' in page[page.index('name="language"') :]


def test_the_pages_of_an_editor_begin_with_the_paper(editor: Client, front_page: Any) -> None:
    front_page.add_child(instance=SectionPage(title="Harbour", slug="harbour"))
    above = front_page.get_parent().pk
    assert editor.get(f"/admin/pages/{above}/", follow=True).redirect_chain[-1][0] == f"/admin/pages/{front_page.pk}/"
    assert editor.get(f"/admin/pages/{above}/add_subpage/").status_code == 302


def test_the_pages_of_an_administrator_begin_there_too_while_there_is_one_paper(client: Client, front_page: Any) -> None:
    client.force_login(Reader.objects.create_superuser("chief@ness.example", "a-long-enough-word", name="Chief"))
    root = front_page.get_parent()
    begin = f"/admin/pages/{front_page.pk}/"
    assert client.get("/admin/pages/").headers["Location"] == begin
    menu = re.search(r"PageExplorerMenuItem.*?}, (\d+)\]", unescape(client.get("/admin/").content.decode()))
    assert menu and menu[1] == str(front_page.pk)
    assert client.get(f"/admin/pages/{root.pk}/").status_code == 200  # where a second paper is made
    root.add_child(instance=FrontPage(title="Second", slug="second"))
    assert client.get("/admin/pages/").headers["Location"] == f"/admin/pages/{root.pk}/"


def test_who_only_moderates_is_not_asked_to_write(client: Client, front_page: Any) -> None:
    person = Reader.objects.create_user("mo@ness.example", "a-long-enough-word", name="Mo")
    grant_role(reader=person, role=Role.MODERATOR)
    client.force_login(person)
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "storypage" not in page.content.decode()


def test_contributors_stand_in_the_menu_and_need_no_slug_by_hand(editor: Client) -> None:
    Contributor.objects.create(name="Marta Olsen", slug="marta-olsen", about="Reports.")
    assert "/admin/snippets/stories/contributor/" in editor.get("/admin/").content.decode()
    assert "Marta Olsen" in editor.get("/admin/snippets/stories/contributor/").content.decode()
    editor.post("/admin/snippets/stories/contributor/add/", {"name": "ليلى حداد", "slug": "", "about": "", "picture": ""})
    assert Contributor.objects.get(name="ليلى حداد").slug == "ليلى-حداد"
    refused = editor.post(
        "/admin/snippets/stories/contributor/add/", {"name": "Marta  Olsen", "slug": "", "about": "", "picture": ""}
    )
    assert "already exists" in refused.content.decode()


def test_a_gallery_begins_with_the_two_pictures_it_needs() -> None:
    pictures = GalleryBlock().get_default()["pictures"]
    assert [dict(each) for each in pictures] == [{"picture": None, "caption": "", "credit": ""}] * 2


def test_a_picture_is_asked_for_its_caption_and_credit_before_anything_else(editor: Client) -> None:
    form = editor.get("/admin/images/add/").content.decode()
    assert form.index('id="id_caption"') < form.index('id="id_credit"') < form.index('id="id_description"')


def test_the_admin_speaks_the_language_its_reader_chose_and_the_paper_its_own(editor: Client, front_page: Any) -> None:
    Reader.objects.filter(email="ed@ness.example").update(language="de")
    page = editor.get("/admin/").content.decode()
    assert "Einen Beitrag schreiben" in page
    assert '<html lang="de"' in page
    assert "Angeheftete" in editor.get(f"/admin/pages/{front_page.pk}/edit/").content.decode()
    with translation.override("de"):
        assert '<html lang="en"' in front_page.make_preview_request().content.decode()
