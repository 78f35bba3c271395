"""Refusals as machines get them: RFC 9457 problems with a stable `code`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from tertulia import errors
from tertulia.delivery.front.refusing import PROBLEM, headers_of, problem_of
from tertulia.errors import AlreadyDecided, Refused


def problem(refusal: Refused, **more: Any) -> HttpResponse:
    """An `application/problem+json` answer; `more` are further members."""
    return HttpResponse(problem_of(refusal, **more), status=refusal.status, content_type=PROBLEM, headers=headers_of(refusal))


def _of_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [{"at": ".".join(str(part) for part in entry["loc"][1:]), "reason": entry["msg"]} for entry in error.errors]
    return problem(errors.Malformed(), errors=places)


def _of_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The framework wraps whatever went wrong while a body was read; our own reason lies inside."""
    cause = error.__cause__
    return problem(cause if isinstance(cause, Refused) else errors.Malformed())


def install(api: NinjaAPI) -> None:
    """Let every refusal inside `api` come out as a problem. What never reaches it is answered in `web/refusals.py`."""
    api.exception_handler(Refused)(lambda request, error: problem(error))
    api.exception_handler(AlreadyDecided)(lambda request, error: problem(error, decision=error.decision))
    api.exception_handler(ValidationError)(_of_validation)
    api.exception_handler(HttpError)(_of_http)
