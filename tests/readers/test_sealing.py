import importlib

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps

from tertulia.readers.models import Reader
from tertulia.readers.sealing import seal, unseal

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
sealing = importlib.import_module("tertulia.readers.migrations.0012_sealed")


@pytest.fixture
def kept(reader):
    """What is stored of a reader's factors, as text."""
    return lambda: str(list(Authenticator.objects.filter(user=reader).values_list("data", flat=True)))


def test_what_is_sealed_is_read_with_the_key_and_not_without(settings):
    sealed = seal(SECRET)
    assert SECRET not in sealed
    assert unseal(sealed) == SECRET
    settings.SECRET_KEY = "another key altogether"
    assert unseal(sealed) is None
    assert unseal(sealed[:-4] + "AAAA") is None


def test_an_earlier_key_opens_while_it_is_named(settings):
    sealed, settings.SECRET_KEY_FALLBACKS = seal(SECRET), [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether"
    assert unseal(sealed) == SECRET


def test_the_database_holds_no_secret_of_an_app_and_no_seed(reader, kept):
    TOTP.activate(reader, SECRET)
    codes = RecoveryCodes.activate(reader)
    seed = unseal(codes.instance.data["seed"])
    assert SECRET not in kept()
    assert seed not in kept()
    assert len(set(codes.generate_codes())) == 10


def test_with_the_key_lost_no_code_is_right_and_nothing_breaks(reader, settings):
    TOTP.activate(reader, SECRET)
    settings.SECRET_KEY = "another key altogether"
    found = TOTP(Authenticator.objects.get(user=reader))
    assert not found.validate_code("000000")


def test_what_was_stored_in_the_clear_is_sealed_and_still_good(reader, kept):
    Authenticator.objects.create(user=reader, type="totp", data={"secret": SECRET})
    Authenticator.objects.create(user=reader, type="recovery_codes", data={"seed": "5eed" * 20, "used_mask": 3})
    codes = RecoveryCodes(Authenticator.objects.get(user=reader, type="recovery_codes")).generate_codes()
    for _again in range(2):
        sealing.seal_secrets(apps, None)
    assert SECRET not in kept()
    assert "5eed" not in kept()
    totp, recovery = (Authenticator.objects.get(user=reader, type=kind).data for kind in ("totp", "recovery_codes"))
    assert unseal(totp["secret"]) == SECRET
    assert recovery["used_mask"] == 3
    assert RecoveryCodes(Authenticator.objects.get(user=reader, type="recovery_codes")).generate_codes() == codes


def test_no_reader_is_needed_to_seal_nothing(db):
    sealing.seal_secrets(apps, None)
    assert not Reader.objects.exists()
