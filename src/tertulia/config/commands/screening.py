"""`tertulia screening …`: training and measuring need no site; `learn` works on the decisions of this one."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import django

from tertulia.config.standing import refuse_empty_folder
from tertulia.errors import CannotStart


def run(arguments: Sequence[str]) -> int:
    """Run one of the screener's own commands, or `learn`; returns its exit status."""
    if arguments and arguments[0] == "learn":
        return _learn(arguments[1:])
    from tertulia.screening.cli import main

    return main(list(arguments))


def _learn(arguments: Sequence[str]) -> int:
    asked = _parse(arguments)
    refuse_empty_folder()
    django.setup()
    from tertulia.config.preparing import prepare
    from tertulia.house.policies import community_of
    from tertulia.stories.arriving import default_site

    prepare()
    site = default_site()
    community = asked.community or community_of(site)
    if asked.undo:
        return _undo(community)
    if asked.export:
        return _export(community, asked.export)
    if asked.load:
        return _load(community, asked.load)
    return _relearn(community, site)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tertulia screening learn", description="Learn anew from all decisions by people; or look after what was learned."
    )
    parser.add_argument("--community", help="whose weights: this site by default, or such as Coral:https://news.example")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--undo", action="store_true", help="go back one step")
    what.add_argument("--export", type=Path, metavar="FILE", help="write the learned weights as JSON")
    what.add_argument("--import", dest="load", type=Path, metavar="FILE", help="use the learned weights in FILE")
    return parser.parse_args(arguments)


def _relearn(community: str, site: int) -> int:
    from tertulia.house.learning import forget, teach
    from tertulia.house.shadow import check
    from tertulia.moderation.teaching import decisions_of_people

    decisions = list(decisions_of_people(site))
    forget(community=community)
    moved = teach(community=community, decisions=decisions, check=check) if decisions else {}
    if decisions and not moved:
        print(f"{len(decisions)} decisions would have made the screener worse on its check; nothing was learned.")
        return 1
    print(f"Learned from {len(decisions)} decisions; {len(moved)} words moved.")
    for word, change in sorted(moved.items(), key=lambda pair: -abs(pair[1]))[:20]:
        print(f"  {word}  {change:+.2f}")
    return 0


def _undo(community: str) -> int:
    from tertulia.house.learning import unlearn

    undone = unlearn(community=community)
    print("Back to the weights before the last lesson." if undone else "There is nothing to undo.")
    return 0 if undone else 1


def _export(community: str, file: Path) -> int:
    from tertulia.house.policies import learned_weights

    weights = learned_weights(community)
    if weights is None:
        raise CannotStart(f"{community} has learned nothing yet")
    file.write_text(json.dumps(weights.as_dict(), ensure_ascii=False, indent=1) + "\n")
    print(f"{file}: {len(weights.weights)} words, {weights.decisions} decisions")
    return 0


def _load(community: str, file: Path) -> int:
    from tertulia.house.learning import use_weights
    from tertulia.screening.learning import house_weights_from

    try:
        weights = house_weights_from(json.loads(file.read_text()))
    except (OSError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise CannotStart(f"{file} holds no learned weights") from error
    use_weights(community=community, weights=weights)
    print(f"{community} now uses {len(weights.weights)} words from {file}.")
    return 0
