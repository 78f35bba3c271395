"""Which address goes where."""

from django.urls import include, path
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as documents_urls
from wagtail.views import authenticate_with_password

from tertulia.api import perspective
from tertulia.api.urls import api
from tertulia.config.first_visit import set_up
from tertulia.web import paper_urls, refusals
from tertulia.web import urls as web_urls
from tertulia.web.admin import urls as admin_doors

urlpatterns = [
    path("v1alpha1/comments:analyze", perspective.analyze_comment),
    path("v1alpha1/comments:suggestscore", perspective.suggest_score),
    path("$discovery/rest", perspective.discovery),
    path("api/v1/", api.urls),
    path("admin/", include(admin_doors)),
    path("admin/", include(admin_urls)),
    path("setup/", set_up, name="set_up"),
    path("documents/", include(documents_urls)),
    path("account/", include("tertulia.web.account_urls")),
    path("account/with/", include("allauth.socialaccount.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/", include("allauth.account.urls")),
    path("_util/login/", admin_doors.to_restricted_page, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    path("", include(paper_urls)),
    path("", include(web_urls)),
]
handler400 = refusals.malformed
handler403 = refusals.not_allowed
handler404 = refusals.not_found
handler500 = refusals.failed
