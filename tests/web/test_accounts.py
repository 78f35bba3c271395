import re

import html5lib
import pytest
from django.urls import reverse

from tertulia.options import options
from tertulia.readers.models import Reader

PASSWORD = "lantern-on-a-rope"
FORGED = ["http://elsewhere.example/", "//elsewhere.example/", "http://localhost/", "javascript:alert(1)", "/\\elsewhere.example"]


@pytest.fixture
def rosa(db):
    person = Reader.objects.create_user("rosa@reader.example", PASSWORD, name="Rosa Vidal")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def code_in(mail):
    return re.search(r"\b\d{4}-\d{4}\b", mail.body)[0]


def sign_in(client, email="rosa@reader.example", password=PASSWORD, **more):
    return client.post("/account/login/", {"login": email, "password": password}, **more)


def sign_up(client, email="new@reader.example", name="Nadia"):
    return client.post("/account/signup/", {"name": name, "email": email, "password1": PASSWORD})


def signed_in(client):
    return client.get("/account/").status_code == 200


def test_a_new_reader_gives_name_e_mail_and_password_and_enters_the_code(client, db, mailoutbox):
    assert sign_up(client, name="  Nadia   Rahal ").url == "/account/confirm-email/"
    assert not signed_in(client)
    (mail,) = mailoutbox
    assert mail.to == ["new@reader.example"]
    assert mail.subject == "Tertulia: confirm your e-mail"
    answer = client.post("/account/confirm-email/", {"code": code_in(mail)})
    assert answer.url == "/account/"
    page = client.get("/account/").content.decode()
    assert 'href="/legal/reports/"' in page
    assert "Nadia Rahal" in page
    assert "Your e-mail new@reader.example is confirmed." in page


def test_where_nobody_may_sign_up_there_is_no_way_and_no_link(client, db, monkeypatch, mailoutbox):
    monkeypatch.setattr(options, "sign_up", False)
    for answer in (client.get("/account/signup/"), sign_up(client)):
        assert 'name="password1"' not in answer.content.decode()
    assert "/account/signup/" not in client.get("/account/login/").content.decode()
    assert not Reader.objects.exists()
    assert mailoutbox == []


def test_whoever_confirms_an_address_takes_over_what_was_written_under_it_elsewhere(client, thread, mailoutbox):
    from tertulia.readers.guests import address_key
    from tertulia.responses.models import Response
    from tertulia.transfer.models import Origin

    for number, email in enumerate(["new@reader.example", "rosa@reader.example"]):
        response = Response.objects.create(thread=thread, state="visible", place=number)
        Origin.objects.create(external_id=str(number), response=response, thread=thread, claim=address_key(email), linked=True)
    sign_up(client)
    assert not Response.objects.exclude(author=None).exists()
    client.post("/account/confirm-email/", {"code": code_in(mailoutbox[0])})
    assert [each.author.email for each in Response.objects.exclude(author=None)] == ["new@reader.example"]


def test_a_code_may_be_typed_in_any_digits(client, db, mailoutbox):
    sign_up(client)
    code = code_in(mailoutbox[0]).translate({ord(str(n)): "٠١٢٣٤٥٦٧٨٩"[n] for n in range(10)})
    client.post("/account/confirm-email/", {"code": code})
    assert signed_in(client)


def test_three_wrong_codes_end_the_attempt(client, db, mailoutbox):
    sign_up(client)
    for _attempt in range(3):
        client.post("/account/confirm-email/", {"code": "0000-0000"})
    client.post("/account/confirm-email/", {"code": code_in(mailoutbox[0])})
    assert not signed_in(client)


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * 61, "a" + "\u0301" * 9])
def test_a_name_that_is_none_is_refused_and_the_rest_is_kept(client, db, name):
    page = sign_up(client, name=name).content.decode()
    assert 'value="new@reader.example"' in page
    assert 'class="error"' in page
    assert not Reader.objects.exists()


