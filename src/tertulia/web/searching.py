"""Search over stories, and as a choice over responses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from wagtail.models import Site

from tertulia.delivery.searching import search_responses
from tertulia.readers.addresses import network_pseudonym
from tertulia.readers.limits import Limit, consume
from tertulia.responses.reading import count_by_story, load_titles
from tertulia.stories.listing import StoryList
from tertulia.stories.searching import LONGEST, search_stories, snippet
from tertulia.web.listings import root_of
from tertulia.web.metadata import plain

SEARCHES = Limit("search", 60, 60)  # from one network


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The form, and what was found: `q` is the question, `in=responses` asks what readers wrote."""
    if request.GET.get("q"):
        consume(SEARCHES, network_pseudonym(request.META.get("REMOTE_ADDR", "")), now=timezone.now())
    question = request.GET.get("q", "")[:LONGEST].strip()
    among = "responses" if request.GET.get("in") == "responses" else "stories"
    context = {"question": question, "among": among, "stories": StoryList([]), "counts": {}, "responses": []}
    if question and among == "stories":
        stories = search_stories(question, root_of(request))
        context |= {"stories": StoryList(stories), "counts": count_by_story([story.pk for story in stories])}
    elif question:
        site = Site.find_for_request(request)
        found = search_responses(question, site=site.pk)
        context["responses"] = [(each, snippet(plain(each.html), question)) for each in found]
        context["titles"] = load_titles([each.id for each in found])
    return render(request, "search.html", context)
