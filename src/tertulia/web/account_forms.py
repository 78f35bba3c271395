"""allauth's forms, where ours differ: codes in any script's digits, and passwords that are never guessed for free."""

from secrets import token_hex
from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import setup_user_email
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest

from tertulia.events.transactions import writing
from tertulia.readers.letters import in_ascii_digits


class _AnyDigits(forms.BaseConfirmCodeForm):
    def clean_code(self) -> str:
        self.cleaned_data["code"] = in_ascii_digits(self.cleaned_data["code"])
        return super().clean_code()


class SignInCodeForm(_AnyDigits, forms.ConfirmLoginCodeForm):
    pass


class AddressCodeForm(_AnyDigits, forms.ConfirmEmailVerificationCodeForm):
    pass


class ResetCodeForm(_AnyDigits, forms.ConfirmPasswordResetCodeForm):
    pass


class SignUpForm(forms.SignupForm):
    """Makes an account, or seems to: with a known address as much is done as with a new one."""

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            self._rehearse(request)
        return super().try_save(request)

    def _rehearse(self, request: HttpRequest) -> None:
        """Make the account under an address that nobody has, and take it back."""
        address = f"{token_hex()}@nobody.invalid"
        password = make_password(self.cleaned_data["password1"])  # before the lock of all writes
        with writing():
            reader = get_user_model().objects.create(email=address, password=password)
            self.custom_signup(request, reader)
            setup_user_email(request, reader, [EmailAddress(email=address)])
            transaction.set_rollback(True)


class AskForCodeForm(forms.RequestLoginCodeForm):
    """Asks for a code to sign in with."""

    def clean_email(self) -> str:
        email = super().clean_email()
        if self._user:
            _know_address(self._user)
            _drop_unproven_password(self._user)
        else:
            _look_for_nothing(email)
        return email


class AskForNewPasswordForm(forms.ResetPasswordForm):
    """Asks for a code to set a new password with."""

    def clean_email(self) -> str:
        email = super().clean_email()
        for reader in self.users:
            _know_address(reader)
        return email


class NewPasswordForm(forms.ChangePasswordForm):
    """Changes the password of somebody signed in; the current one counts as a guess like any other."""

    def clean_oldpassword(self) -> str:
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]


def _know_address(reader: Any) -> None:
    """An account made in the admin or on the command line has an address like any other: the code is its proof."""
    EmailAddress.objects.get_or_create(user=reader, email=reader.email, defaults={"primary": True})


def _look_for_nothing(email: str) -> None:
    """Ask what `_know_address` asks, where there is no account, so that the time of an answer does not tell."""
    EmailAddress.objects.filter(user_id=0, email=email).first()


def _drop_unproven_password(reader: Any) -> None:
    """A password set by somebody who never showed that the address is theirs must not survive its owner's arrival."""
    if reader.last_login or not reader.has_usable_password():
        return
    if not reader.emailaddress_set.filter(verified=True).exists():
        reader.set_unusable_password()
        reader.save(update_fields=["password"])