def test_signing_up_with_a_known_address_looks_the_same(client, rosa, mailoutbox):
    known, unknown = sign_up(client, email=rosa.email), None
    shown = client.get(known.url).content.decode()
    client.cookies.clear()
    unknown = sign_up(client)
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    anonymous = re.compile(r'value="[^"]{64}"|rosa@reader|new@reader')
    assert anonymous.sub("", shown) == anonymous.sub("", client.get(unknown.url).content.decode())
    assert mailoutbox[0].subject == "Tertulia: you have an account already"
    assert "http://testserver/account/login/code/" in mailoutbox[0].body


def test_signing_in_with_the_password(client, rosa):
    assert sign_in(client).url == "/account/"
    assert signed_in(client)


def test_signing_in_with_a_code(client, rosa, mailoutbox):
    answer = client.post("/account/login/code/?next=/r/1/", {"email": rosa.email, "next": "/r/1/"})
    assert answer.url == "/account/login/code/confirm/?next=%2Fr%2F1%2F"
    assert client.post(answer.url, {"code": code_in(mailoutbox[0]), "next": "/r/1/"}).url == "/r/1/"
    assert signed_in(client)


def test_asking_for_a_code_with_an_unknown_address_looks_the_same(client, rosa, mailoutbox):
    known = client.post("/account/login/code/", {"email": rosa.email})
    client.cookies.clear()
    assert client.post("/account/login/code/", {"email": "nobody@reader.example"}).url == known.url
    assert mailoutbox[1].subject == "Tertulia: no account with this address"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, rosa):
    wrong, unknown = sign_in(client, password="wrong"), sign_in(client, email="nobody@reader.example")
    anonymous = re.compile(r'value="[^"]*"')
    assert "This e-mail and this password do not belong together." in wrong.content.decode()
    assert anonymous.sub("", wrong.content.decode()) == anonymous.sub("", unknown.content.decode())


def test_twenty_guesses_at_an_account_are_all_there_are_whatever_the_host(client, rosa):
    for port in range(20):
        sign_in(client, password="wrong", headers={"host": f"localhost:{8000 + port}"})
    assert "Too many attempts" in sign_in(client).content.decode()
    assert not signed_in(client)


def test_signing_in_clears_the_guesses(client, rosa):
    for _attempt in range(15):
        sign_in(client, password="wrong")
    sign_in(client)
    client.post("/account/logout/")
    for _attempt in range(15):
        sign_in(client, password="wrong")
    sign_in(client)
    assert signed_in(client)


def test_guesses_at_the_current_password_count_as_well(client, rosa):
    sign_in(client)
    new = {"password1": "another-lantern", "password2": "another-lantern"}
    for _attempt in range(20):
        client.post("/account/password/change/", {"oldpassword": "wrong", **new})
    client.post("/account/password/change/", {"oldpassword": PASSWORD, **new})
    rosa.refresh_from_db()
    assert rosa.check_password(PASSWORD)


def test_mails_to_one_address_are_limited(client, db, mailoutbox):
    for _attempt in range(7):
        answer = client.post("/account/password/reset/", {"email": "nobody@reader.example"})
    assert answer.status_code == 429
    assert len(mailoutbox) == 5


def test_sign_ups_from_one_network_are_limited(client, db, mailoutbox):
    for number in range(21):
        answer = sign_up(client, email=f"new{number}@reader.example", name=f"Nadia {number + 200}")
        client.cookies.clear()
    assert "That was a lot in a short time" in answer.content.decode()
    assert Reader.objects.count() == 20


def test_no_address_is_stored_by_counting(client, rosa):
    from tertulia.readers.models import Allowance

    sign_in(client, password="wrong")
    client.post("/account/password/reset/", {"email": rosa.email})
    kept = " ".join(Allowance.objects.values_list("key", flat=True))
    assert kept
    assert "127.0.0.1" not in kept
    assert "@" not in kept


@pytest.mark.parametrize(
    "next", [FORGED, "//elsewhere.example/", "http://localhost/", "javascript:alert(1)", "/\\elsewhere.example"]
)
def test_next_leads_nowhere_else(client, rosa, next):
    answer = client.post("/account/login/", {"login": rosa.email, "password": PASSWORD, "next": next})
    assert answer.url == "/account/"


def test_next_leads_back(client, rosa):
    answer = client.post("/account/login/", {"login": rosa.email, "password": PASSWORD, "next": "/2026/11/20/a/?x=1"})
    assert answer.url == "/2026/11/20/a/?x=1"


