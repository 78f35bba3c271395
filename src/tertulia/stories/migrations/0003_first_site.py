"""A new installation has a front page, and one site that answers under every host."""

from django.db import migrations


def make_front_page(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    FrontPage = apps.get_model("stories", "FrontPage")
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="stories", model="frontpage")
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()  # Wagtail's welcome page
    root = Page.objects.get(depth=1)
    front = FrontPage.objects.create(
        title="Front page",
        draft_title="Front page",
        slug="front",
        content_type=kind,
        path=f"{root.path}0001",
        depth=2,
        numchild=0,
        url_path="/front/",
        live=True,
        locale_id=root.locale_id,
        show_in_menus=False,
    )
    root.numchild = 1
    root.save(update_fields=["numchild"])
    Site.objects.create(hostname="localhost", port=80, root_page_id=front.pk, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [("stories", "0002_edition"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [migrations.RunPython(make_front_page, migrations.RunPython.noop)]
