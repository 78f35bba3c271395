"""Names that look like settings and are none: they have no effect, and nothing else would say so."""

import os
from difflib import get_close_matches

from tertulia.options import Options, settings_file

_NAMES = sorted(f"TERTULIA_{name.upper()}" for name in Options.model_fields)
_OTHERS = ("TERTULIA_TEST_", "TERTULIA_SERVER")  # the tests', and what `tertulia run` tells the processes it forks


def misspelt_settings() -> list[str]:
    """A sentence for each such name in the environment or in the settings file, with the setting that may be meant."""
    written = settings_file().read_text().splitlines() if settings_file().is_file() else []
    named = {*os.environ, *(line.partition("=")[0].removeprefix("export ").strip() for line in written)}
    return [
        _say(name) for name in sorted(named.difference(_NAMES)) if name.startswith("TERTULIA_") and not name.startswith(_OTHERS)
    ]


def _say(name: str) -> str:
    meant = get_close_matches(name, _NAMES, n=1, cutoff=0.8)
    return f"there is no setting {name}; {meant[0]} is one" if meant else f"there is no setting {name}"
