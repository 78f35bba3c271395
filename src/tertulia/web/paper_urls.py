"""Addresses of the paper besides its pages: feeds, lists, search, and what is for machines."""

from django.urls import path, re_path

from tertulia.web import feeds, listings, machines, searching

FORMS = "rss|atom|json"

urlpatterns = [
    path("robots.txt", machines.robots),
    path("sitemap.xml", machines.sitemap_index),
    path("sitemap-news.xml", machines.news_sitemap),
    path("sitemap-<slug:section>.xml", machines.sitemap_section, name="sitemap"),
    path("site.webmanifest", machines.manifest, name="manifest"),
    path("oembed", machines.oembed, name="oembed"),
    path("accent-<slug:colour>.css", machines.accent, name="accent"),
    path("search/", searching.search, name="search"),
    path("most-discussed/", listings.discussed, name="discussed"),
    re_path(rf"^(?P<path>(?:[^?]*/)?)feed\.(?P<form>{FORMS})$", feeds.stories_feed),
    re_path(rf"^(?P<path>[^?]*/)responses\.(?P<form>{FORMS})$", feeds.responses_feed),
    re_path(r"^contributors/(?P<contributor>[^/]+)/$", listings.show, name="contributor"),
    re_path(r"^tags/(?P<tag>[^/]+)/$", listings.show, name="tag"),
    re_path(r"^archive/(?:(?P<year>\d{4})/(?P<month>\d{2})/)?$", listings.show),
]
