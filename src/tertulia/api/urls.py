"""The API for machines, version 1."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI, Router
from ninja.operation import Operation

from tertulia.api import decisions, documenting, problems, reports, responses, threads, votes
from tertulia.api.authentication import SECURITY_SCHEMES
from tertulia.api.reading import StrictParser
from tertulia.api.schemas import Problem
from tertulia.errors import NotFound

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
REFERENCE = "#/components/schemas/{model}"


class Api(NinjaAPI):
    """The framework's API with what its OpenAPI document cannot find out by itself."""

    def get_openapi_schema(self, **where: Any) -> Any:
        document = super().get_openapi_schema(**where)
        problem = Problem.model_json_schema(ref_template=REFERENCE)
        document["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
        document["components"]["securitySchemes"] = SECURITY_SCHEMES
        return document

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="Tertulia",
    version="1",
    description="Threads and the responses in them. Refusals are problems (RFC 9457) with a stable `code`.",
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
    urls_namespace="api-1",
)
problems.install(api)
api.add_router("", threads.router)
api.add_router("", responses.router)
api.add_router("", votes.router)
api.add_router("", reports.router)
api.add_router("", decisions.router)


@api.get("/openapi.json", include_in_schema=False)
def openapi(request: HttpRequest) -> Any:
    """The API's description for machines."""
    return api.get_openapi_schema()


@api.get("/docs", include_in_schema=False)
def docs(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, readable: drawn here, without a script or a request to anybody."""
    document = api.get_openapi_schema()
    context = {
        "about": document["info"],
        "endpoints": documenting.endpoints_of(document, f"{request.scheme}://{request.get_host()}"),
        "shapes": documenting.shapes_of(document),
        "codes": documenting.codes(),
    }
    return render(request, "api_docs.html", context)


elsewhere = Router()


@elsewhere.api_operation(METHODS, "/{path:rest}", include_in_schema=False)
def unknown(request: HttpRequest, rest: str) -> None:
    """Every other address below the API's: a refusal for machines, not the site's page."""
    raise NotFound


api.add_router("", elsewhere)  # last, for it answers to everything
