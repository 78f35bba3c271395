"""What a running site writes about the people who use it: nothing."""

import json
import urllib.error
import urllib.parse
import urllib.request

PLANTED = {
    "text": "plantedwords of a response",
    "name": "Plantedname Vidal",
    "e-mail": "planted.mail@reader.example",
    "address": "203.0.113.77",
    "network": "2001:db8:7777::42",
    "search": "plantedquery",
    "agent": "PlantedAgent/1.0",
    "token": "tt_plantedtoken",
}


def test_nothing_of_a_person_is_in_the_log(make_site):
    site = make_site("logs", TERTULIA_LOG_LEVEL="DEBUG", TERTULIA_TRUSTED_PROXIES='["127.0.0.1", "::1"]').start()
    site.python(
        "from django.utils import timezone\n"
        "from tertulia.responses.models import Thread\n"
        "from tertulia.readers.models import Reader\n"
        "from tertulia.stories.sites import site_of\n"
        f"Reader.objects.create_user('{PLANTED['e-mail']}', 'a-long-password-1', name='{PLANTED['name']}')\n"
        "Thread.objects.create(site=site_of('localhost'), url='https://elsewhere.example/', title='x', opened_at=timezone.now())"
    )
    guest = {"name": PLANTED["name"], "email": PLANTED["e-mail"]}
    threads = f"{site.url}/api/v1/threads"
    thread = json.loads(_ask(f"{threads}?url=https://elsewhere.example/")[1])["id"]
    path = f"{threads}/{thread}/responses"
    for address in (PLANTED["address"], PLANTED["network"]):
        assert _ask(path, {"text": PLANTED["text"], "guest": guest}, address)[0] == 201
        assert _ask(path, {"text": PLANTED["text"] * 2000, "guest": guest}, address)[0] == 400
        assert _ask(path, {"text": PLANTED["text"], "parent": 4711, "guest": guest}, address)[0] == 400
        assert _ask(path, {"text": PLANTED["text"]}, address, Authorization=f"Bearer {PLANTED['token']}")[0] == 401
        assert _ask(f"{site.url}/{PLANTED['e-mail']}/?q={PLANTED['search']}", None, address)[0] == 404
        assert _ask(f"{threads}/{thread}?q={PLANTED['search']}", b'{"text": "plantedwords', address)[0] == 405
        form = urllib.parse.urlencode({"text": PLANTED["text"], "name": PLANTED["name"]}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert _ask(f"{site.url}/threads/{thread}/respond/", form, address, **kind)[0] == 403  # no token: the form comes back
        login = urllib.parse.urlencode({"login": PLANTED["e-mail"], "password": "wrong"}).encode()
        assert _ask(f"{site.url}/account/login/", login, address, **kind)[0] in (200, 403)
    while _ask(path, {"text": PLANTED["text"], "guest": guest}, PLANTED["address"])[0] == 201:
        pass  # until the limit refuses
    site.stop()
    log = (site.folder / "server.log").read_text()
    assert "method-not-allowed" in log or "Method Not Allowed" in log  # it does log what happened
    assert [what for what, planted in PLANTED.items() if planted in log] == []
    assert "planted" not in log.casefold()


def _ask(url, payload=None, address="203.0.113.9", **headers):
    """The status and body of an answer."""
    data = payload if isinstance(payload, bytes) or payload is None else json.dumps(payload).encode()
    known = {"Content-Type": "application/json", "X-Forwarded-For": address, "User-Agent": PLANTED["agent"], **headers}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, known), timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()
