"""Sessions: listed, ended, and never older than they may be."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tertulia.readers.models import Session, Token
from tertulia.readers.sessions import end_session, end_sessions, forget_sessions, lock_out, sessions_of
from tertulia.readers.tokens import create_token

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def window(reader):
    def open_window():
        client = Client()
        client.force_login(reader)
        return client

    return open_window


def signed_in(client):
    return client.get("/account/").status_code == 200


def key_of(client):
    return client.cookies["session"].value


def test_a_reader_sees_the_own_sessions_and_no_other(window, reader, other_reader):
    one, _other = window(), window()
    Client().force_login(other_reader)
    listed = sessions_of(reader, this=key_of(one))
    assert [session.is_this for session in listed] == [True, False]
    assert key_of(one) not in str(listed)
    assert len(sessions_of(other_reader)) == 1


def test_one_session_is_ended_and_the_others_go_on(window, reader):
    one, other = window(), window()
    mark = next(session.mark for session in sessions_of(reader, this=key_of(one)) if not session.is_this)
    assert end_session(reader=reader, mark=mark)
    assert not end_session(reader=reader, mark=mark)
    assert (signed_in(one), signed_in(other)) == (True, False)


def test_nobody_ends_another_one_s_session(window, reader, other_reader):
    one = window()
    assert not end_session(reader=other_reader, mark=sessions_of(reader)[0].mark)
    assert signed_in(one)


def test_all_others_are_ended(window, reader):
    one, other, third = window(), window(), window()
    assert end_sessions(reader=reader, keep=key_of(one)) == 2
    assert [signed_in(each) for each in (one, other, third)] == [True, False, False]


def test_locking_out_takes_the_tokens_as_well(window, reader):
    one = window()
    create_token(reader=reader)
    lock_out(reader=reader)
    assert not signed_in(one)
    assert not Token.objects.exists()


def test_a_session_of_an_old_password_is_not_listed(window, reader):
    window()
    reader.set_password("another-lantern")
    reader.save()
    assert sessions_of(reader) == []


def test_a_closed_account_is_out_at_once(window, reader):
    one = window()
    reader.is_active = False
    reader.save()
    assert not signed_in(one)


def test_thirty_idle_days_end_a_session_and_use_keeps_it(window, reader):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        used, idle = window(), window()
        for _week in range(6):
            clock.shift(timedelta(days=6))
            assert signed_in(used)
        assert not signed_in(idle)


def test_no_session_lives_longer_than_ninety_days(window, reader):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        used = window()
        for _days in range(8):
            clock.shift(timedelta(days=11))
            assert signed_in(used)
        clock.shift(timedelta(days=3))
        assert not signed_in(used)
        assert not Session.objects.exists()


def test_sessions_whose_time_is_over_are_forgotten(window, reader):
    window()
    assert forget_sessions(now=timezone.now()) == 0
    assert forget_sessions(now=timezone.now() + timedelta(days=31)) == 1


def test_a_page_says_where_and_signs_out_there(reader):
    reader.set_password("lantern-on-a-rope")
    reader.save()
    reader.emailaddress_set.create(email=reader.email, verified=True, primary=True)
    one, other = Client(), Client(headers={"user-agent": FIREFOX})
    for client in (one, other):
        client.post("/account/login/", {"login": reader.email, "password": "lantern-on-a-rope"})
    page = one.get("/account/sessions/").content.decode()
    assert "Firefox, Linux" in page
    assert FIREFOX not in str(list(Session.objects.values()))
    mark = next(session.mark for session in sessions_of(reader, this=key_of(one)) if not session.is_this)
    assert "You are signed out there." in one.post("/account/sessions/", {"end": mark}, follow=True).content.decode()
    assert (signed_in(one), signed_in(other)) == (True, False)
    own = sessions_of(reader, this=key_of(one))[0].mark
    assert one.post("/account/sessions/", {"end": own}).url == "/account/login/"
    assert not signed_in(one)


def test_the_list_is_not_for_strangers(client, db):
    assert client.get("/account/sessions/").url.startswith("/account/login/")
