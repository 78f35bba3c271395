"""Writes that arrive at once at a running site."""

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

PREPARED = """
from django.utils import timezone
from tertulia.readers.models import Reader
from tertulia.readers.tokens import create_token
from tertulia.responses.models import Thread
from tertulia.stories.sites import site_of
made = Thread.objects.create(site=site_of("localhost"), url="https://elsewhere.example/{0}", title="x", opened_at=timezone.now())
reader = Reader.objects.filter(email="rosa@reader.example").first()
reader = reader or Reader.objects.create_user("rosa@reader.example", name="Rosa")
print(made.pk, create_token(reader=reader))
"""
STORED = """
import json
from tertulia.responses.models import Response, Thread
rows = Response.objects.filter(thread={0}).order_by("pk")
print(json.dumps([list(rows.values("id", "branch_no", "replies", "last_no")), Thread.objects.get(pk={0}).visible]))
"""


@pytest.fixture(scope="module")
def site(make_site):
    return make_site("writing", TERTULIA_READER_POSTS="100000").start("--workers", "2")


class Sender:
    """Somebody with a thread of their own on the site."""

    def __init__(self, site, name):
        self.site = site
        thread, self.token = site.python(PREPARED.format(name)).split()[-2:]
        self.thread = int(thread)

    def post(self, payload, **headers):
        """The status and the body of the answer."""
        known = {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
        request = urllib.request.Request(
            f"{self.site.url}/api/v1/threads/{self.thread}/responses", json.dumps(payload).encode(), known
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())

    def as_reader(self, payload, **headers):
        return self.post(payload, Authorization=f"Bearer {self.token}", **headers)

    def stored(self):
        return json.loads(self.site.python(STORED.format(self.thread)).splitlines()[-1])


def at_once(count, send):
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(send, range(count)))


def test_one_key_sent_twenty_times_at_once_stores_one_response(site):
    sender = Sender(site, "one-key")
    answers = at_once(20, lambda _number: sender.as_reader({"text": "A word."}, Idempotency_Key="5e0f"))
    assert {status for status, _said in answers} <= {201, 409}
    assert len({said["id"] for status, said in answers if status == 201}) == 1
    rows, visible = sender.stored()
    assert (len(rows), visible) == (1, 1)


def test_one_key_with_two_payloads_at_once_stores_one_of_them(site):
    sender = Sender(site, "two-payloads")
    answers = at_once(20, lambda number: sender.as_reader({"text": f"Word {number % 2}."}, Idempotency_Key="77aa"))
    assert sorted({status for status, _said in answers} - {409}) == [201, 422]
    assert len(sender.stored()[0]) == 1


def test_replies_sent_at_once_each_get_a_number_of_their_own(site):
    sender = Sender(site, "replies")
    top = sender.as_reader({"text": "A word."})[1]["id"]
    answers = at_once(24, lambda number: sender.as_reader({"text": f"Reply {number}.", "parent": top}))
    assert [status for status, _said in answers] == [201] * 24
    rows, visible = sender.stored()
    assert sorted(row["branch_no"] for row in rows if row["id"] != top) == list(range(1, 25))
    assert ([(row["replies"], row["last_no"]) for row in rows if row["id"] == top], visible) == ([(24, 24)], 25)


def test_a_limit_holds_for_many_at_once(site):
    sender = Sender(site, "limit")
    guest = {"name": "Ines"}
    answers = at_once(50, lambda number: sender.post({"text": f"Word {number}.", "guest": guest}))
    stored = sum(status == 201 for status, _said in answers)
    assert {status for status, _said in answers} == {201, 429}
    assert stored <= 20  # ten in each window of time, should one end just now
    assert len(sender.stored()[0]) == stored
