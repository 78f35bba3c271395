from datetime import timedelta

import pytest
from django.core import mail

from tertulia.delivery.worker import do_chores, handle_waiting
from tertulia.errors import EmailMissing, EmailRefused, LinkUsed, Suspended, TooMany
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.options import options
from tertulia.readers.guests import address_key, cookie_of, guest_of_cookie, guest_of_link, link_of
from tertulia.readers.models import Guest
from tertulia.responses.confirming import adopt_guest, confirm_guest, disown_claim, forget_emails, load_claimed
from tertulia.responses.models import Response, State, Thread, ThreadState
from tertulia.responses.posting import post_response
from tertulia.responses.threads import set_thread_state

ADDRESS = "Nour@Guest.Example"
FOLDED = ADDRESS.lower()


@pytest.fixture(autouse=True)
def confirmed(monkeypatch, settings):
    monkeypatch.setattr(options, "guests", "confirmed")


def write(thread, text="A word.", **more):
    return post_response(thread=thread.pk, author=None, text=text, **{"name": "Nour", "email": ADDRESS, **more}).response


def claim_of(response):
    return Response.objects.get(pk=response.pk).guest


def test_nothing_of_a_guest_is_public_before_the_address_is_confirmed(thread):
    response = write(thread)
    assert (response.state, response.listed) == (State.UNPROVEN, False)
    assert Thread.objects.get(pk=thread.pk).visible == 0
    assert Event.objects.get(response=response.pk).kind == Kind.RESPONSE_UNPROVEN
    confirmed = confirm_guest(guest=claim_of(response).pk)
    response.refresh_from_db()
    assert (confirmed.response, response.state, response.listed) == (response.pk, State.VISIBLE, True)
    assert Thread.objects.get(pk=thread.pk).visible == 1
    assert Event.objects.filter(response=response.pk).last().kind == Kind.RESPONSE_POSTED


def test_the_letter_carries_the_link_and_nothing_that_the_writer_chose(thread):
    response = write(thread, "Buy *lamps*.", name="Cheap Lamps")
    handle_waiting()
    (letter,) = mail.outbox
    assert letter.to == [FOLDED]
    assert link_of(claim_of(response)).split(":")[0] in letter.body
    assert thread.title in letter.body
    assert "amps" not in letter.body + letter.subject


@pytest.mark.parametrize(
    ("email", "error"), [("", EmailMissing), (" ", EmailMissing), ("nour", EmailRefused), ("a@b", EmailRefused)]
)
def test_an_address_is_needed_and_looked_at(thread, email, error):
    with pytest.raises(error):
        write(thread, email=email)


def test_a_confirmed_guest_is_known_and_not_asked_again(thread):
    guest = confirm_guest(guest=claim_of(write(thread)).pk).guest
    known = guest_of_cookie(cookie_of(guest))
    assert known == guest
    again = write(thread, "Another.", guest=known, name="", email="")
    assert (again.state, again.guest_id, again.author_name) == (State.VISIBLE, guest.pk, "Nour")
    assert guest_of_cookie(cookie_of(guest)[:-1] + "x") is None


def test_the_same_address_is_one_guest_with_one_history(thread):
    first = confirm_guest(guest=claim_of(write(thread)).pk).guest
    second = confirm_guest(guest=claim_of(write(thread, "From my phone.", name="Nour K.", email=FOLDED)).pk).guest
    assert first == second
    assert second.name == "Nour K."
    assert Response.objects.filter(guest=first).count() == 2
    assert Guest.objects.count() == 1


def test_a_claim_that_nobody_confirmed_is_in_nobody_s_history(thread):
    guest = confirm_guest(guest=claim_of(write(thread)).pk).guest
    write(thread, "Not me.")
    assert Response.objects.filter(guest=guest).count() == 1


