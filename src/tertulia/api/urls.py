"""The API for machines, version 1."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI

from tertulia import __version__
from tertulia.api import problems, responses, threads

api = NinjaAPI(
    title="Tertulia",
    version="1",
    description="Threads and the responses in them. Refusals are problems (RFC 9457) with a stable `code`.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-1",
)
problems.install(api)
api.add_router("", threads.router)
api.add_router("", responses.router)


@api.get("/docs", include_in_schema=False)
def docs(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, readable: drawn here, without a script or a request to anybody."""
    return render(request, "api_docs.html", {"document": api.get_openapi_schema(), "version": __version__})
