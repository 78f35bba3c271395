"""Every way in which a guest writes asks for the same: the trap, the time, the work."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.options import options
from tertulia.readers.proving import is_solved, make_stamp
from tertulia.responses.models import Response, State

BITS = 8


@pytest.fixture(autouse=True)
def bits(monkeypatch):
    monkeypatch.setattr(options, "proof_bits", BITS)


def solved(seconds_ago=5):
    stamp = make_stamp(now=timezone.now() - timedelta(seconds=seconds_ago))
    return {"stamp": stamp, "work": next(str(number) for number in range(100_000) if is_solved(stamp, str(number), BITS))}


def by_form(client, thread, proof, **more):
    sent = {"name": "Nour", "text": "It is lit again.", **proof, **more}
    return client.post(f"/threads/{thread.pk}/respond/", sent).status_code


def by_api(client, thread, proof):
    sent = {"guest": {"name": "Nour"}, "text": "It is lit again."} | ({"proof": proof} if proof else {})
    return client.post(f"/api/v1/threads/{thread.pk}/responses", sent, content_type="application/json").status_code


@pytest.mark.parametrize("post", [by_form, by_api])
def test_with_the_work_it_is_shown_and_without_a_person_looks(client, thread, post):
    post(client, thread, solved())
    post(client, thread, {})
    assert list(Response.objects.order_by("id").values_list("state", flat=True)) == [State.VISIBLE, State.HELD]


@pytest.mark.parametrize("post", [by_form, by_api])
def test_the_work_is_good_for_one_response(client, thread, post):
    proof = solved()
    post(client, thread, proof)
    assert post(client, thread, proof) == 429
    assert Response.objects.count() == 1


def test_a_filled_trap_and_too_much_haste_lose_nothing(client, thread):
    assert by_form(client, thread, solved(), website="https://lamps.example") == 409
    assert by_form(client, thread, solved(seconds_ago=0)) == 409
    page = client.post(f"/threads/{thread.pk}/respond/", {"text": "My words.", "name": "Nour", **solved(0)}).content.decode()
    assert "My words." in page
    assert not Response.objects.exists()


def test_a_form_that_is_shown_again_goes_on_with_its_stamp(client, thread):
    proof = solved()
    page = client.post(f"/threads/{thread.pk}/respond/", {"text": "", "name": "Nour", **proof}).content.decode()
    assert proof["stamp"] in page
    assert f'name="work" value="{proof["work"]}"' in page


def test_a_program_gets_its_stamp_from_the_api(client, db):
    said = client.get("/api/v1/proof").json()
    assert said["bits"] == BITS
    assert re.fullmatch(r"[\w.:-]+", said["stamp"])


def test_a_reader_is_not_asked(client, thread, reader):
    client.force_login(reader)
    assert client.post(f"/threads/{thread.pk}/respond/", {"text": "A word."}).status_code == 303
    assert Response.objects.get().state == State.VISIBLE
