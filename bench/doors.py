"""python -m bench.doors [TIMES]: whether the time a page takes tells who has an account; medians for known and unknown addresses.

In one process, without a network and without limits, or nobody could ask two hundred times. Two medians may differ by 5 %.
"""

import logging
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict

BOUND = 0.05


def main(times: int) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tertulia.config.settings"
    os.environ["TERTULIA_DATA"] = tempfile.mkdtemp()
    os.environ["TERTULIA_PROOF_BITS"] = "0"
    import django

    django.setup()
    from django.conf import settings
    from django.core import mail

    from tertulia.config.preparing import prepare
    from tertulia.web import accounts

    logging.disable(logging.CRITICAL)
    prepare()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    accounts.consume = lambda *_arguments, **_named: None
    told = [_is_told(door, times) for door in _doors()]
    return int(any(told))


def _doors() -> list[str]:
    from tests.web.test_equal_work import DOORS, INSIDE, KNOWN, PASSWORD

    from tertulia.readers.models import Reader

    for email, name in ((KNOWN, "Rosa"), (INSIDE, "Omar")):
        reader = Reader.objects.create_user(email, PASSWORD, name=name)
        reader.emailaddress_set.create(email=email, verified=True, primary=True)
    return sorted(DOORS)


def _is_told(door: str, times: int) -> bool:
    """Ask at one door, known and unknown in turn, and print the medians; whether they differ by more than the bound."""
    from django.test import Client
    from tests.web.test_equal_work import DOORS, KNOWN

    took: dict[bool, list[float]] = defaultdict(list)
    for number in range(-5, times):
        for known in (True, False) if number % 2 else (False, True):
            email = KNOWN if known else f"nobody{number}@{door.replace(' ', '')}.example"
            client, began = Client(), time.perf_counter()
            DOORS[door](client, email)
            if number >= 0:
                took[known].append(time.perf_counter() - began)
    known, unknown = (statistics.median(took[each]) * 1000 for each in (True, False))
    apart = abs(known - unknown) / max(known, unknown)
    print(f"{door:10} known {known:6.2f} ms   unknown {unknown:6.2f} ms   {apart:.1%} apart", flush=True)
    return apart > BOUND


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