def test_a_link_is_good_once_and_not_for_ever(thread, monkeypatch):
    claim = claim_of(write(thread))
    link = link_of(claim)
    assert guest_of_link(link) == claim.pk
    assert guest_of_link(link + "x") is None
    confirm_guest(guest=claim.pk)
    for call in (confirm_guest, disown_claim, load_claimed):
        with pytest.raises(LinkUsed):
            call(guest=claim.pk) if call is not load_claimed else call(claim.pk)
    monkeypatch.setattr(options, "guest_days", -1)
    assert guest_of_link(link) is None


def test_what_the_gate_holds_stays_held_and_a_closed_thread_holds_it_too(thread):
    held_by_thread = write(thread)
    set_thread_state(thread=thread, state=ThreadState.CLOSED)
    confirm_guest(guest=claim_of(held_by_thread).pk)
    held_by_thread.refresh_from_db()
    assert held_by_thread.state == State.HELD
    set_thread_state(thread=thread, state=ThreadState.OPEN)
    held_by_gate = write(thread, "Fuck you, you stupid piece of shit.")
    confirm_guest(guest=claim_of(held_by_gate).pk)
    held_by_gate.refresh_from_db()
    assert held_by_gate.state == State.HELD
    assert Thread.objects.get(pk=thread.pk).visible == 0


def test_who_did_not_write_it_throws_it_away(thread):
    response = write(thread)
    disown_claim(guest=claim_of(response).pk)
    assert not Response.objects.exists()
    assert not Guest.objects.exists()


def test_what_is_not_confirmed_in_time_goes(thread, now):
    write(thread, now=now)
    do_chores(now=now + timedelta(days=options.guest_days - 1))
    assert Guest.objects.count() == Response.objects.count() == 1
    do_chores(now=now + timedelta(days=options.guest_days, minutes=1))
    assert Guest.objects.count() == Response.objects.count() == 0


def test_the_e_mail_of_a_guest_is_forgotten_and_the_address_is_known_all_the_same(thread, now):
    guest = confirm_guest(guest=claim_of(write(thread, now=now)).pk, now=now).guest
    write(thread, "Later.", guest=guest, now=now + timedelta(days=100))
    assert forget_emails(now=now + timedelta(days=options.guest_email_days + 1)) == 0
    assert forget_emails(now=now + timedelta(days=options.guest_email_days + 101)) == 1
    assert confirm_guest(guest=claim_of(write(thread, "Back.")).pk).guest == guest


def test_an_account_with_the_same_proved_address_has_the_responses(thread, reader):
    response = write(thread)
    claim = claim_of(response)
    assert adopt_guest(address=address_key(FOLDED), reader=reader) == 0, "an unproved claim is nobody's"
    confirm_guest(guest=claim.pk)
    version = Thread.objects.get(pk=thread.pk).version
    assert adopt_guest(address=address_key("other@guest.example"), reader=reader) == 0
    assert adopt_guest(address=address_key(FOLDED), reader=reader) == 1
    response.refresh_from_db()
    assert (response.author, response.guest) == (reader, None)
    assert not Guest.objects.exists()
    assert Thread.objects.get(pk=thread.pk).version > version, "pages that show who wrote it are drawn anew"


def test_a_reader_who_writes_as_a_guest_finds_it_in_their_account(thread, reader):
    reader.emailaddress_set.create(email=reader.email, verified=True, primary=True)
    response = write(thread, email=reader.email)
    assert confirm_guest(guest=claim_of(response).pk).guest is None
    response.refresh_from_db()
    assert (response.author, response.state) == (reader, State.VISIBLE)
    reader.is_active = False
    reader.save()
    with pytest.raises(Suspended):
        confirm_guest(guest=claim_of(write(thread, email=reader.email)).pk)


def test_one_address_gets_a_few_letters_an_hour(thread, now):
    for number in range(5):
        write(thread, f"Word {number}.", now=now)
    with pytest.raises(TooMany):
        write(thread, now=now)
