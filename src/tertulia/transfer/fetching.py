"""Pictures that stories name by address, fetched on request: each once, and kept for the next run."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from tertulia.events.transactions import writing
from tertulia.outgoing import Guard, NotFetched
from tertulia.stories.arriving import NotAPicture, keep_picture
from tertulia.transfer.models import Picture
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.records import Photo, Story
from tertulia.transfer.shelf import FOLDER, read_picture

PATIENCE = 5  # failures in a row after which a host is left alone


class Fetcher:
    """One import's errands. `guard` None: nothing is fetched, what came with an earlier import is used all the same."""

    def __init__(self, guard: Guard | None, report: LoadReport, folder: Path | None = None) -> None:
        self._guard, self._report = guard, report
        self._folder = folder if folder and (folder / FOLDER).is_dir() else None
        self._failures: Counter[str] = Counter()

    @property
    def goes_out(self) -> bool:
        """Whether pictures may turn up that were not here before."""
        return self._guard is not None or self._folder is not None

    def pictures_of(self, story: Story) -> dict[str, int]:
        """By address, the keys of the pictures of a story that are here now."""
        return self.bring(photos_of(story))

    def bring(self, photos: Iterable[Photo]) -> dict[str, int]:
        """The same for any photos."""
        wanted = {key_of(photo): photo for photo in photos}
        digests = {digest_of(url): url for url in wanted}
        known = Picture.objects.filter(digest__in=list(digests)).values_list("digest", "image")
        here = {digests[digest]: image for digest, image in known}
        for key in wanted.keys() - here.keys():
            photo = wanted[key]
            image = self._take(key, photo)
            if image is None and self._guard and photo.url:
                image = self._fetch(photo.url, photo, self._guard)
            if image is not None:
                here[key] = image
        return here

    def _take(self, key: str, photo: Photo) -> int | None:
        """A picture whose file came beside the exchange file."""
        content = read_picture(photo.media or "", folder=self._folder)
        if content is None:
            return None
        try:
            image = self._keep(key, content, photo)
        except NotAPicture as reason:
            self._report.reading.warn("picture-left-out", photo.media, why=reason)
            return None
        self._report.created["picture"] += 1
        return image

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
            self._report.reading.warn("picture-not-fetched", url[:300], why=reason)
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


def photos_of(story: Story) -> list[Photo]:
    """Every photo of a story that can be found."""
    photos = [story.lead_photo]
    for block in story.body:
        photos += [block.photo, *block.photos]
    return [photo for photo in photos if photo and key_of(photo)]


def key_of(photo: Photo) -> str:
    """What a photo is known by: its address, else the id of its file; "" where it has neither."""
    return photo.url or photo.media or ""


def digest_of(url: str) -> str:
    """What a picture's address is found by."""
    return hashlib.sha256(url.encode()).hexdigest()
