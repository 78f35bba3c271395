"""A saved page is brought in by the command line and read over HTTP."""

import html
import json
import re
import urllib.request

import pytest

PAGE = """<!doctype html><html lang="en-GB"><head><title>Bells</title><link rel="canonical" href="https://old.example/news/bells.html"></head><body>
<article><h1 class="entry-title">The bells are back</h1><div class="entry-content">
<figure><img src="https://old.example/bells.jpg" alt=""><figcaption>The tower in June. Photograph: Ada Brandt</figcaption></figure>
<p>The first paragraph.</p><p>The second paragraph.</p></div></article>
<div id="comments"><h2 class="comments-title">4 responses to &#8220;The bells are back&#8221;</h2><ol class="comment-list">
<li id="comment-7" class="comment depth-1"><article><footer><b class="fn">Nils</b> <time datetime="2018-06-01T10:00:00+02:00">June</time></footer><div class="comment-content"><p>At last.</p></div></article>
<ol class="children"><li id="comment-9" class="comment depth-2"><article><footer><b class="fn">Ada</b> <time datetime="2018-06-01T11:00:00+02:00">June</time></footer><div class="comment-content"><p>Too loud.</p></div></article></li></ol></li>
<li id="comment-8" class="comment depth-1"><article><footer><b class="fn">Nils</b> <time datetime="2018-06-01T10:30:00+02:00">June</time></footer><div class="comment-content"><p>Ten past four, still.</p></div></article></li>
</ol></div></body></html>"""


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def words_of(page):
    """The words people see; structured data repeats them for machines."""
    page = re.sub(r"<script.*?</script>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture(scope="module")
def site(make_site):
    return make_site("pages").start()


def test_a_saved_page_is_read_at_its_old_path(site, tmp_path):
    file = tmp_path / "bells.html"
    file.write_text(PAGE)
    done = site.command("import", "page", str(file), "--report", str(tmp_path / "report.json"))
    assert "4 declared, 3 found" in done.stdout
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["declared"][0] | {"subject": ""} == {"subject": "", "what": "responses", "declared": 4, "found": 3}
    page = get(f"{site.url}/news/bells.html")
    for words in (
        "The tower in June.",
        "Ada Brandt",
        "The first paragraph.",
        "The second paragraph.",
        "At last.",
        "Too loud.",
        "Ten past four, still.",
    ):
        assert words_of(page).count(words) == 1
    assert re.search(r"3 responses", page)
    thread = json.loads(get(f"{site.url}/api/v1/threads?url=https://old.example/news/bells.html"))
    assert (thread["counts"]["visible"], thread["declared"]) == (3, 4)
    rows = json.loads(get(f"{site.url}/api/v1/threads/{thread['id']}/responses"))["responses"]
    assert [(row["author"]["name"], row["depth"]) for row in rows] == [("Nils", 1), ("Ada", 2), ("Nils", 1)]


def test_a_second_import_changes_nothing(site, tmp_path):
    file = tmp_path / "bells.html"
    file.write_text(PAGE)
    site.command("import", "page", str(file))
    before = get(f"{site.url}/news/bells.html")
    assert "unchanged: 3 response, 1 story" in site.command("import", "page", str(file)).stdout
    assert get(f"{site.url}/news/bells.html") == before


def test_a_file_that_is_no_page_is_refused_and_leaves_no_trace(site, tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("Milk, bread, a new clock.\n")
    count = "from tertulia.transfer.models import Run; from tertulia.responses.models import Thread; print(Run.objects.count(), Thread.objects.count())"
    before = site.python(count)
    done = site.command("import", "page", str(file), check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip().count("\n") == 0
    assert "not a saved news page" in done.stderr
    assert site.python(count) == before


@pytest.mark.parametrize("name", ["page.html", "page.txt"])
def test_the_sample_page_comes_in_whole(make_site, shared, tmp_path, name):
    expected = json.loads((shared / "page" / "expected.json").read_text())
    site = make_site(f"sample-{name[5:]}").start()
    done = site.command("import", "page", str(shared / "page" / name), "--report", str(tmp_path / "report.json"))
    assert "32 declared, 26 found" in done.stdout
    path = json.loads((tmp_path / "report.json").read_text())["stories"][0]["url"]
    page = get(site.url + path)
    shown = words_of(page)
    place = 0
    for paragraph in expected["story"]["paragraphs"]:
        place = shown.index(" ".join(paragraph.split()), place)
    assert expected["story"]["lead_photo"]["credit"] in shown
    assert "26 responses" in shown
    thread = json.loads(get(f"{site.url}/api/v1/threads?url={path}"))
    rows = json.loads(get(f"{site.url}/api/v1/threads/{thread['id']}/responses?limit=100"))["responses"]
    assert len(rows) == len(expected["responses"]) == 26
    for row, each in zip(rows, expected["responses"], strict=True):
        if name == "page.txt" or not each["lost_blocks"]:  # the text form has lost lines that the page still holds
            assert " ".join(row["text"].split()) == " ".join(each["body_text"].split())
        else:
            assert all(" ".join(part.split()) in " ".join(row["text"].split()) for part in each["paragraphs"])
    place = 0
    for row in rows:
        place = page.index(f'id="response-{row["id"]}"', place)
    if name == "page.html":
        ids = {each["id"]: row["id"] for each, row in zip(expected["responses"], rows, strict=True)}
        for each, row in zip(expected["responses"], rows, strict=True):
            assert row["parent"] == ids.get(each["fixture"]["parent"])
            assert (row["author"] or {}).get("name") == each["fixture"]["author"]
    else:
        assert [(row["author"] or {}).get("name") for row in rows] == [each["author"] for each in expected["responses"]]
