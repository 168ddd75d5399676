"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("reports/", include("core.reports.urls")),
    path("", include("core.urls")),
    path("", include("registry.urls")),
    path("", include("mynumber.urls")),
    path("", include("privacy_review.urls")),
]
