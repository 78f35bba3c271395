"""What holds for a whole WordPress export: ids, accounts, options."""

from __future__ import annotations

from collections.abc import Iterator

from tertulia.transfer.formats.identity import Ids
from tertulia.transfer.formats.reading import ReadOptions, ReadReport
from tertulia.transfer.formats.times import Clock
from tertulia.transfer.formats.values import email_or_none, name_or_none, present
from tertulia.transfer.formats.wordpress.elsewhere import Elsewhere
from tertulia.transfer.records import Person


class Site:
    """The site of an export while it is read."""

    def __init__(
        self,
        name: str | None,
        language: str | None,
        categories: dict[str, str],
        elsewhere: Elsewhere,
        options: ReadOptions,
        report: ReadReport,
    ) -> None:
        self.elsewhere, self.categories = elsewhere, categories
        self.hidden: set[str] = set()
        self.ids = Ids("wordpress", name)
        self.language, self.options, self.report = language, options, report
        self.clock = Clock(options.zone, report)
        self._names: dict[str, str] = {}
        self._people: set[str] = set()

    def read_author(self, texts: dict[str, str]) -> Iterator[Person]:
        """An account; WXR 1.0 has none."""
        login = name_or_none(texts.get("wp:author_login"))
        key = (texts.get("wp:author_id") or "").strip() or login
        if key is None:
            self.report.skip("no-id", "wp:author")
            return
        name = name_or_none(texts.get("wp:author_display_name"))
        self._people.add(key)
        if login:
            self._names[login] = name or login
        yield Person(
            id=self.ids.person(key),
            name=name or login,
            email=email_or_none(texts.get("wp:author_email")),
            source=present(id=key, login=login),
        )

    def name_of(self, login: str | None) -> str | None:
        """The name an account shows, by its login."""
        return (self._names.get(login) or self.elsewhere.guests.get(login) or login) if login else None

    def person(self, user_id: str | None) -> str | None:
        """The id of the account with a number, when the export has it."""
        return self.ids.person(user_id) if user_id in self._people and user_id else None
