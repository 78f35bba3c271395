"""A crowd: three hundred connections read and twenty write at once; nothing fails, and nobody reads something old."""

import asyncio
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

SECONDS = 5.0
READERS, WRITERS, IDLE = 300, 20, 50

STORY = """
from datetime import datetime, UTC
from tertulia.stories.models import FrontPage, StoryPage
from tertulia.responses.threads import open_thread
page = FrontPage.objects.get().add_child(instance=StoryPage(title="Fire", slug="fire", published_at=datetime(2026, 11, 20, 8, tzinfo=UTC)))
page.save_revision().publish()
page.refresh_from_db()
print(open_thread(story=page, site=page.get_site().pk).pk, page.address)
"""


class Met:
    """What the crowd met with."""

    def __init__(self):
        self.answered = 0  # the highest id of a response whose post was answered
        self.reads = self.writes = 0
        self.faults = []


async def ask(connection, head, body=b""):
    reader, writer = connection
    writer.write(head.encode() + b"\r\n\r\n" + body)
    said = await reader.readuntil(b"\r\n\r\n")
    length = int(re.search(rb"content-length: (\d+)", said.lower())[1])
    return int(said[9:12]), await reader.readexactly(length)


async def read(connection, path, met, until, number):
    await asyncio.sleep(number / READERS)
    while time.monotonic() < until:
        answered = met.answered
        status, page = await ask(connection, f"GET {path}?order=newest HTTP/1.1\r\nHost: localhost")
        met.reads += 1
        shown = [int(id) for id in re.findall(rb'id="response-(\d+)"', page)]
        if status != 200:
            met.faults.append(f"a read ended with {status}")
        elif max(shown, default=0) < answered:
            met.faults.append(f"{answered} was answered, the page shows {max(shown, default=0)}")
        await asyncio.sleep(0.5)


async def write(connection, thread, met, until, number):
    await asyncio.sleep(number / WRITERS)
    body = json.dumps({"text": "I can see it from here.", "guest": {"name": "Witness"}}).encode()
    head = f"POST /api/v1/threads/{thread}/responses HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
    while time.monotonic() < until:
        status, said = await ask(connection, f"{head}\r\nContent-Length: {len(body)}", body)
        met.writes += 1
        if status == 201:
            met.answered = max(met.answered, json.loads(said)["id"])
        else:
            met.faults.append(f"a post ended with {status}")
        await asyncio.sleep(0.5)


async def crowd(address, thread, path, met):
    host, port = address.hostname, address.port
    connections = [await asyncio.open_connection(host, port, limit=2**20) for _each in range(READERS + WRITERS + IDLE)]
    until = time.monotonic() + SECONDS
    await asyncio.gather(
        *(read(connection, path, met, until, number) for number, connection in enumerate(connections[:READERS])),
        *(write(connection, thread, met, until, number) for number, connection in enumerate(connections[-WRITERS:])),
    )
    for _reader, writer in connections:
        writer.close()


def test_a_crowd_meets_no_error_and_nothing_old(make_site):
    site = make_site("crowd", TERTULIA_GUEST_POSTS="1000000", TERTULIA_THREAD_POSTS="1000000")
    site.start()
    thread, path = site.python(STORY).split()
    met = Met()
    with ThreadPoolExecutor(1) as apart:  # the browser's driver keeps a loop of its own in the tests' thread
        apart.submit(asyncio.run, crowd(urlsplit(site.url), thread, path, met)).result()
    assert met.faults == []
    assert met.reads >= READERS
    assert met.writes >= WRITERS
