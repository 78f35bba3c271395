"""The newsroom's edition moves with every change of what its pages show."""

from django.db import migrations

from tertulia.events.triggers import after_change

ACTION = "update stories_edition set number = number + 1"
ALL = ["insert", "update", "delete"]
PAGE = ["title", "slug", "url_path", "live", "last_published_at", "first_published_at", "expired", "path", "seo_title", "search_description", "show_in_menus"]
TABLES = [
    "stories_storypage",
    "stories_frontpage",
    "stories_sectionpage",
    "stories_contributor",
    "stories_byline",
    "stories_oldaddress",
    "wagtailcore_site",
    "wagtailcore_pageviewrestriction",
    "wagtailcore_pageviewrestriction_groups",
    "wagtailredirects_redirect",
]


def first_row(apps, schema_editor):
    apps.get_model("stories", "Edition").objects.create(pk=1, number=1)


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [
        migrations.RunPython(first_row, migrations.RunPython.noop),
        after_change("wagtailcore_page", ACTION, name="page_moves_edition", events=ALL, columns=PAGE),
        after_change(
            "stories_newsimage",
            ACTION,
            name="picture_moves_edition",
            events=["update", "delete"],
            columns=["title", "file", "description", "caption", "credit", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"],
        ),
        *(after_change(table, ACTION, name=f"{table}_moves_edition", events=ALL) for table in TABLES),
    ]
