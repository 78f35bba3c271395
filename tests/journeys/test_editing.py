"""An editor writes a story with a photo, is told what is missing, publishes, and takes it back."""

import io
import secrets
import urllib.error
import urllib.request

import pytest
from PIL import Image

from tertulia.config.demonstration.people import PASSWORD

EDITOR = "joost@quay.example"
BODY = "#panel-child-content-body-section"


@pytest.fixture
def desk(page, demo_site):
    """The admin's first page, with an editor signed in through the site's own door; notes what must not happen."""
    page.foreign = []
    page.on("request", lambda asked: _note(page.foreign, asked.url, demo_site.url))
    page.set_default_timeout(20_000)
    page.goto(f"{demo_site.url}/admin/")
    assert page.url.startswith(f"{demo_site.url}/account/login/")
    page.fill("#id_login", EDITOR)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{demo_site.url}/admin/")
    yield page
    assert page.foreign == []
    assert not [error for error in page.console_errors if "Content Security Policy" in error]


def _note(foreign, url, own):
    if not url.startswith((own, "data:", "blob:")):
        foreign.append(url)


def photo():
    """A picture nobody has uploaded before."""
    made = io.BytesIO()
    Image.new("RGB", (1200, 800), f"#{secrets.token_hex(3)}").save(made, "JPEG")
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def open_new_story(desk, site, headline):
    """The slug follows the headline; so each story of a test has a headline of its own."""
    front = site.python("from tertulia.stories.models import FrontPage; print(FrontPage.objects.get().pk)")
    desk.goto(f"{site.url}/admin/pages/add/stories/storypage/{front}/")
    desk.fill("#id_title", headline)
    desk.get_by_role("button", name="Save draft").click()
    desk.wait_for_url("**/edit/**")
    desk.fill("#id_standfirst", "It was dark for nine years.")


def write_body(desk):
    desk.locator(f"{BODY} button[title='Insert a block']").first.click()
    desk.get_by_role("option", name="Text", exact=True).click()
    desk.locator(f"{BODY} [contenteditable=true]").last.click()
    desk.keyboard.type("The keeper climbed the stairs.")
    desk.locator(f"{BODY} button[title='Insert a block']").last.click()
    desk.get_by_role("option", name="Quote", exact=True).click()
    desk.locator(f"{BODY} textarea[name$='-text']:visible").fill("We had stopped looking up.")
    desk.locator(f"{BODY} input[name$='-source']:visible").fill("A neighbour")


def upload_photo(desk):
    desk.locator("#panel-child-content-lead_photo-section").get_by_role("button", name="Choose an image").click()
    desk.get_by_role("tab", name="Upload").click()
    desk.set_input_files(".modal input[type=file]", photo())
    desk.fill(".modal input[name$='-title']", "The lamp")
    desk.locator(".modal form button[type=submit]", has_text="Upload").click()
    desk.locator(".modal").wait_for(state="hidden")


def save(desk):
    """Saving by hand leaves nothing for the editor to save by itself while the next button is pressed."""
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save draft").click()
    desk.locator(".messages .success").wait_for()


def publish(desk):
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Publish", exact=True).click()


def status_of(url):
    try:
        return urllib.request.urlopen(url).status
    except urllib.error.HTTPError as refused:
        return refused.code


def test_a_story_from_the_first_word_to_the_front_page_and_back(desk, demo_site, browser):
    mark = secrets.token_hex(3)
    slug, headline = f"lamp-{mark}-is-lit-again", f"Lamp {mark} is lit again"
    open_new_story(desk, demo_site, headline)
    upload_photo(desk)
    write_body(desk)
    save(desk)

    publish(desk)
    errors = desk.locator(".error-message")
    errors.first.wait_for()
    assert "A photo is published with a caption: say what it shows." in errors.all_inner_texts()[0]
    assert "A photo is published with a credit: say who made it." in errors.all_inner_texts()[1]

    desk.fill("#id_lead_caption", "The lamp above the door of number nine")
    desk.fill("#id_lead_credit", "The Quay archive")
    publish(desk)
    desk.locator(".messages .success").wait_for()
    address = desk.locator(".messages .success a", has_text="View live").get_attribute("href")
    assert address.endswith(f"/{slug}/")
    edit = desk.locator(".messages .success a", has_text="Edit").get_attribute("href")

    reader = browser.new_page()
    reader.goto(demo_site.url)
    reader.get_by_role("link", name=headline).first.click()
    assert reader.url.endswith(f"/{slug}/")
    for words in ("The keeper climbed the stairs.", "We had stopped looking up.", "A neighbour", "The Quay archive"):
        assert reader.get_by_text(words).first.is_visible()
    wait_for_thread(reader)
    reader.close()

    desk.goto(f"{demo_site.url}{edit}".replace("/edit/", "/unpublish/"))
    desk.get_by_role("button", name="unpublish").click()
    desk.locator(".messages .success").wait_for()
    assert status_of(f"{demo_site.url}{address.removeprefix(demo_site.url)}") == 404


def wait_for_thread(reader):
    """The worker opens it; the page shows it once it is there."""
    for _look in range(300):  # behind the pictures of the whole demonstration, perhaps
        if reader.get_by_role("link", name="Write a response").count():
            return
        reader.wait_for_timeout(100)
        reader.reload()
    raise AssertionError(f"no thread: {reader.content()[-2000:]}")


def test_a_draft_is_seen_in_the_preview_and_nowhere_else(desk, demo_site):
    mark = secrets.token_hex(3)
    open_new_story(desk, demo_site, f"Draft {mark}")
    write_body(desk)
    desk.get_by_role("button", name="Toggle preview").first.click()
    shown = desk.frame_locator("#w-preview-iframe")
    shown.get_by_text("We had stopped looking up.").first.wait_for()
    save(desk)
    draft = desk.url.split("/edit/")[0] + "/view_draft/"
    desk.goto(draft)
    assert desk.get_by_text("We had stopped looking up.").first.is_visible()
    story = "from tertulia.stories.models import StoryPage; print(StoryPage.objects.get(slug={!r}).dated_address())"
    address = demo_site.python(story.format(f"draft-{mark}"))
    assert status_of(f"{demo_site.url}{address}") == 404
    assert "/account/login/" in urllib.request.urlopen(draft).url


@pytest.mark.parametrize(
    "path", ["", "images/", "documents/", "reports/site-history/", "account/", "pages/", "held/", "threads/"]
)
def test_the_pages_of_the_admin_ask_nobody_else_and_break_no_policy(desk, demo_site, path):
    desk.goto(f"{demo_site.url}/admin/{path}")
    desk.wait_for_load_state("networkidle")


def test_arabic_is_written_from_the_right_whatever_the_admin_speaks(desk, demo_site):
    """Where a full stop is painted: at the left end of a field that is read from the right."""
    front = demo_site.python("from tertulia.stories.models import FrontPage; print(FrontPage.objects.get().pk)")
    desk.goto(f"{demo_site.url}/admin/pages/add/stories/storypage/{front}/")
    for field in ("#id_title", "#id_standfirst"):
        ink = {}
        for words in ("قنديل الميناء", "The harbour lamp"):
            desk.fill(field, words)
            desk.locator(field).blur()
            strip = Image.open(io.BytesIO(desk.locator(field).screenshot())).convert("L")
            dark = strip.crop((8, 8, strip.width - 8, strip.height - 8)).point(lambda shade: 255 * (shade < 100))
            left, _top, right, _bottom = dark.getbbox()
            ink[words[0].isascii()] = (left + right) / 2 / strip.width
        assert ink[False] > 0.6 and ink[True] < 0.4, (field, ink)
