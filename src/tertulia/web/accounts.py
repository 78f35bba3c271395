"""Accounts: what allauth is told of us, and the reader's own page."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from tertulia.errors import LooksAutomatic, Refused, TooMany
from tertulia.options import options
from tertulia.readers.addresses import network_pseudonym
from tertulia.readers.devices import device_of
from tertulia.readers.guests import address_key
from tertulia.readers.limits import Limit, consume
from tertulia.readers.names import LONGEST, tidy_name
from tertulia.readers.naming import must_be_free, rename
from tertulia.readers.proving import ONCE
from tertulia.readers.sessions import DEVICE, lock_out
from tertulia.responses.confirming import adopt_guest
from tertulia.stories.identity import name_of_default_site
from tertulia.transfer.claiming import adopt_imported
from tertulia.web.proofs import proof_of
from tertulia.web.second_factor import after_change, lacks_second_factor, to_setup

# allauth's own limits are off: they read, change and write a cache. These are one statement each, shared by all workers.
GUESSES = Limit("password", 20, 3600)  # at one account's password since its last sign-in
GUESSES_FROM_NETWORK = Limit("password-network", 100, 600)
SIGN_UPS_WITHOUT_PROOF = Limit("sign-up-unproved", 3, 3600)  # without JavaScript: the code by mail is proof enough for a few
SIGN_UPS_FROM_NETWORK = Limit("sign-up", 20, 3600)
MAILS = (Limit("mail", 5, 600), Limit("mail-day", 30, 86_400))  # to one address
MAILS_FROM_NETWORK = Limit("mail-network", 100, 3600)


class NameForm(forms.Form):
    """What signing up asks for besides e-mail and password."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST)

    def clean_name(self) -> str:
        try:
            name = tidy_name(self.cleaned_data["name"])
            must_be_free(name)
            return name
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.message)) from refusal

    def clean(self) -> dict[str, Any] | None:
        try:
            consume(SIGN_UPS_FROM_NETWORK, _network(current.request), now=timezone.now())
            proof = proof_of(current.request)
            if proof.key:
                consume(ONCE, proof.key, now=timezone.now())
            if not proof.done:
                consume(SIGN_UPS_WITHOUT_PROOF, _network(current.request), now=timezone.now())
        except (TooMany, LooksAutomatic) as refusal:
            if refusal.retry_after:
                current.request.too_many = refusal  # the form again, with status 429
            raise forms.ValidationError(str(refusal.message)) from refusal
        return super().clean()

    def signup(self, request: HttpRequest, reader: Any) -> None:
        """allauth calls this once the reader is stored."""
        rename(reader=reader, name=self.cleaned_data["name"])


class AccountAdapter(DefaultAccountAdapter):
    """Our words, our limits and our reader model."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account has been closed."),
        "email_password_mismatch": _("This e-mail and this password do not belong together."),
        "email_taken": _("This e-mail cannot be used here."),
        "enter_current_password": _("This is not your password."),
        "incorrect_code": _("This is not the code we sent."),
        "incorrect_password": _("This is not your password."),
        "same_as_current": _("This is the e-mail you have already."),
        "duplicate_email": _("This is the e-mail you have already."),
        "too_many_login_attempts": _("Too many attempts. Ask for a code by e-mail instead, or wait an hour."),
    }

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""

    def is_ajax(self, request: HttpRequest) -> bool:
        """Always no: these pages are pages, whatever a client says it accepts."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """`next=` leads to a path of this site, never to a whole address."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Not the address but its pseudonym of today: addresses are not stored, and the front has seen to proxies."""
        return _network(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a guess at a password, whichever form it came through."""
        try:
            consume(GUESSES_FROM_NETWORK, _network(request), now=timezone.now())
            consume(GUESSES, _account_key(credentials.get("email") or ""), now=timezone.now())
        except TooMany as refusal:
            current.request.too_many = refusal
            raise self.validation_error("too_many_login_attempts") from None

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """An address is proven: what was written under it as a guest becomes the reader's."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            _bring_along(email_address.user, email_address.email)
        return confirmed

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        """A code by mail proves an address without `confirm_email`.

        Whoever has a role but not the second factor it takes is led to where one is set up.
        """
        response: HttpResponse = super().post_login(request, user, **more)
        if user.emailaddress_set.filter(email=user.email, verified=True).exists():
            _bring_along(user, user.email)
        return to_setup(request, back=response.url) if lacks_second_factor(request) else response

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return options.sign_up

    def set_password(self, user: Any, password: str) -> None:
        """A new password ends every other session, and every token."""
        super().set_password(user, password)
        lock_out(reader=user, keep=current.request.session.session_key)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        request.session[DEVICE] = device_of(request.META.get("HTTP_USER_AGENT", ""))

    def send_notification_mail(self, template_prefix: str, user: Any, *arguments: Any, **named: Any) -> None:
        if template_prefix.startswith("mfa/"):
            after_change(current.request, user, template_prefix)
        super().send_notification_mail(template_prefix, user, *arguments, **named)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of the mails in `account/email/`; raises TooMany, before anything is said of who has an account."""
        for limit in MAILS:
            consume(limit, _digest("mail", email), now=timezone.now())
        consume(MAILS_FROM_NETWORK, _network(current.request), now=timezone.now())
        # The name is looked up once: how often a letter says it must not be seen in how long it takes.
        said = {"site_address": _site_address(current.request), "site_name": name_of_default_site()}
        super().send_mail(template_prefix, email, {**context, **said})


def _bring_along(reader: Any, email: str) -> None:
    address = address_key(email.strip().lower())
    adopt_guest(address=address, reader=reader)
    adopt_imported(address=address, reader=reader.pk)


def _account_key(email: str) -> str:
    """Names an account and its last sign-in, so that whoever knows the password starts counting anew."""
    seen = get_user_model().objects.filter(email=email.lower()).values_list("last_login", flat=True).first()
    return _digest("password", f"{email} {seen}")


def _digest(purpose: str, text: str) -> str:
    return salted_hmac(f"tertulia.{purpose}", text.strip().lower(), algorithm="sha256").hexdigest()[:32]


def _network(request: HttpRequest) -> str:
    return network_pseudonym(request.META.get("REMOTE_ADDR", ""))


def _site_address(request: HttpRequest) -> str:
    return settings.BASE_URL or request.build_absolute_uri("/").rstrip("/")


@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """The reader's own page."""
    context = {
        "newsroom": request.user.has_perm("wagtailadmin.access_admin"),
        "since": date_format(timezone.localtime(request.user.joined_at), "j F Y"),
    }
    return render(request, "account/me.html", context)
