"""The one admin site of the product."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect


class DaichoAdminSite(admin.AdminSite):
    site_header = "台帳 管理画面"
    site_title = "台帳"
    index_title = "登録と入力"
    enable_nav_sidebar = True

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Any:
        """Who is logged in and may not enter records is told so (403), not asked to log in as another."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return answer

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one log-in page, and LoginRequiredMiddleware lets nobody here who has not passed it."""
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")


class DaichoAdminConfig(AdminConfig):
    default_site = "config.admin.DaichoAdminSite"
