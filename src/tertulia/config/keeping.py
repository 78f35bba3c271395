"""Settings that are kept in the data folder, because they are read before there is a database."""

import os
from pathlib import Path

from tertulia.errors import CannotStart


def keep_settings(**settings: str) -> None:
    """Keep `settings` (name of the variable, value) beside those kept before; raises CannotStart."""
    folder = Path(os.environ.get("TERTULIA_DATA") or "var").expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "settings.env"
        kept = file.read_text("utf-8").splitlines() if file.exists() else []
        lines = [line for line in kept if line.partition("=")[0] not in settings]
        file.write_text("\n".join([*lines, *(f"{name}={value}" for name, value in settings.items())]) + "\n", "utf-8")
    except OSError as error:
        raise CannotStart(f"the data folder {folder} cannot be written: {error.strerror}") from error
