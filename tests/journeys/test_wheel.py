"""The built wheel holds everything: it serves from an empty environment, in any folder."""

import json
import os
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    line = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(line, check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """An environment of its own with the wheel; what it depends on is lent, the package itself is not."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    library = next(home.glob("lib/python*/site-packages"))
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(home), "install", "--quiet", "--no-deps", "--no-index", str(wheel)],
        check=True,
    )
    (library / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home


def test_templates_static_files_migrations_and_the_empty_database_are_in_the_wheel(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "tertulia/web/jinja2/thread.html",
        "tertulia/web/static/tertulia/look.css",
        "tertulia/responses/migrations/0001_initial.py",
        "tertulia/config/empty.sqlite3.gz",
        "tertulia/web/locale/ar/LC_MESSAGES/django.mo",
    ):
        assert name in names
    assert not [name for name in names if name.startswith("tests/")]


def test_the_installed_command_serves_from_any_folder(installed, tmp_path):
    program = installed / "bin" / "tertulia"
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH" and not name.startswith("TERTULIA_")}
    shown = subprocess.run(
        [program, "shell", "--no-imports", "-c", "import tertulia; print(tertulia.__file__)"],
        cwd=tmp_path,
        env=own,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(installed) in shown.stdout
    port = 18_000 + int(time.time()) % 1000
    log = (tmp_path / "log").open("w")
    server = subprocess.Popen(
        [program, "run", "--data", "data", "--port", str(port)], cwd=tmp_path, env=own, stdout=log, stderr=log
    )
    try:
        page = wait_for(f"http://localhost:{port}/", server)
        assert "<html" in page
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        assert len(wait_for(f"http://localhost:{port}{style}", server)) > 1000
    finally:
        server.terminate()
        assert server.wait(20) == 0
    assert f"Tertulia is ready at http://localhost:{port}/" in (tmp_path / "log").read_text()


def test_screening_works_from_the_wheel(installed, tmp_path):
    """Commands, model and endpoint, from a folder that has nothing of ours in it."""
    program, texts = installed / "bin" / "tertulia", tmp_path / "old.jsonl"
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH" and not name.startswith("TERTULIA_")}
    rude, calm = "You are an idiot and a liar.", "The ferry leaves at ten past four."
    rows = [{"text": rude, "label": 1, "perspective": 0.9}, {"text": calm, "label": 0, "perspective": 0.1}] * 20
    texts.write_text("\n".join(json.dumps(row) for row in rows))
    for command in ("evaluate", "compare"):
        subprocess.run([program, "screening", command, texts, "--json", f"{command}.json"], cwd=tmp_path, env=own, check=True)
    assert json.loads((tmp_path / "compare.json").read_text())
    port = 19_000 + int(time.time()) % 1000
    server = subprocess.Popen(
        [program, "run", "--only", "scoring", "--port", str(port)], cwd=tmp_path, env=own | {"TERTULIA_SCORING_KEYS": '["k"]'}
    )
    try:
        wait_for(f"http://localhost:{port}/health", server)
        asked = urllib.request.Request(
            f"http://localhost:{port}/v1alpha1/comments:analyze?key=k",
            data=json.dumps({"comment": {"text": rude}, "requestedAttributes": {"TOXICITY": {}}}).encode(),
        )
        said = json.loads(urllib.request.urlopen(asked).read())
        assert said["attributeScores"]["TOXICITY"]["summaryScore"]["value"] > 0.8
    finally:
        server.terminate()
        assert server.wait(20) == 0


def wait_for(url, server):
    for _attempt in range(300):
        try:
            return urllib.request.urlopen(url, timeout=5).read().decode()
        except OSError:
            assert server.poll() is None, "the server ended"
            time.sleep(0.05)
    raise AssertionError(f"{url} never answered")
