"""`tertulia screening train | evaluate | compare | pack-words`: the operator's side of screening."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tertulia.screening.model import read_model, shipped_model
from tertulia.screening.screen import Screener
from tertulia.screening.training.rows import TEXT_COLUMNS

_NEEDS_EXTRA = "Training and evaluating need scikit-learn: pip install 'tertulia[training]'"

_LEARN = "Beside these, `tertulia --data DIR screening learn` learns from the decisions of people on a site."


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; gives the exit status: 0 done, 1 could not, 2 asked wrongly."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except ModuleNotFoundError as missing:
        if missing.name not in ("sklearn", "numpy", "scipy"):
            raise
        print(_NEEDS_EXTRA, file=sys.stderr)
    except (OSError, ValueError) as problem:
        print(f"tertulia screening: {problem}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tertulia screening", description="Train, measure and compare the screener.", epilog=_LEARN
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    train = commands.add_parser("train", help="train a model on labelled files (.jsonl or .csv) and write its card")
    train.add_argument("files", nargs="+", type=Path, metavar="FILE")
    train.add_argument("--out", required=True, type=Path, metavar="MODEL", help="the model file to write")
    train.add_argument(
        "--calibrate", nargs="*", type=Path, default=[], metavar="FILE", help="labelled texts to calibrate on, not trained on"
    )
    train.add_argument("--spam", nargs="*", type=Path, default=[], metavar="FILE", help="spam (1) and other texts (0)")
    train.add_argument(
        "--measure", nargs="*", type=Path, default=[], metavar="FILE", help="files whose measures go into the card"
    )
    train.add_argument(
        "--licence", action="append", default=[], metavar="SOURCE=LICENCE", help="licence of a source, for the card"
    )
    train.add_argument("--card", type=Path, metavar="FILE", help="where to write the model card (default: next to the model)")
    train.add_argument("--version", default="", help="name of the model (default: year and month)")
    train.add_argument("--date", type=date.fromisoformat, default=None, help="date in the card (default: today)")
    train.set_defaults(run=_train)

    evaluate = commands.add_parser("evaluate", help="measure the screener on labelled files")
    evaluate.add_argument("files", nargs="+", type=Path, metavar="FILE")
    evaluate.add_argument("--model", type=Path, metavar="MODEL", help="another model than the one in the package")
    evaluate.add_argument("--json", type=Path, metavar="FILE", help="also write the measures as JSON")
    evaluate.set_defaults(run=_evaluate)

    compare = commands.add_parser("compare", help="run a site's old comments and show what would change")
    compare.add_argument("files", nargs="+", type=Path, metavar="FILE")
    compare.add_argument("--model", type=Path, metavar="MODEL")
    compare.add_argument(
        "--threshold", type=float, default=0.8, help="the site's threshold on Perspective's scale (default: Coral's 0.80)"
    )
    compare.add_argument("--json", type=Path, metavar="FILE", help="also write the comparison as JSON")
    compare.set_defaults(run=_compare)

    pack = commands.add_parser("pack-words", help="pack the third-party word lists for the package")
    pack.add_argument("--surge", required=True, type=Path, metavar="CSV")
    pack.add_argument("--ldnoobw", required=True, type=Path, metavar="TXT")
    pack.add_argument("--out", required=True, type=Path, metavar="FILE")
    pack.set_defaults(run=_pack_words)
    return parser


def _train(options: argparse.Namespace) -> int:
    from tertulia.screening.training.card import write_card
    from tertulia.screening.training.train import Sources, train

    day = options.date or datetime.now(UTC).date()
    sources = Sources(tuple(options.files), tuple(options.calibrate), tuple(options.spam))
    header = train(sources, options.out, options.version or f"{day:%Y.%m}", day)
    if not header["training"]:
        options.out.unlink()
        raise ValueError(f"no labelled text in {', '.join(map(str, options.files))}: {_WANTED}, and a label or a toxicity")
    measures = _measured(options.measure, Screener(read_model(options.out)))
    licences = dict(entry.split("=", 1) for entry in options.licence if "=" in entry)
    card = options.card or options.out.with_suffix(".md")
    write_card(card, header, measures, licences, options.out.stat().st_size)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes, {sum(header['training'].values()):,} texts; card in {card}")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from tertulia.screening.training.tables import table

    measures = _measured(options.files, _screener(options.model))
    for name, values in measures.items():
        _refuse_nothing(name, values)
        print(table(name, values))
    return _as_json(measures, options.json)


def _compare(options: argparse.Namespace) -> int:
    from tertulia.screening.training.compare import compare
    from tertulia.screening.training.tables import table

    compared = {path.name: compare(path, _screener(options.model), options.threshold) for path in options.files}
    for name, values in compared.items():
        _refuse_nothing(name, values)
        print(table(name, values))
    return _as_json(compared, options.json)


def _pack_words(options: argparse.Namespace) -> int:
    from tertulia.screening.training.word_lists import pack

    return int(options.out.write_bytes(pack(options.surge, options.ldnoobw)) == 0)


def _measured(files: Sequence[Path], screener: Screener) -> dict[str, dict[str, Any]]:
    from tertulia.screening.training.evaluate import evaluate

    return {path.stem: evaluate(path, screener) for path in files}


_WANTED = f"it takes CSV or JSON lines (or these as .gz) with a field named {', '.join(TEXT_COLUMNS[:-1])} or {TEXT_COLUMNS[-1]}"


def _refuse_nothing(name: str, values: dict[str, Any]) -> None:
    if values.get("texts") == 0:
        raise ValueError(f"nothing to read in {name}: {_WANTED}")


def _screener(path: Path | None) -> Screener:
    return Screener(read_model(path) if path else shipped_model())


def _as_json(values: dict[str, Any], path: Path | None) -> int:
    written = json.dumps(values, indent=2, sort_keys=True)
    if path:
        path.write_text(written + "\n", encoding="utf-8")
    else:
        print(written)
    return 0
