"""The commands answer in tables and JSON and never print a text."""

import gzip
import json

import pytest

from tertulia.screening.cli import main

pytest.importorskip("sklearn")


@pytest.fixture
def comments(tmp_path):
    path = tmp_path / "old.jsonl"
    records = [
        {"text": "Thank you for the article.", "label": 0, "perspective": 0.02, "functionality": "thanks"},
        {"text": "You are a stupid moron.", "label": 1, "perspective": 0.2, "functionality": "insult", "insult": 1.0},
        {"text": "The bridge opens on Monday.", "label": 0, "perspective": 0.95, "functionality": "thanks", "insult": 0.0},
    ]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


def test_evaluate_prints_a_table_and_writes_json(comments, tmp_path, capsys):
    assert main(["evaluate", str(comments), "--json", str(tmp_path / "measures.json")]) == 0
    measures = json.loads((tmp_path / "measures.json").read_text(encoding="utf-8"))["old"]
    assert measures["auc"] == 1.0
    assert measures["functionalities"] == {"insult": 1.0, "thanks": 1.0}
    assert "auc" in capsys.readouterr().out


def test_evaluate_knows_threads_identities_and_spam(tmp_path):
    posts = [{"id": 1, "author": "a", "text": "Hello.", "reply_to": None, "t": 0}]
    files = {
        "threads": [{"posts": posts, "label": 0, "kind": "calm"}],
        "identities": [{"text": f"A {name} colleague.", "template": 0, "ident": name} for name in ("Dutch", "Thai")],
        "spam": [{"text": "Buy now, limited offer!", "label": 1}, {"text": "The council met.", "label": 0}],
    }
    for name, records in files.items():
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    assert main(["evaluate", *(str(tmp_path / f"{name}.jsonl") for name in files), "--json", str(tmp_path / "out.json")]) == 0
    measures = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert measures["threads"]["mean_risk"]["calm"] < 0.2
    assert measures["identities"]["widest_gap"] == 0
    assert measures["spam"]["auc"] == 1.0


def test_compare_shows_what_would_change_without_showing_a_text(comments, capsys):
    assert main(["compare", str(comments)]) == 0
    shown = capsys.readouterr().out
    compared = json.loads(shown[shown.index("{") :])["old.jsonl"]
    assert compared["newly_above_rows"] == "[2]"
    assert compared["no_longer_above_rows"] == "[3]"
    assert "moron" not in shown


def test_a_missing_file_is_said_in_one_line(tmp_path, capsys):
    assert main(["evaluate", str(tmp_path / "nothing.jsonl")]) == 1
    assert "nothing.jsonl" in capsys.readouterr().err


def test_a_file_that_is_no_model_is_refused(comments, capsys):
    assert main(["evaluate", str(comments), "--model", str(comments)]) == 1
    assert "not a screening model" in capsys.readouterr().err


def test_an_export_with_other_names_and_packed_is_compared(tmp_path, capsys):
    path = tmp_path / "old.csv.gz"
    path.write_bytes(gzip.compress(b"comment_body,perspective\nhello there,0.1\nyou are a moron,0.9\n"))
    assert main(["compare", str(path)]) == 0
    assert '"texts": 2' in capsys.readouterr().out


@pytest.mark.parametrize("command", ["compare", "evaluate"])
def test_a_file_without_texts_is_refused_with_the_names_that_are_known(command, tmp_path, capsys):
    path = tmp_path / "old.csv"
    path.write_text("words,perspective\nhello there,0.1\n", encoding="utf-8")
    assert main([command, str(path)]) == 1
    assert "comment_text" in capsys.readouterr().err


def test_nothing_labelled_gives_no_model(tmp_path, capsys):
    path = tmp_path / "old.csv"
    path.write_text("text\nhello there\n", encoding="utf-8")
    assert main(["train", str(path), "--out", str(tmp_path / "model.bin")]) == 1
    assert "label" in capsys.readouterr().err
    assert not (tmp_path / "model.bin").exists()
