"""Lead photos that come apart from their story: WordPress writes the story here and its picture somewhere else."""

from tertulia.events.transactions import writing
from tertulia.stories.arriving import add_lead
from tertulia.transfer.exchange import from_line
from tertulia.transfer.formats.caption import split_caption
from tertulia.transfer.keeping import digest_of
from tertulia.transfer.loading_stories import mark_of
from tertulia.transfer.models import Kept, StoryOrigin
from tertulia.transfer.records import Media, Record, Story


def leads_in(stories: list[Record]) -> dict[str, str]:
    """By id of the story the id of the picture that leads it, of those without one of their own."""
    found = {each.id: each.source.get("lead_media") for each in stories if isinstance(each, Story) and each.lead_photo is None}
    return {story: media for story, media in found.items() if isinstance(media, str)}


def settle_leads(leads: dict[str, str]) -> None:
    """Give stories the caption and credit of their lead photo, once all is in; pages changed here stay as they are."""
    for story, media in leads.items():
        origin = StoryOrigin.objects.select_related("story").filter(external_id=story).first()
        page = origin.story if origin else None
        if not origin or not page or page.caption or page.credit or origin.local_mark != mark_of(page):
            continue
        kept = Kept.objects.filter(digest=digest_of(Media(id=media))).first()
        came = from_line(kept.line) if kept else None
        words = split_caption(str(came.extra.get("caption") or "")) if isinstance(came, Media) else None
        if words and (words.caption or words.credit):
            with writing():
                add_lead(page, caption=words.caption or "", credit=words.credit or "")
                StoryOrigin.objects.filter(pk=origin.pk).update(local_mark=mark_of(page))
