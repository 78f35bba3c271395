"""What every command has in common, asked as a person at a terminal asks."""

import os
import subprocess
import sys

import pytest


def tertulia(folder, *arguments):
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("TERTULIA_", "DATABASE_URL"))}
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
    "arguments", [["backup", "b.tar"], ["export", "e.ndjson"], ["verify"], ["token", "create", "ida@quay.example"]]
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
