"""A backup of a site that is being written to, put back elsewhere."""

import io
import json
import tarfile
import threading
import urllib.request

import pytest

LIMITS = {"TERTULIA_GUEST_POSTS": "100000", "TERTULIA_THREAD_POSTS": "100000"}


def post(site, thread, text):
    request = urllib.request.Request(
        f"{site.url}/api/v1/threads/{thread}/responses",
        data=json.dumps({"text": text, "guest": {"name": "Clock"}}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())["id"]


@pytest.fixture(scope="module")
def site(make_site):
    site = make_site("backup", **LIMITS).start()
    site.python(
        "from tertulia.responses.threads import open_thread_elsewhere; open_thread_elsewhere(site=1, url='https://e.example/p', title='P')"
    )
    (site.folder / "media").mkdir(exist_ok=True)
    (site.folder / "media" / "picture.txt").write_text("not really a picture")
    return site


@pytest.fixture(scope="module")
def backup(site, tmp_path_factory):
    """Made while somebody writes; with the ids answered before it began."""
    target = tmp_path_factory.mktemp("backup") / "site.tar.gz"
    before = {post(site, 1, f"Before {number}.") for number in range(5)}
    stop = threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            number += 1
            post(site, 1, f"Meanwhile {number}.")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        site.command("backup", str(target))
    finally:
        stop.set()
        writer.join()
    return target, before


def test_everything_answered_before_is_in_it(make_site, backup):
    target, before = backup
    elsewhere = make_site("restored", **LIMITS)
    elsewhere.command("restore", str(target))
    assert "Nothing is wrong." in elsewhere.command("verify").stdout
    elsewhere.start()
    with urllib.request.urlopen(f"{elsewhere.url}/api/v1/threads/1/responses?limit=100&order=oldest", timeout=10) as answer:
        shown = {row["id"] for row in json.loads(answer.read())["responses"]}
    assert before <= shown
    assert (elsewhere.folder / "media" / "picture.txt").read_text() == "not really a picture"
    post(elsewhere, 1, "And it goes on.")


def test_a_damaged_backup_is_refused_and_nothing_touched(make_site, backup, tmp_path):
    whole = backup[0].read_bytes()
    elsewhere = make_site("damaged")
    for name, content in {
        "flipped": whole[: len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) + whole[len(whole) // 2 + 1 :],
        "short": whole[:-200],
        "empty": b"",
        "text": b"Milk, bread, a new clock.",
    }.items():
        file = tmp_path / f"{name}.tar.gz"
        file.write_bytes(content)
        done = elsewhere.command("restore", str(file), check=False)
        assert (done.returncode, done.stderr.strip().count("\n")) == (2, 0), done.stderr
        assert not (elsewhere.folder / "tertulia.sqlite3").exists()


def test_a_backup_of_a_newer_version_is_refused(make_site, backup, tmp_path):
    newer = tmp_path / "newer.tar"
    with tarfile.open(backup[0]) as source, tarfile.open(newer, "w") as target:
        for member in source.getmembers():
            content = source.extractfile(member)
            if member.name == "manifest.json":
                text = content.read().replace(b'"version": "0.', b'"version": "99.')
                member.size = len(text)
                content = io.BytesIO(text)
            target.addfile(member, content)
    done = make_site("newer").command("restore", str(newer), check=False)
    assert done.returncode == 2
    assert "newer than" in done.stderr


def test_a_folder_in_use_or_not_empty_is_left_alone(site, make_site, backup):
    done = site.command("restore", str(backup[0]), "--force", check=False)
    assert (done.returncode, "a server is running" in done.stderr) == (2, True)
    elsewhere = make_site("kept")
    (elsewhere.folder / "note").write_text("mine")
    done = elsewhere.command("restore", str(backup[0]), check=False)
    assert (done.returncode, "not empty" in done.stderr) == (2, True)
    elsewhere.command("restore", str(backup[0]), "--force")
    assert [folder for folder in elsewhere.folder.parent.glob(f"{elsewhere.folder.name}.before-*") if (folder / "note").exists()]
