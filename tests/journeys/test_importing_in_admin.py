"""A newsroom moves in by the browser: upload, rehearsal, report, and then in earnest."""

import pytest

from tests.journeys.people import enter
from tests.transfer.formats.test_wordpress import POST, comment, export

ADMINISTRATOR = """
from tertulia.readers.models import Reader
Reader.objects.create_superuser("ida@quay.example", None, name="Ida")
"""


@pytest.fixture(scope="module")
def site(make_site):
    site = make_site("moving-in").start()
    site.python(ADMINISTRATOR)
    return site


def test_a_file_is_rehearsed_looked_at_and_imported(site, page, tmp_path):
    file = tmp_path / "site.xml"
    nameless = "<wp:comment></wp:comment>"
    file.write_text(export(POST + comment(1) + comment(2, "<wp:comment_parent>1</wp:comment_parent>") + nameless * 2))
    enter(page, site, "ida@quay.example")
    page.goto(f"{site.url}/admin/imports/")
    page.set_input_files("input[name=upload]", str(file))
    page.get_by_role("button", name="Rehearse").click()
    page.get_by_text("This was a rehearsal: nothing was written.").wait_for(timeout=60_000)
    assert site.python("from tertulia.responses.models import Response; print(Response.objects.count())") == "0"
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("heading", name="has ended").wait_for(timeout=60_000)
    report = page.locator("table.listing").inner_text()
    assert "responses: 2" in report
    assert "public: 2" in report
    assert "without an id (2)" in page.locator("main").inner_text()
    assert (
        site.python("from tertulia.responses.models import Response; print(Response.objects.filter(listed=True).count())") == "2"
    )
    assert list((site.folder / "imports").iterdir()) == []

    file.write_text("Milk, bread, a new clock.")
    page.goto(f"{site.url}/admin/imports/")
    page.set_input_files("input[name=upload]", str(file))
    page.get_by_role("button", name="Rehearse").click()
    page.get_by_text("was refused").wait_for(timeout=60_000)
    assert "none of the known sources" in page.content()
