"""Starting with what is used: a package that only looks whether others are there does not find them, for once."""

import sys
from importlib import import_module

# Wagtail's admin brings the REST framework, which looks for these on being imported: 220 modules, a tenth of the start, for
# its browsable pages, its test client and PostgreSQL's fields, none of which are in use here.
LOOKED_FOR = ("requests", "pygments", "django.contrib.postgres")


def import_sparingly() -> None:
    """Import the REST framework's look around without what it would find. Whoever wants one of those later gets it."""
    hidden = [name for name in LOOKED_FOR if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # the import system's own sign for "not to be had"
    try:
        import_module("rest_framework.compat")
    except ImportError:
        pass  # then Wagtail has learned to do without it
    finally:
        for name in hidden:
            del sys.modules[name]
