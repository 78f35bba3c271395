"""Measures a screener on labelled files of any of the kinds it is made for."""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from tertulia.screening.assessment import Assessment
from tertulia.screening.metrics import auc, average_precision, calibration_error, percentile, recall_at, span_f1
from tertulia.screening.screen import Screener
from tertulia.screening.threads import thread_risk
from tertulia.screening.training.peers import installed_peers
from tertulia.screening.training.recipe import BASE_RATE
from tertulia.screening.training.rows import Row, read_rows

_SEEN = 0.5  # share of annotators from which on a category counts as present


def evaluate(path: Path, screener: Screener) -> dict[str, Any]:
    """The measures that fit the file: threads, identity templates, spam, or labelled texts (see docs/screening.md)."""
    first = _first_record(path)
    if "posts" in first:
        return evaluate_threads(path)
    if "template" in first and "label" not in first:
        return evaluate_identities(path, screener)
    rows = [row for row in read_rows(path) if row.label >= 0]
    if "spam" in path.stem:
        return evaluate_spam(rows, screener)
    return evaluate_texts(rows, screener)


def evaluate_texts(rows: Sequence[Row], screener: Screener) -> dict[str, Any]:
    """AUC, recall at 5 % false positives, PR-AUC and calibration at 8 % abuse, shares flagged, spans, speed, peers."""
    assessed, times = _screen_all([row.text for row in rows], screener)
    labels = [row.label == 1 for row in rows]
    scores = [each.p for each in assessed]
    measures: dict[str, Any] = {"texts": len(rows)}
    if 0 < sum(labels) < len(labels):
        measures |= _ranking(labels, scores)
        measures["calibration_error"] = calibration_error(labels, scores, BASE_RATE)
    measures |= _shares_flagged(labels, assessed)
    measures |= _categories(rows, assessed)
    marked = [(row.spans, each.highlights) for row, each in zip(rows, assessed, strict=True) if row.spans]
    if marked:
        measures["span_f1"] = sum(span_f1(gold, ours) for gold, ours in marked) / len(marked)
    by_kind = _by_functionality(rows, assessed)
    if by_kind:
        measures["functionalities"] = by_kind
    measures |= {"p50_ms": percentile(times, 0.5), "p99_ms": percentile(times, 0.99)}
    for name, peer in installed_peers().items():
        if 0 < sum(labels) < len(labels):
            measures[name] = _ranking(labels, peer([row.text for row in rows]))
    return measures


def evaluate_spam(rows: Sequence[Row], screener: Screener) -> dict[str, Any]:
    """How well the spam category ranks, and its recall at 1 % false positives."""
    scores = [screener.screen(row.text).spam for row in rows]
    labels = [row.label == 1 for row in rows]
    return {"texts": len(rows), "auc": auc(labels, scores), "recall_at_1": recall_at(labels, scores, 0.01)}


def evaluate_threads(path: Path) -> dict[str, Any]:
    """How well `thread_risk` ranks threads, and its recall at 5 % false positives."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    labels = [record["label"] == 1 for record in records]
    risks = [thread_risk(record["posts"]) for record in records]
    by_kind: dict[str, list[float]] = defaultdict(list)
    for record, risk in zip(records, risks, strict=True):
        by_kind[str(record.get("kind", "thread"))].append(risk)
    shown = {kind: sum(values) / len(values) for kind, values in sorted(by_kind.items())}
    return {"threads": len(records), "auc": auc(labels, risks), "recall_at_5": recall_at(labels, risks, 0.05), "mean_risk": shown}


def evaluate_identities(path: Path, screener: Screener) -> dict[str, Any]:
    """The widest gap of p between sentences that differ only in an identity word, and how many are flagged."""
    groups: dict[Any, list[Assessment]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        groups[record["template"]].append(screener.screen(record["text"]))
    widest = max((max(each.p for each in group) - min(each.p for each in group) for group in groups.values()), default=0.0)
    everything = [each for group in groups.values() for each in group]
    return {"texts": len(everything), "widest_gap": widest, "flagged": sum(each.flagged for each in everything)}


def _first_record(path: Path) -> dict[str, Any]:
    if path.suffix == ".csv":
        return {}
    with path.open(encoding="utf-8", errors="replace") as lines:
        record = json.loads(next(lines, "{}"))
    return record if isinstance(record, dict) else {}


def _screen_all(texts: Sequence[str], screener: Screener) -> tuple[list[Assessment], list[float]]:
    assessed, times = [], []
    screener.screen("Good mornning, everybody.")  # reads the word lists, which is no part of the time a text takes
    for text in texts:
        started = perf_counter()
        assessed.append(screener.screen(text))
        times.append((perf_counter() - started) * 1000)
    return assessed, times


def _ranking(labels: Sequence[bool], scores: Sequence[float]) -> dict[str, float]:
    return {
        "auc": auc(labels, scores),
        "recall_at_5": recall_at(labels, scores, 0.05),
        "pr_auc_at_8": average_precision(labels, scores, BASE_RATE),
    }


def _shares_flagged(labels: Sequence[bool], assessed: Sequence[Assessment]) -> dict[str, float]:
    shares = {}
    for name, wanted, choose in (("flagged_of_abusive", True, _flagged), ("allowed_of_acceptable", False, _allowed)):
        chosen = [each for label, each in zip(labels, assessed, strict=True) if label == wanted]
        if chosen:
            shares[name] = sum(map(choose, chosen)) / len(chosen)
    return shares


def _flagged(assessed: Assessment) -> bool:
    return assessed.flagged


def _allowed(assessed: Assessment) -> bool:
    return not assessed.flagged


def _categories(rows: Sequence[Row], assessed: Sequence[Assessment]) -> dict[str, float]:
    found = {}
    for name in ("insult", "threat", "identity_attack", "obscene"):
        pairs = [
            (row.fractions[name] >= _SEEN, each.categories[name])
            for row, each in zip(rows, assessed, strict=True)
            if name in row.fractions
        ]
        labels = [label for label, _ in pairs]
        if 0 < sum(labels) < len(labels):
            found[f"{name}_auc"] = auc(labels, [score for _, score in pairs])
    return found


def _by_functionality(rows: Sequence[Row], assessed: Sequence[Assessment]) -> dict[str, float]:
    """For each named kind of text the share that came out as labelled."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for row, each in zip(rows, assessed, strict=True):
        kind = row.extra.get("functionality")
        if isinstance(kind, str):
            groups[kind].append(each.flagged == (row.label == 1))
    return {kind: sum(right) / len(right) for kind, right in sorted(groups.items())}
