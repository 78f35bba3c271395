from datetime import timedelta

from tertulia.readers.leaving import CONFIRM_WITHIN, forget_unconfirmed_accounts
from tertulia.readers.models import Reader
from tertulia.readers.tokens import create_token


def sign_up(name, *, verified=False):
    reader = Reader.objects.create_user(f"{name}@reader.example", name=name)
    reader.emailaddress_set.create(email=reader.email, verified=verified, primary=True)
    return reader


def test_an_account_that_nobody_confirmed_goes_after_a_week_and_no_other(db):
    sign_up("nobody")
    sign_up("nadia", verified=True)
    create_token(reader=sign_up("program"))
    made_in_the_admin = Reader.objects.create_user("mo@quay.example", name="Mo")
    now = made_in_the_admin.joined_at
    assert forget_unconfirmed_accounts(now=now + CONFIRM_WITHIN - timedelta(minutes=1)) == 0
    assert forget_unconfirmed_accounts(now=now + CONFIRM_WITHIN + timedelta(minutes=1)) == 1
    assert set(Reader.objects.values_list("name", flat=True)) == {"nadia", "program", "Mo"}
