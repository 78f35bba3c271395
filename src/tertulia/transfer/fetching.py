"""Pictures that stories name by address, fetched on request: each once, and kept for the next run."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from tertulia.events.transactions import writing
from tertulia.outgoing import Guard, NotFetched
from tertulia.stories.arriving import NotAPicture, keep_picture
from tertulia.transfer.models import Picture
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.records import Photo, Story

PATIENCE = 5  # failures in a row after which a host is left alone


class Fetcher:
    """One import's errands. `guard` None: nothing is fetched, what came with an earlier import is used all the same."""

    def __init__(self, guard: Guard | None, report: LoadReport) -> None:
        self._guard, self._report = guard, report
        self._failures: Counter[str] = Counter()

    @property
    def goes_out(self) -> bool:
        return self._guard is not None

    def pictures_of(self, story: Story) -> dict[str, int]:
        """By address, the keys of the pictures of a story that are here now."""
        photos = [story.lead_photo, *(block.photo for block in story.body)]
        return self.bring(photo for photo in photos if photo and photo.url)

    def bring(self, photos: Iterable[Photo]) -> dict[str, int]:
        """The same for any photos with an address."""
        wanted = {photo.url: photo for photo in photos if photo.url}
        digests = {digest_of(url): url for url in wanted}
        known = Picture.objects.filter(digest__in=list(digests)).values_list("digest", "image")
        here = {digests[digest]: image for digest, image in known}
        if self._guard:
            for url in wanted.keys() - here.keys():
                image = self._fetch(url, wanted[url], self._guard)
                if image is not None:
                    here[url] = image
        return here

    def _fetch(self, url: str, photo: Photo, guard: Guard) -> int | None:
        host = urlsplit(url).netloc
        facts = self._report.reading.facts
        if self._failures[host] >= PATIENCE:
            facts["pictures of a host that does not answer"] = facts.get("pictures of a host that does not answer", 0) + 1
            return None
        try:
            content = guard.fetch(url)
            image = self._keep(url, content, photo)
        except (NotFetched, NotAPicture) as reason:
            self._failures[host] += "does not answer" in str(reason) or "too long" in str(reason)
            self._report.reading.warn(f"a picture was not fetched: {reason}", url[:300])
            return None
        self._failures[host] = 0
        self._report.created["picture"] += 1
        return image

    def _keep(self, url: str, content: bytes, photo: Photo) -> int:
        """Store a picture, or the one of the same bytes that is here."""
        sha256 = hashlib.sha256(content).hexdigest()
        with writing():
            same = Picture.objects.filter(sha256=sha256).values_list("image", flat=True).first()
            image = same or keep_picture(
                content, address=url, alt=photo.alt or "", caption=photo.caption or "", credit=photo.credit or ""
            )
            Picture.objects.create(digest=digest_of(url), url=url, sha256=sha256, image_id=image)
        return int(image)


def digest_of(url: str) -> str:
    """What a picture's address is found by."""
    return hashlib.sha256(url.encode()).hexdigest()
