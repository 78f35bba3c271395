"""What would change for a site that moves from Perspective: its own old comments, scored again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tertulia.screening.perspective import perspective_score
from tertulia.screening.screen import Screener
from tertulia.screening.training.rows import read_texts
from tertulia.screening.training.scale import closeness

_SHOWN = 10


def compare(path: Path, screener: Screener, threshold: float) -> dict[str, Any]:
    """Shares above the site's threshold before and after, and which rows change sides; texts are never shown.

    Old scores are read from the columns `perspective`, `toxicity_score` or `score`; without them only ours are given.
    """
    ours: list[float] = []
    theirs: list[float | None] = []
    languages: dict[str, int] = {}
    for text, recorded in read_texts(path):
        assessed = screener.screen(text)
        ours.append(perspective_score(assessed, "TOXICITY"))
        theirs.append(recorded)
        languages[assessed.language] = languages.get(assessed.language, 0) + 1
    result: dict[str, Any] = {"texts": len(ours), "threshold": threshold, "languages": dict(sorted(languages.items()))}
    if not ours:
        return result
    result["ours_above"] = sum(score >= threshold for score in ours) / len(ours)
    return result | _against_recorded(ours, theirs, threshold)


def _against_recorded(ours: Sequence[float], theirs: Sequence[float | None], threshold: float) -> dict[str, Any]:
    pairs = [(place, score, old) for place, (score, old) in enumerate(zip(ours, theirs, strict=True)) if old is not None]
    if not pairs:
        return {}
    newly = [place + 1 for place, score, old in pairs if score >= threshold > old]
    no_longer = [place + 1 for place, score, old in pairs if score < threshold <= old]
    return {
        "theirs_above": sum(old >= threshold for _, _, old in pairs) / len(pairs),
        "newly_above": len(newly),
        "no_longer_above": len(no_longer),
        "newly_above_rows": str(newly[:_SHOWN]),
        "no_longer_above_rows": str(no_longer[:_SHOWN]),
        "closeness": closeness([score for _, score, _ in pairs], [old for _, _, old in pairs]),
    }
