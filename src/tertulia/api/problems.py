"""Refusals as machines get them: RFC 9457 problems with a stable `code`."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tertulia import errors
from tertulia.errors import Refused


def problem(refusal: Refused, **more: Any) -> HttpResponse:
    """An `application/problem+json` answer; `more` are extension members."""
    body = {"type": "about:blank", "title": str(refusal.message), "status": refusal.status, "code": refusal.code, **more}
    if refusal.field:
        body["field"] = refusal.field
    response = HttpResponse(json.dumps(body), status=refusal.status, content_type="application/problem+json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _of_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [{"at": ".".join(str(part) for part in entry["loc"][1:]), "reason": entry["msg"]} for entry in error.errors]
    return problem(errors.Malformed(), errors=places)


def _of_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    known = {
        400: errors.Malformed,
        401: errors.SignInNeeded,
        403: errors.NotAllowed,
        404: errors.NotFound,
        405: errors.MethodRefused,
    }
    return problem(known.get(error.status_code, errors.Malformed)())


def install(api: NinjaAPI) -> None:
    """Let every refusal inside `api` come out as a problem."""
    api.exception_handler(Refused)(lambda request, error: problem(error))
    api.exception_handler(ValidationError)(_of_validation)
    api.exception_handler(HttpError)(_of_http)
    api.exception_handler(AuthenticationError)(lambda request, error: problem(errors.SignInNeeded()))
