"""The one admin site of the product."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class DaichoAdminSite(admin.AdminSite):
    site_header = "台帳 管理画面"
    site_title = "台帳"
    index_title = "登録と入力"
    enable_nav_sidebar = True


class DaichoAdminConfig(AdminConfig):
    default_site = "config.admin.DaichoAdminSite"
