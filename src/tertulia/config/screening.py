"""Which model this process screens with."""

from tertulia.errors import CannotStart
from tertulia.options import options
from tertulia.screening.model import use_model


def choose_model() -> None:
    """Take the house's own model if one is set; raises CannotStart when it cannot be read."""
    if options.screening_model is None:
        return
    try:
        use_model(options.screening_model.expanduser())
    except (OSError, ValueError) as error:
        raise CannotStart(f"TERTULIA_SCREENING_MODEL: {error}") from error
