"""A real import is killed in the middle and run again."""

import json
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from bench.wxr import export

STATE = """
import hashlib
from tertulia.responses.models import Response, Thread
from tertulia.transfer.models import Kept, Origin, StoryOrigin
names = dict(Origin.objects.values_list("response", "external_id"))
columns = ("id", "parent", "root", "depth", "branch_no", "replies", "listed", "state", "author_name", "html", "place", "posted_at")
rows = sorted((names[row[0]], names.get(row[1]), names.get(row[2]), *map(str, row[3:])) for row in Response.objects.values_list(*columns))
threads = sorted(StoryOrigin.objects.values_list("external_id", "thread__url", "thread__visible", "story__live"))
kept = sorted(Kept.objects.values_list("digest", "content_hash"))
print(len(rows), sum(map(bool, threads)), hashlib.sha256(repr((rows, threads, kept)).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "site.xml"
    with path.open("w") as target:
        target.writelines(export(responses=3000, in_one=600))
    return path


def test_it_ends_where_a_whole_run_ends(make_site, file, tmp_path):
    whole = make_site("import-whole")
    whole.command("import", "wordpress", str(file))
    expected = whole.python(STATE)
    killed = make_site("import-killed")
    killed.python("from tertulia.config.preparing import prepare\nprepare()")  # so that the import begins at once
    line = [sys.executable, "-m", "tertulia", "--data", str(killed.folder), "import", "wordpress", str(file)]
    times = 0
    for at_least in (1, 1100, 2100):
        process = subprocess.Popen(line, env=killed.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and _stored(killed) < at_least:
            time.sleep(0.005)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            times += 1
        process.wait()
    assert times >= 1
    assert _stored(killed) < 3000 or times == 3
    killed.command("import", "wordpress", str(file))
    assert killed.python(STATE) == expected
    report = tmp_path / "report.json"
    killed.command("import", "wordpress", str(file), "--report", str(report))
    again = json.loads(report.read_text())
    assert (again["created"], again["updated"]) == ({}, {})
    assert "Nothing is wrong." in killed.command("verify").stdout


def _stored(site):
    """How many responses are in, without waiting for anybody."""
    if "DATABASE_URL" in site.environment:
        import psycopg

        with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
            return connection.execute("select count(*) from transfer_origin").fetchone()[0]
    with sqlite3.connect(f"file:{site.folder / 'tertulia.sqlite3'}?mode=ro", uri=True) as database:
        count = database.execute("select count(*) from transfer_origin").fetchone()[0]
    database.close()
    return count
