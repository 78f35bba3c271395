"""The page that says what is kept about people, made from the map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tertulia.house.privacy import told
from tertulia.options import options


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, how long."""
    return render(request, "privacy.html", {"topics": told(), "leaving_days": options.leaving_days})
