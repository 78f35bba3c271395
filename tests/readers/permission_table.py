"""The table of docs/permissions.md, read for tests."""

import re
from dataclasses import dataclass
from pathlib import Path

from tertulia.readers.roles import Role, Verb

PAGE = Path(__file__).parent.parent.parent / "docs" / "permissions.md"
ROLES = (Role.READER, Role.MODERATOR, Role.SENIOR_MODERATOR, Role.EDITOR, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Cell:
    """Whether one role may do one thing."""

    role: Role
    verb: Verb
    allowed: bool

    def __str__(self) -> str:
        return f"{self.role} {self.verb}"


def cells() -> list[Cell]:
    """Every role with every verb, in the page's order."""
    found = []
    for verb, rest in re.findall(r"^\|[^|]*\| `([a-z-]+)` \|[^|]*\|(.*)\|$", PAGE.read_text(), re.MULTILINE):
        said = [cell.strip() for cell in rest.split("|")]
        assert len(said) == len(ROLES), verb
        assert set(said) <= {"yes", ""}, verb
        found += [Cell(role, Verb(verb), cell == "yes") for role, cell in zip(ROLES, said, strict=True)]
    return found


CELLS = cells()
