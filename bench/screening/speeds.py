"""Speeds of screening as ratios to one plain `re` pass over the same text, so that they compare across machines.

    python bench/screening/speeds.py [FILE.jsonl]

With a file of texts (a `text` field a line) those are timed; otherwise made-up ones of ordinary lengths.
"""

import json
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from tertulia.screening import screen
from tertulia.screening.language import detect
from tertulia.screening.metrics import percentile
from tertulia.screening.patterns import shipped_patterns
from tertulia.screening.scoring import score
from tertulia.screening.screen import shipped_screener

_WORDS = re.compile(r"\w+")
_ROUNDS = 3
_VOCABULARY = (
    "the council has not answered this question and nobody in our street knows why they closed bridge school bus you are wrong "
    "about numbers again I read report came to opposite view please show me where it says that stupid idea mayor should resign"
).split()
_LENGTHS = (1_000, 2_000, 5_000, 10_000, 20_000)


def main(arguments: list[str]) -> int:
    """Print a table of microseconds and ratios."""
    texts = _texts(arguments)
    for text in texts:
        screen(text)
    plain = _times(lambda text: sum(1 for _ in _WORDS.finditer(text)), texts)
    print(f"{len(texts)} texts, median {percentile([float(len(text)) for text in texts], 0.5):.0f} characters")
    _line("plain re pass", plain, plain)
    screener = shipped_screener()
    _line("read (fold, cut, look up)", _times(screener.read, texts), plain)
    _line("model", _times(lambda text: score(screener.read(text).words, screener.model), texts), plain)
    _line("patterns", _times(lambda text: shipped_patterns().find(screener.read(text)), texts), plain)
    _line("language", _times(lambda text: detect(text, text.lower().split()), texts), plain)
    _line("screen, with explanation", _times(screen, texts), plain)
    _lengths(" ".join(texts))
    return 0


def _texts(arguments: list[str]) -> list[str]:
    if arguments:
        return [json.loads(line)["text"] for line in Path(arguments[0]).read_text(encoding="utf-8").splitlines()]
    dice = random.Random(7)
    return [" ".join(dice.choices(_VOCABULARY, k=dice.choice((8, 20, 35, 60, 120)))) + "." for _ in range(500)]


def _times(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """The best of three times in microseconds for each text."""
    return [min(_time(work, text) for _ in range(_ROUNDS)) for text in texts]


def _time(work: Callable[[str], object], text: str) -> float:
    started = perf_counter()
    work(text)
    return (perf_counter() - started) * 1e6


def _line(name: str, times: list[float], plain: list[float]) -> None:
    ratio = sum(times) / sum(plain)
    print(f"{name:28} p50 {percentile(times, 0.5):8.0f} µs   p99 {percentile(times, 0.99):8.0f} µs   {ratio:6.1f} plain passes")


def _lengths(material: str) -> None:
    material = material * (max(_LENGTHS) // max(1, len(material)) + 1)
    for length in _LENGTHS:
        text = material[:length]
        (taken,) = _times(screen, [text])
        print(f"{length:>8,} characters          {taken / 1000:8.1f} ms   {taken / length:.2f} µs a character")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
