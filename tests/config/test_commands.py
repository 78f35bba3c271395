"""What every command has in common, asked as a person at a terminal asks."""

import os
import subprocess
import sys

import pytest

from tertulia.config.misspelt import misspelt_settings


def tertulia(folder, *arguments, **settings):
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("TERTULIA_", "DATABASE_URL"))} | settings
    line = [sys.executable, "-m", "tertulia", "--data", str(folder), *arguments]
    return subprocess.run(line, check=False, env=clean, capture_output=True, text=True)


@pytest.mark.parametrize("arguments", [["--help"], ["import", "--help"], ["showmigrations"]])
def test_a_reader_of_its_words_that_goes_away_is_no_error(tmp_path, arguments):
    coming, going = os.pipe()
    os.close(coming)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("TERTULIA_", "DATABASE_URL"))}
    line = [sys.executable, "-m", "tertulia", "--data", str(tmp_path), *arguments]
    done = subprocess.run(line, check=False, env=clean, stdout=going, stderr=subprocess.PIPE, text=True)
    os.close(going)
    assert (done.returncode in (0, 141), done.stderr) == (True, "")


def test_an_unknown_command_is_one_line_and_status_2(tmp_path):
    done = tertulia(tmp_path, "improt", "auto", "x.xml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "tertulia: there is no command improt; tertulia --help shows them\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["backup", "b.tar"],
        ["export", "e.ndjson"],
        ["verify"],
        ["recount"],
        ["token", "create", "ida@quay.example"],
        ["mail", "test", "ida@quay.example"],
        ["mail", "bounce"],
        ["screening", "learn"],
    ],
)
def test_a_mistyped_folder_is_refused_and_not_made_a_site(tmp_path, arguments):
    folder = tmp_path / "typo"
    done = tertulia(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"tertulia: there is no site in {folder}; --data says where it is\n"
    assert not folder.exists()


def test_restoring_a_file_that_is_not_there_says_so(tmp_path):
    done = tertulia(tmp_path / "fresh", "restore", str(tmp_path / "nothing.tar"))
    assert (done.returncode, done.stderr) == (2, f"tertulia: {tmp_path}/nothing.tar: there is no such file\n")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("TERTULIA_BASE_URL", "news.example", "news.example is not an address such as https://news.example"),
        (
            "TERTULIA_BASE_URL",
            "https://news.example/paper",
            "https://news.example/paper is not an address such as https://news.example",
        ),
        ("TERTULIA_TRUSTED_PROXIES", "127.0.0.1", """it is no JSON, such as '["…", "…"]' for a list"""),
        ("TERTULIA_DATABASE_URL", "bogus", "it is not an address of PostgreSQL such as postgresql://user:password@host/name"),
    ],
)
def test_a_setting_that_cannot_be_meant_stops_the_start_and_says_what_would_fit(tmp_path, name, value, reason):
    done = tertulia(tmp_path, "run", **{name: value})
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"tertulia: {name} cannot be used: {reason}\n")


def test_a_misspelt_setting_is_said_at_the_start(tmp_path, monkeypatch):
    (tmp_path / "settings.env").write_text("TERTULIA_LANGUAGE=de\nTERTULIA_ZNOE=Europe/Oslo\n")
    monkeypatch.setenv("TERTULIA_DATA", str(tmp_path))
    monkeypatch.setenv("TERTULIA_TRUSTED_PROXY", "[]")
    said = misspelt_settings()
    assert "there is no setting TERTULIA_TRUSTED_PROXY; TERTULIA_TRUSTED_PROXIES is one" in said
    assert "there is no setting TERTULIA_ZNOE; TERTULIA_ZONE is one" in said
    assert not [sentence for sentence in said if "LANGUAGE" in sentence]


def test_a_server_has_at_least_one_process(tmp_path):
    done = tertulia(tmp_path, "run", "--workers", "0")
    assert done.returncode == 2 and done.stderr.endswith("argument --workers: one is the least\n")
    assert "invalid int value: 'two'" in tertulia(tmp_path, "run", "--workers", "two").stderr
