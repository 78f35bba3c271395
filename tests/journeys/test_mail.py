"""Mail, read from a real mail server: what is due together is one mail, and one click of a mail program stops them."""

import email
import http.client
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from queue import Queue
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Site

PEOPLE = """
from tertulia.notifications.following import choose_pace
from tertulia.notifications.kinds import Pace
from tertulia.readers.models import Reader
from tertulia.responses.threads import open_thread_elsewhere
rosa = Reader.objects.create_user("rosa@reader.example", name="Rosa Vidal")
choose_pace(reader=rosa, pace=Pace.DAILY)
Reader.objects.create_user("tarek@reader.example", name="طارق")
print(open_thread_elsewhere(site=1, url="https://elsewhere.example/crane", title="The crane").pk)
"""
REPLIES = """
from tertulia.readers.models import Reader
from tertulia.responses.posting import post_response
rosa, tarek = (Reader.objects.get(email=f"{{name}}@reader.example") for name in ("rosa", "tarek"))
top = post_response(thread={thread}, author=rosa, text="It has not moved since spring.").response
for text in ("It was *oiled*.", "See https://crane.example/ about it."):
    post_response(thread={thread}, author=tarek, text=text, parent=top.pk)
"""
MORNING = """
import time
from tertulia.notifications.models import Outgoing
while Outgoing.objects.filter(progress="waiting").count() < {lines}:
    time.sleep(0.05)
from django.utils import timezone
Outgoing.objects.update(due_at=timezone.now())
"""
TOLD_IN_THE_PAGE = """
import time
from tertulia.notifications.models import Notice, Outgoing
while Notice.objects.count() < 4:
    time.sleep(0.05)
print(Outgoing.objects.filter(progress="waiting").count())
"""
LEFT = "from tertulia.notifications.models import Preference; print(Preference.objects.get().pace)"


class _Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a sender needs."""

    def handle(self) -> None:
        self._say("220 here")
        for line in self.rfile:
            verb = line.decode().split(":")[0].split()[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                self.server.mails.put(self._data())  # type: ignore[attr-defined]
            self._say("221 bye" if verb == "QUIT" else "250 fine")
            if verb == "QUIT":
                return

    def _data(self) -> EmailMessage:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return email.message_from_bytes(b"".join(lines), policy=policy.default)  # type: ignore[return-value]

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture(scope="module")
def mails() -> Iterator[Any]:
    """A mail server on a port of its own: `mails.port`, and `mails.get()` for the next mail."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.daemon_threads = True
        server.mails = Queue()  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def site(make_site: Callable[..., Site], mails: Any) -> Site:
    port = str(mails.server_address[1])
    made = make_site("mail", TERTULIA_SMTP_HOST="127.0.0.1", TERTULIA_SMTP_PORT=port, TERTULIA_SMTP_TLS="none")
    return made.start()


def post(address: str, body: str) -> int:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    connection.request("POST", parts.path, body, {"Content-Type": "application/x-www-form-urlencoded"})
    return connection.getresponse().status


def test_a_day_is_one_mail_and_one_click_ends_them(site: Site, mails: Any) -> None:
    thread = site.python(PEOPLE)
    site.python(REPLIES.format(thread=thread))
    site.python(MORNING.format(lines=2))
    mail = mails.mails.get(timeout=30)
    assert (mail["To"], mail["Subject"]) == ("rosa@reader.example", "2 pieces of news for you")
    html = mail.get_body(("html",)).get_content()
    text = mail.get_body(("plain",)).get_content()
    for words in ("It was oiled.", "See […] about it."):
        assert words in html
        assert words in text
    assert "crane.example" not in html + text
    assert "<img" not in html
    leads = re.findall(r'href="([^"]+)"', html)
    assert all(address.startswith(site.url) for address in leads)
    stop = mail["List-Unsubscribe"].strip(" <>")
    assert stop.startswith(f"{site.url}/follow/stop/")
    assert (site.python(LEFT), post(stop, mail["List-Unsubscribe-Post"]), site.python(LEFT)) == ("daily", 200, "never")
    site.python(REPLIES.format(thread=thread))
    assert site.python(TOLD_IN_THE_PAGE) == "0"
    assert mails.mails.empty()
