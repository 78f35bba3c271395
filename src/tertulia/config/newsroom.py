"""What a newsroom is given when it begins: who may publish, a name, its first editor, and pages to fill in."""

import secrets
import tomllib
from importlib.resources import files

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Site

from tertulia.errors import CannotStart
from tertulia.events.transactions import writing
from tertulia.options import options
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.stories.models import FrontPage, Identity, PlainPage, StoryPage

SETUP_KEY = "setup.key"  # in the data folder, until the site is set up
DRAFTS = files("tertulia.config") / "drafts.toml"


def let_editors_publish() -> None:
    """Wagtail's editors may only submit; in a newsroom of this size they publish, name contributors and set the looks."""
    editors = Group.objects.get(name="Editors")
    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    front = FrontPage.objects.get().page_ptr
    # Wagtail lets them begin above the front page, where no reader can come; "Pages" is to open the paper.
    GroupPagePermission.objects.filter(group=editors, page__depth=1).update(page=front)
    GroupPagePermission.objects.get_or_create(group=editors, page=front, permission=publish)
    wanted = Permission.objects.filter(content_type__app_label="stories", content_type__model__in=["contributor", "identity"])
    editors.permissions.add(*wanted)


@writing()
def found_newsroom(*, name: str, language: str, email: str, editor: str, password: str | None) -> Reader:
    """Name the site, make its first editor (who may do everything) and draft its pages; raises CannotStart if that was done."""
    site = Site.objects.get(is_default_site=True)
    if Identity.objects.filter(site=site).exclude(name="").exists():
        raise CannotStart("this site has been set up already; its name and looks are in the admin, under Settings")
    if Reader.objects.filter(email=email.strip().lower()).exists():
        raise CannotStart("there is an account with this e-mail address already")
    Identity.objects.update_or_create(site=site, defaults={"name": name})
    site.site_name = name
    site.save()
    front = FrontPage.objects.get()
    front.title = front.draft_title = name
    front.save()
    let_editors_publish()
    draft_pages(front, language=language)
    person = Reader.objects.create_superuser(email, password, name=editor, language=language)
    for role in (Role.EDITOR, Role.MODERATOR, Role.ADMINISTRATOR):
        grant_role(reader=person, role=role)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def is_new() -> bool:
    """Whether nobody has begun here: no name, no story, nobody who may do everything."""
    site = Site.objects.get(is_default_site=True)
    begun = site.site_name or Identity.objects.filter(site=site).exclude(name="").exists() or StoryPage.objects.exists()
    return not (begun or Reader.objects.filter(is_superuser=True).exists())


def make_setup_key() -> str:
    """The key that lets one person set up a new site in the browser: kept in the data folder until that is done."""
    kept = options.folder / SETUP_KEY
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(24))
    return kept.read_text().strip()


def fits_setup_key(given: str) -> bool:
    """Whether `given` is the key that was shown on the console."""
    kept = options.folder / SETUP_KEY
    return kept.exists() and secrets.compare_digest(kept.read_text().strip().encode(), given.strip().encode())


def forget_setup_key() -> None:
    """The key has been used."""
    (options.folder / SETUP_KEY).unlink(missing_ok=True)


def load_drafts() -> dict[str, dict[str, dict[str, str]]]:
    """Title and text of each page a site begins with, by language and slug."""
    return tomllib.loads(DRAFTS.read_text("utf-8"))


def draft_pages(front: FrontPage, *, language: str) -> list[PlainPage]:
    """About, Contact, Privacy and Imprint as drafts, in `language` if there are any, else in English."""
    drafts = load_drafts()
    made = []
    for slug, draft in drafts.get(language, drafts["en"]).items():
        body = [("paragraph", "".join(f"<p>{paragraph}</p>" for paragraph in draft["text"].strip().split("\n\n")))]
        page = PlainPage(title=draft["title"], slug=slug, live=False, show_in_menus=True, body=body)
        front.add_child(instance=page)
        page.save_revision()
        made.append(page)
    return made
