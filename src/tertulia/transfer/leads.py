"""Lead photos that come apart from their story: WordPress writes the story here and its picture somewhere else."""

from tertulia.events.transactions import writing
from tertulia.stories.arriving import add_lead
from tertulia.stories.models import StoryPage
from tertulia.transfer.exchange import from_line
from tertulia.transfer.fetching import Fetcher
from tertulia.transfer.formats.caption import split_caption
from tertulia.transfer.keeping import digest_of
from tertulia.transfer.loading_stories import mark_of
from tertulia.transfer.models import Kept, StoryOrigin
from tertulia.transfer.records import Media, Photo, Record, Story


def leads_in(stories: list[Record]) -> dict[str, str]:
    """By id of the story the id of the picture that leads it, of those without one of their own."""
    found = {each.id: each.source.get("lead_media") for each in stories if isinstance(each, Story) and each.lead_photo is None}
    return {story: media for story, media in found.items() if isinstance(media, str)}


def settle_leads(leads: dict[str, str], fetcher: Fetcher) -> None:
    """Give stories their lead photo with caption and credit, once all is in; pages changed here stay as they are."""
    for story, media in leads.items():
        origin = StoryOrigin.objects.select_related("story").filter(external_id=story).first()
        page = origin.story if origin else None
        if not origin or not page or origin.local_mark != mark_of(page):
            continue
        kept = Kept.objects.filter(digest=digest_of(Media(id=media))).first()
        came = from_line(kept.line) if kept else None
        if isinstance(came, Media):
            _settle(origin, page, came, fetcher)


def _settle(origin: StoryOrigin, page: StoryPage, came: Media, fetcher: Fetcher) -> None:
    words = split_caption(str(came.extra.get("caption") or ""))
    caption, credit = page.caption or words.caption or "", page.credit or words.credit or ""
    alt = str(came.extra.get("alt") or came.extra.get("title") or "")
    photo = Photo(url=came.url, caption=caption, credit=credit, alt=alt)
    image = next(iter(fetcher.bring([photo]).values()), None)
    if (caption, credit, image or page.lead_image_id) == (page.caption, page.credit, page.lead_image_id):
        return
    with writing():
        add_lead(page, caption=caption, credit=credit, image=image)
        StoryOrigin.objects.filter(pk=origin.pk).update(local_mark=mark_of(page))
