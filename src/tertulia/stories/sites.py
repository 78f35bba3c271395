"""Which site a host name stands for."""

from django.conf import settings
from wagtail.models import Site

from tertulia.errors import NotFound


def site_of(host: str) -> int:
    """The primary key of the site that answers under `host` (with or without port), else of the default one."""
    name = host.rsplit(":", 1)[0].lower() if not host.endswith("]") else host
    sites = {site.hostname: site.pk for site in Site.objects.all()}
    default = Site.objects.filter(is_default_site=True).values_list("pk", flat=True).first()
    found = sites.get(name, default)
    if found is None:
        raise NotFound
    return found


def hosts_of_site(site: int) -> set[str]:
    """Host names under which the site is reached; the default site answers under every host that is allowed."""
    named = set(Site.objects.filter(pk=site).values_list("hostname", flat=True))
    if Site.objects.filter(pk=site, is_default_site=True).exists():
        others = set(Site.objects.exclude(pk=site).values_list("hostname", flat=True))
        named |= {host for host in settings.ALLOWED_HOSTS if host not in others}
    return named


def forget_site_roots() -> None:
    """Drop Wagtail's cache of where sites begin: it lives in one process and hears nothing of the others."""
    Site.clear_site_root_paths_cache()
