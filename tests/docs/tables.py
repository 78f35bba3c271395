"""The tables in docs/ that the code can write itself: `python -m tests.docs.tables` brings them up to date."""

import os
import re
from pathlib import Path

DOCS = Path(__file__).parent.parent.parent / "docs"


def settings_table() -> str:
    """Every setting, from options.py."""
    from tertulia.options import Options

    rows = ["| variable | default | |", "|---|---|---|"]
    for name, field in Options.model_fields.items():
        default = f"`{field.default}`" if field.default not in ("", []) else ""
        rows.append(f"| `TERTULIA_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)


def refusals_table() -> str:
    """Every reason to refuse, from errors.py."""
    import tertulia.delivery.front.refusing  # noqa: F401 - two refusals of its own
    from tertulia.errors import every_refusal

    rows = ["| code | status | says |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| `{each.code}` | {each.status} | {each.message} |" for each in every_refusal())])


TABLES = {"settings.md": settings_table, "api.md": refusals_table}
_PLACE = re.compile(r"(<!-- written by the code -->\n).*?(\n<!-- end -->)", re.DOTALL)


def with_table(text: str, table: str) -> str:
    """The text of a page with the table in its place."""
    return _PLACE.sub(lambda found: f"{found[1]}{table}{found[2]}", text)


if __name__ == "__main__":
    import tests.early  # noqa: F401

    os.environ["DJANGO_SETTINGS_MODULE"] = "tertulia.config.settings"
    import django

    django.setup()
    for name, table in TABLES.items():
        page = DOCS / name
        page.write_text(with_table(page.read_text(), table()))
