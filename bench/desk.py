"""Many moderators at one desk, through the real server: no case decided twice, none lost, the counts right."""

import http.client
import json
import os
import random
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

TOKEN = "b" * 32
FILL = """
import json, random
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from tertulia.moderation.cases import prepare_waiting
from tertulia.moderation.models import Case
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.readers.sessions import SessionStore
from tertulia.responses.models import Response, Thread
now = timezone.now()
threads = [Thread.objects.create(url=f"https://elsewhere.example/{{n}}", title=str(n), opened_at=now) for n in range(20)]
author = Reader.objects.create_user("many@reader.example", name="Many")
row = {{"author": author, "author_name": "Many", "text": "x", "html": "x", "state": "held", "listed": False}}
Response.objects.bulk_create(
    [Response(thread=threads[n % 20], place=10**9 + n, **row) for n in range({cases})], batch_size=2000
)
sessions = []
for n in range({moderators}):
    reader = Reader.objects.create_user(f"m{{n}}@quay.example", name=f"Moderator {{n}}")
    grant_role(reader=reader, role=Role.MODERATOR)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(reader.pk), reader.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.create()
    sessions.append(session.session_key)
print(json.dumps({{"sessions": sessions, "cases": list(Case.objects.filter(closed_at=None).values_list("pk", flat=True))}}))
"""
COUNT = """
import json
from tertulia.moderation.models import Case, Decision, Waiting
from tertulia.responses.models import Response, Thread
decided = list(Decision.objects.filter(moderator__isnull=False).values_list("case", flat=True))
print(json.dumps({"open": Case.objects.filter(closed_at=None).count(),
    "waiting": sum(Waiting.objects.values_list("cases", flat=True)),
    "decided": len(decided), "twice": len(decided) - len(set(decided)), "held": Response.objects.filter(state="held").count(),
    "miscounted": sum(thread.visible != Response.objects.filter(thread=thread, state="visible").count()
                      for thread in Thread.objects.filter(url__startswith="https://elsewhere.example/"))}))
"""


def fill(folder: Path, *, cases: int, moderators: int) -> dict[str, Any]:
    """Put held responses and moderators with sessions into a data folder; returns the session keys and the cases' keys."""
    return _python(folder, FILL.format(cases=cases, moderators=moderators))


def count(folder: Path) -> dict[str, Any]:
    """What became of it: cases open, decisions, cases decided twice, and whether the counts agree."""
    return _python(folder, COUNT)


def _python(folder: Path, code: str) -> dict[str, Any]:
    line = [sys.executable, "-m", "tertulia", "--data", str(folder), "shell", "--no-imports", "-c", code]
    done = subprocess.run(line, env=dict(os.environ), capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def decide_all(port: int, filled: dict[str, Any]) -> Counter[int]:
    """Every moderator, in a thread of their own, decides a share and every tenth case of a colleague's; answers by status."""
    answers: Counter[int] = Counter()
    sessions, lock = filled["sessions"], threading.Lock()

    def work(number: int) -> None:
        chance, own = random.Random(number), filled["cases"][number :: len(sessions)]
        others = filled["cases"][(number + 1) % len(sessions) :: len(sessions)][::10]
        mine = own + others
        chance.shuffle(mine)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        said = [_decide(connection, port, case, sessions[number], chance.choice(("release", "remove"))) for case in mine]
        with lock:
            answers.update(said)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(len(sessions))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return answers


def _decide(connection: http.client.HTTPConnection, port: int, case: int, session: str, action: str) -> int:
    headers = {
        "Host": f"localhost:{port}",
        "Cookie": f"session={session}; reader=1; csrf={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({"csrfmiddlewaretoken": TOKEN, "action": action})
    connection.request("POST", f"/desk/cases/{case}/decide/", body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status
