"""Evidence about certain words: the span in the original text and the words themselves."""

from tertulia.screening.assessment import Evidence
from tertulia.screening.reading import Reading


def evidence_at(
    stage: str, code: str, text: str, reading: Reading, first: int, last: int, weight: float, detail: str = ""
) -> Evidence:
    """Evidence about the words `first` to `last`, both included, of a reading of `text`."""
    span = reading.original_span(first, last)
    return Evidence(stage, code, span, text[span[0] : span[1]], weight, detail)
