"""For commands that make sense only where a site stands already: a mistyped folder is no reason to make a new one."""

from tertulia.errors import CannotStart
from tertulia.options import DATABASE_FILE, options


def refuse_empty_folder() -> None:
    """Raises CannotStart where the data folder holds no database and none is named; to be asked before anything is made."""
    if not options.database_url and not (options.folder / DATABASE_FILE).is_file():
        raise CannotStart(f"there is no site in {options.folder}; --data says where it is")
