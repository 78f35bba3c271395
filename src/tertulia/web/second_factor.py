"""Passkeys and authenticator apps: how often one may guess, who has to have one, and what a change of them ends."""

import base64
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.models import Site

from tertulia.errors import SecondFactorNeeded, TooMany
from tertulia.options import options
from tertulia.readers.letters import in_ascii_digits
from tertulia.readers.limits import Limit, consume
from tertulia.readers.roles import is_staff
from tertulia.readers.sealing import seal, unseal
from tertulia.readers.sessions import lock_out
from tertulia.readers.spending import spend
from tertulia.stories.identity import name_of

CODES = Limit("second-factor", 20, 3600)  # guesses at one account's codes since its last sign-in
REMEMBERED = timedelta(minutes=10)  # how long a used code is refused; it is worth nothing after two anyway
STAFF_ONLY = ("/admin/", "/desk/", "/documents/")


class _Counted:
    """A form with a code in it: counted before it is looked at, in any script's digits, and good for once."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"] = in_ascii_digits(self.cleaned_data["code"])
        _count(CODES, f"{self.user.pk}:{self.user.last_login}")
        super().clean_code()  # type: ignore[misc]
        now = timezone.now()
        if not spend(f"code:{self.user.pk}:{code}", until=now + REMEMBERED, now=now):
            raise FactorAdapter().validation_error("incorrect_code")
        return code


def _count(limit: Limit, who: str) -> None:
    try:
        consume(limit, who, now=timezone.now())
    except TooMany as refusal:
        current.request.too_many = refusal
        raise FactorAdapter().validation_error("too_many") from None


class CodeForm(_Counted, forms.AuthenticateForm):
    pass


class CodeAgainForm(_Counted, forms.ReauthenticateForm):
    pass


class FirstCodeForm(_Counted, ActivateTOTPForm):
    pass


class FactorAdapter(DefaultMFAAdapter):
    """Our words, and what follows from a change."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it has been used."),
        "too_many": _("Too many attempts. Wait an hour, or use a passkey or a recovery code."),
        "unverified_email": _("Confirm your e-mail first."),
        "cannot_generate_recovery_codes": _("Recovery codes come with a passkey or an authenticator app: set one up first."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; one that nobody knows where the key it was sealed with is lost, so that no code is right any more."""
        return unseal(encrypted_text) or base64.b32encode(secrets.token_bytes(20)).decode()

    def _get_site_name(self) -> str:
        return name_of(Site.find_for_request(current.request))


def after_change(request: HttpRequest, user: Any, template: str) -> None:
    """What a change of factors entails, known by the mail about it: every other session is over, and this one has shown it."""
    lock_out(reader=user, keep=request.session.session_key)
    if template in ("mfa/email/totp_activated", "mfa/email/webauthn_added"):
        record_authentication(request, user, "mfa", type=template.rsplit("/", 1)[1].split("_")[0])


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this session may not use the roles of its reader, because no second factor was shown in it."""
    if not options.staff_second_factor or not request.user.is_authenticated:
        return False
    shown = any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
    return not shown and is_staff(request.user)


class SecondFactorMiddleware:
    """Where a second factor is required, roles sleep in sessions that have not shown one, at every door alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if options.staff_second_factor and lacks_second_factor(request):
            request.user.second_factor_missing = True
            if request.path.startswith(STAFF_ONLY):
                return to_setup(request, back=request.get_full_path())
        return self._get_response(request)


def to_setup(request: HttpRequest, *, back: str) -> HttpResponse:
    """The page where a second factor is set up, with the reason for being there."""
    messages.warning(request, str(SecondFactorNeeded.message))
    return HttpResponseRedirect(f"{reverse('mfa_index')}?{urlencode({'next': back})}")


@never_cache
@require_POST
def passkey_challenge(request: HttpRequest) -> HttpResponse:
    """What a browser needs to sign in with a passkey. By POST, for it begins a session."""
    return JsonResponse(webauthn.begin_authentication(user=None))
