"""Starting with what is used: what packages bring for uses that Tertulia has not is left out where they allow it."""

import sys
from importlib import import_module
from threading import Lock
from types import ModuleType
from typing import Any

# These are looked for by a package of which only the importing is to be quick: the REST framework (which Wagtail's admin brings)
# for browsable pages, a test client and PostgreSQL's fields, Beautiful Soup for parsers that nobody names, Willow for photos of
# a kind that no upload may be. Found or not is all the same to what is in use here.
LOOKED_FOR = {
    "rest_framework.compat": ("requests", "pygments", "django.contrib.postgres"),
    "bs4": ("html5lib", "lxml", "chardet", "cchardet", "charset_normalizer"),
    "willow.plugins.pillow": ("pillow_heif",),
}
# Imported by name and used by few: Beautiful Soup's selectors, fifty regular expressions.
LATER = ("soupsieve",)


def _register_nothing(*_ignored: Any) -> None:
    """What Wagtail's applications would tell its API for machines."""


class _NoApi:
    """Wagtail's API, version 3, which has no address here; `tertulia.api` is ours."""

    add_router = staticmethod(_register_nothing)


# Each application of Wagtail's gives its API for machines routers and a schema of every model when it is ready, whether or not
# the API has an address: 250 modules and a fifth of the start, and every panel of every page type is made for it. These are the
# doors by which they do so, with the names they take from there. Another name is an ImportError at the start, and
# tests/config/test_sparing.py says it before.
DOORS: dict[str, dict[str, Any]] = {
    "wagtail.api.v3.api": {"api": _NoApi},
    "wagtail.contrib.redirects.api.v3": {"router": None},
    "wagtail.documents.api.v3.registry": {"register_content_types": _register_nothing},
    "wagtail.documents.api.v3.router": {"router": None},
    "wagtail.images.api.v3.registry": {"register_content_types": _register_nothing},
    "wagtail.images.api.v3.router": {"router": None},
    "wagtail.snippets.api.v3": {"register_content_types": _register_nothing},
    "wagtail.snippets.api.v3.router": {"router": None},
}


class _Later(ModuleType):
    """Stands for a module until somebody asks for something in it."""

    _lock = Lock()

    def __getattr__(self, name: str) -> Any:
        with self._lock:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def import_sparingly() -> None:
    """Shut the doors above, and import what looks around without what it would find. Whoever wants one of those later gets it."""
    for name in LATER:
        sys.modules.setdefault(name, _Later(name))
    for name, contents in DOORS.items():
        door = sys.modules[name] = ModuleType(name, "Shut by tertulia.config.sparing.")
        door.__dict__.update(contents)
    for looking, for_what in LOOKED_FOR.items():
        _import_without(looking, for_what)


def _import_without(looking: str, for_what: tuple[str, ...]) -> None:
    hidden = [name for name in for_what if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # the import system's own sign for "not to be had"
    try:
        import_module(looking)
    except ImportError:
        pass  # then Wagtail has learned to do without it
    finally:
        for name in hidden:
            del sys.modules[name]
