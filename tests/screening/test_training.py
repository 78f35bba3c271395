"""The trainer is deterministic, streams, and writes an honest card."""

import json

import pytest

from tertulia.screening.cli import main
from tertulia.screening.model import read_model
from tertulia.screening.screen import Screener

pytest.importorskip("sklearn")

GOOD = [
    "thank you for the article",
    "the bridge opens on monday",
    "I read the report and disagree",
    "where is the source for table four",
]
BAD = ["you are a stupid moron", "what an idiot you are", "shut up you liar", "these idiots are pathetic"]
DATES = ["--date", "2026-01-02", "--version", "test"]


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "rows.jsonl"
    records = []
    for turn in range(12):
        records += [
            {"text": f"{text} {turn}", "label": 0, "src": "ours", "insult": 0.0, "perspective": 0.05 + turn / 1000}
            for text in GOOD
        ]
        for text in BAD:
            start = text.index(text.split()[-1])
            records.append(
                {"text": text, "label": 1, "src": "ours", "insult": 0.9, "spans": [[start, len(text)]], "perspective": 0.9}
            )
    path.write_text("\n".join(map(json.dumps, records)) + "\nno json\n", encoding="utf-8")
    return path


def train(rows, out, *more):
    return main(["train", str(rows), "--out", str(out), "--calibrate", str(rows), "--spam", str(rows), *DATES, *more])


def test_the_same_files_give_the_same_bytes(rows, tmp_path):
    assert train(rows, tmp_path / "one.bin") == train(rows, tmp_path / "two.bin") == 0
    assert (tmp_path / "one.bin").read_bytes() == (tmp_path / "two.bin").read_bytes()


def test_however_many_processes_read_the_bytes_are_the_same(rows, tmp_path, monkeypatch, capfd):
    from tertulia.screening.training import recipe

    train(rows, tmp_path / "one.bin")
    monkeypatch.setattr(recipe, "TEXTS_AT_ONCE", 40)
    train(rows, tmp_path / "two.bin")
    assert (tmp_path / "one.bin").read_bytes() == (tmp_path / "two.bin").read_bytes()
    assert "82 texts counted" in capfd.readouterr().err


def test_a_trained_model_tells_its_classes_apart(rows, tmp_path):
    train(rows, tmp_path / "model.bin")
    screener = Screener(read_model(tmp_path / "model.bin"))
    assert screener.screen("this moron again").p > screener.screen("the report on the bridge").p


def test_none_of_the_texts_is_in_the_file(rows, tmp_path):
    train(rows, tmp_path / "model.bin")
    content = (tmp_path / "model.bin").read_bytes()
    assert b"moron" not in content
    assert b"bridge" not in content


def test_the_card_names_data_licence_splits_and_limits(rows, tmp_path):
    train(rows, tmp_path / "model.bin", "--licence", "ours=CC0-1.0", "--measure", str(rows), "--card", str(tmp_path / "card.md"))
    card = (tmp_path / "card.md").read_text(encoding="utf-8")
    for part in ("tertulia-screen/test", "2026-01-02", "| ours |", "CC0-1.0", "## Splits", "## Limits", "Sarcasm", "auc"):
        assert part in card


def test_a_large_file_is_fitted_in_batches(rows, tmp_path, monkeypatch):
    from tertulia.screening.training import recipe

    monkeypatch.setattr(recipe, "LARGEST_FOR_EXACT", 10)
    monkeypatch.setattr(recipe, "BATCH", 16)
    assert train(rows, tmp_path / "model.bin") == 0
    screener = Screener(read_model(tmp_path / "model.bin"))
    assert screener.screen("this moron again").p > screener.screen("the report on the bridge").p


def test_the_columns_of_the_civil_comments_archive_are_understood(tmp_path):
    from tertulia.screening.training.rows import read_rows

    path = tmp_path / "archive.csv"
    path.write_text('id,comment_text,target,threat\n1,"Hello, you",0.0,0.0\n2,Bad,0.8,0.6\n3,,0.1,0\n', encoding="utf-8")
    first, second = read_rows(path)
    assert (first.text, first.label, second.label, second.fractions) == ("Hello, you", 0, 1, {"threat": 0.6})
