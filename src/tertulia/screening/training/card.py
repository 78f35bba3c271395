"""Writes the model card: what went in, how it was chosen, what came out, what it cannot do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tertulia.screening.training import recipe
from tertulia.screening.training.tables import markdown

_LIMITS = """\
- English first. Arabic, and Arabic written in Latin letters, are covered by word lists and patterns, not by the model; in other
  languages a score means little, and the assessment says so (`competent` is false).
- Sarcasm, implicit abuse, new coded words, whether a quoted insult is endorsed, whether a claim is true, whether a text is legal:
  it does not see any of these. On implicit abuse it is close to blind.
- It was trained on English-language news comments of 2015 to 2017 and on Wikipedia talk pages. Words change their meaning.
- Labels are opinions of crowd workers. Some of the sources are known to mark African-American English as offensive too often;
  such sources count little, and their effect was not removed.
- The names of groups are hidden from the model, so that naming a group changes nothing. What is said about it still counts.
- Spam was learned from made-up advertising. Real spammers adapt.
- Use it to hold, to nudge and to sort. Never remove by score alone."""


def write_card(
    path: Path, header: Mapping[str, Any], measures: Mapping[str, Mapping[str, Any]], licences: Mapping[str, str], size: int
) -> None:
    """Write the card as Markdown; `licences` gives the licence of each source by name."""
    parts = [
        f"# Model card: tertulia-screen/{header['version']}",
        "Written by `tertulia screening train`. The model file holds hashed weights, none of the texts.",
        _facts(header, size),
        _sources(header, licences),
        _splits(header),
        "## Measures",
        *(f"### {name}\n\n{markdown(_lasting(values))}" for name, values in measures.items()),
        _own_measures(header),
        _scale(header),
        f"## Limits\n\n{_LIMITS}",
    ]
    path.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")


def _facts(header: Mapping[str, Any], size: int) -> str:
    allowed = 1 - recipe.FALSE_POSITIVES
    return "\n".join(
        (
            f"- Date: {header['date']}",
            f"- Size: {size:,} bytes; one signed byte a weight (its cube root)",
            f"- Heads: {', '.join(header['heads'])}",
            f"- Calibrated for {header['base_rate']:.0%} abuse; threshold p = {header['threshold']},"
            f" which lets {allowed:.0%} of the acceptable calibration texts through",
        )
    )


def _sources(header: Mapping[str, Any], licences: Mapping[str, str]) -> str:
    rows = "\n".join(
        f"| {name} | {count:,} | {licences.get(name, 'not stated')} | {recipe.SOURCE_WEIGHTS.get(name, 1.0)} |"
        for name, count in header["training"].items()
    )
    return f"## Trained on\n\n| source | texts | licence | weight |\n|---|---|---|---|\n{rows}"


def _splits(header: Mapping[str, Any]) -> str:
    calibration = header.get("calibration", {})
    names = ", ".join(calibration.get("files", [])) or "none"
    return (
        "## Splits\n\nEvery text above is trained on. Kept from all training, by checksum: of the texts with marked spans one in "
        "twenty, for choosing what to highlight; of those with a recorded Perspective score one in three, for the scale. "
        f"Calibration and threshold: {calibration.get('texts', 0):,} texts ({names}), re-weighted to the base rate and not "
        "trained on. They also served for choosing the recipe, so their own figures "
        "flatter. The word lists and patterns were written with the challenge, thread and HateCheck files in view; "
        "on unseen sentences of "
        "the same kinds expect a few points less."
    )


def _lasting(values: Mapping[str, Any]) -> dict[str, Any]:
    """Measures without times, which say more about the machine than about the model."""
    return {name: value for name, value in values.items() if not name.endswith("_ms")}


def _own_measures(header: Mapping[str, Any]) -> str:
    """What training measured on texts it had kept back."""
    values = {"explanation character F1 (texts kept back)": header.get("span_f1_held_back", 0.0)}
    values |= {f"spam, cross-validated: {name}": value for name, value in header.get("spam_cross_validation", {}).items()}
    return "### Measured while training\n\n" + markdown(values)


def _scale(header: Mapping[str, Any]) -> str:
    fitted = header.get("perspective_closeness")
    if not fitted:
        return ""
    return (
        "## Perspective's scale\n\nQuantile map from our logit to recorded Perspective scores, fitted on texts that were kept "
        "from training. The agreement below is on the texts of the fit.\n\n" + markdown(dict(fitted))
    )
