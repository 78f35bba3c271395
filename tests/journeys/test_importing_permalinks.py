"""Old permalinks of responses lead to them."""

import urllib.error
import urllib.request

import pytest
from bench.wxr import export


@pytest.fixture(scope="module")
def site(make_site, tmp_path_factory):
    site = make_site("permalinks").start()
    path = tmp_path_factory.mktemp("export") / "site.xml"
    with path.open("w") as target:
        target.writelines(export(responses=300, in_one=300))
    site.command("import", "wordpress", str(path))
    return site


def where(site, number):
    """Id and address of a response by its number in the file."""
    code = f"from tertulia.transfer.models import Origin; o = Origin.objects.get(anchor='comment-{number}'); print(o.response_id, o.thread.url)"
    return site.python(code).split()


@pytest.mark.parametrize("number", [7, 290])
def test_a_reader_lands_on_the_response(site, page, number):
    key, address = where(site, number)
    page.goto(f"{site.url}{address}#comment-{number}")
    page.wait_for_url(f"**#response-{key}")
    assert page.locator(f"#response-{key}").count() == 1


def test_an_anchor_that_nobody_knows_stays_where_it_is(site, page):
    _key, address = where(site, 7)
    with page.expect_response("**/at/comment-99999/") as asked:
        page.goto(f"{site.url}{address}#comment-99999")
    assert asked.value.status == 404
    assert page.url.endswith("#comment-99999")


def test_one_that_is_not_public_is_not_found(site):
    code = "from tertulia.transfer.models import Origin; o = Origin.objects.filter(response__listed=False).exclude(anchor='').first(); print(o.thread_id, o.anchor)"
    thread, anchor = site.python(code).split()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{site.url}/threads/{thread}/at/{anchor}/", timeout=10)
