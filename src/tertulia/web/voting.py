"""Voting, on a page of its own or in place."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tertulia.errors import Malformed
from tertulia.responses.reading import load_response
from tertulia.responses.voting import Votes, cast_vote, load_votes, withdraw_vote
from tertulia.web.words import vote_count

ADDS, DOES_NOT, NONE = "1", "-1", "0"


class VoteForm(forms.Form):
    """What the buttons send."""

    value = forms.ChoiceField(choices=[(ADDS, ""), (DOES_NOT, ""), (NONE, "")])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, response_id: int) -> HttpResponse:
    """The two buttons below the response, and what they send."""
    row = load_response(response_id)
    reader = request.user if request.user.is_authenticated else None
    if request.method != "POST":
        votes = load_votes(response_id, reader=reader.pk if reader else None)
        context = {"row": row, "votes": votes, "signed_in": reader is not None, "is_own": reader and row.author == reader.pk}
        return render(request, "vote.html", context)
    form = VoteForm(request.POST)
    if not form.is_valid():
        raise Malformed
    return _answer(request, response_id, _set(response_id, reader, form.cleaned_data["value"]))


def _set(response: int, reader: Any, value: str) -> Votes:
    if value == NONE:
        return withdraw_vote(response=response, reader=reader)
    return cast_vote(response=response, reader=reader, value=int(value))


def _answer(request: HttpRequest, response: int, votes: Votes) -> HttpResponse:
    """Back to the response; a script is told the new counts, in words."""
    if request.headers.get("X-Tertulia-Part") != "1":
        return HttpResponseRedirect(reverse("response", args=[response]), status=303)
    return JsonResponse({"up": vote_count(votes.up), "down": vote_count(votes.down), "own": votes.own})
