"""Sites as the journeys make them."""

from tests.journeys.conftest import make_site

__all__ = ["make_site"]
