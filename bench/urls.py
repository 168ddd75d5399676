"""The product's addresses, and the plain page that they are measured against."""

from django.urls import include, path

from bench.plain import plain_page

urlpatterns = [path("bench/plain/", plain_page), path("", include("config.urls"))]