def test_a_new_password_by_code(client, rosa, mailoutbox):
    assert client.post("/account/password/reset/", {"email": rosa.email}).url == "/account/password/reset/confirm/"
    assert mailoutbox[0].subject == "Tertulia: a new password"
    assert (
        client.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[0])}).url
        == "/account/password/reset/complete/"
    )
    assert client.get("/account/password/reset/complete/").status_code == 200
    new = {"password1": "another-lantern", "password2": "another-lantern"}
    assert client.post("/account/password/reset/complete/", new).url == "/account/"
    assert signed_in(client)
    assert mailoutbox[1].subject == "Tertulia: your password has changed"
    rosa.refresh_from_db()
    assert rosa.check_password("another-lantern")


def test_another_e_mail_takes_the_password_and_a_code(client, rosa, mailoutbox):
    sign_in(client)
    new = {"email": "vidal@reader.example", "action_add": "1"}
    assert client.post("/account/email/", new).url.startswith("/account/reauthenticate/")
    answer = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/email/"})
    assert answer.url == "/account/confirm-email/"  # what was asked for before is done now
    rosa.refresh_from_db()
    assert rosa.email == "rosa@reader.example"
    sent = next(mail for mail in mailoutbox if mail.to == ["vidal@reader.example"])
    client.post("/account/confirm-email/", {"code": code_in(sent)})
    rosa.refresh_from_db()
    assert rosa.email == "vidal@reader.example"
    assert mailoutbox[-1].to == ["rosa@reader.example"]
    assert "no longer rosa@reader.example" in mailoutbox[-1].body


def test_a_password_set_before_the_address_was_proved_does_not_survive_its_owner(client, db, mailoutbox):
    sign_up(client, email="owner@reader.example", name="Somebody else")
    client.cookies.clear()
    client.post("/account/login/code/", {"email": "owner@reader.example"})
    client.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[1])})
    assert signed_in(client)
    assert not Reader.objects.get(email="owner@reader.example").has_usable_password()


def test_a_closed_account_is_told_so_by_whoever_knows_the_password(client, rosa):
    Reader.objects.update(is_active=False)
    assert sign_in(client).url == "/account/inactive/"
    assert "This account has been closed" in client.get("/account/inactive/").content.decode()


def test_signing_out(client, rosa):
    sign_in(client)
    assert client.get("/account/logout/").status_code == 200
    assert client.post("/account/logout/").url == "/"
    assert not signed_in(client)


def test_a_first_password_can_be_set(client, rosa):
    rosa.set_unusable_password()
    rosa.save()
    client.force_login(rosa)
    assert client.get("/account/password/change/").url == "/account/password/set/"
    client.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    rosa.refresh_from_db()
    assert rosa.check_password(PASSWORD)


ANONYMOUS = ["account_login", "account_signup", "account_request_login_code", "account_reset_password", "account_inactive"]
ANONYMOUS += ["account_password_reset_completed"]
OWN = ["me", "account_email", "account_change_password", "account_logout", "account_reauthenticate"]


@pytest.mark.parametrize("name", ANONYMOUS + OWN)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_valid_html_in_the_reader_s_language(client, rosa, name, language):
    if name in OWN:
        client.force_login(rosa)
    answer = client.get(reverse(name), headers={"accept-language": language})
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.content.decode())
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in answer.content.decode()
    assert "style=" not in answer.content.decode()


def test_the_page_without_new_accounts(rf, db):
    from django.template.loader import render_to_string

    html5lib.HTMLParser(strict=True).parse(render_to_string("account/signup_closed.html", request=rf.get("/account/signup/")))


def test_mails_are_plain_text_in_the_reader_s_language_with_nothing_escaped(client, db, mailoutbox, settings):
    sign_up(client)
    assert mailoutbox[0].alternatives == []
    assert not re.search(r"&#?\w+;", mailoutbox[0].subject + mailoutbox[0].body)


def test_a_request_for_json_gets_the_page(client, rosa):
    answer = client.get("/account/login/", headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"})
    assert answer["Content-Type"].startswith("text/html")
