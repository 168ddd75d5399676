"""The addresses of the first page, the account and the shared ground's lists. Reports have their own."""

from django.urls import path

from core.lists import list_urls
from core.views import account
from core.views.access_log import AccessEventList
from core.views.departments import DepartmentList
from core.views.guard_overrides import GuardOverrideList
from core.views.home import home
from core.views.notices import notice, notice_list, notices_read
from core.views.staff import StaffList
from core.views.trail import trail_page

urlpatterns = [
    path("", home, name="home"),
    path("login/", account.login, name="login"),
    path("logout/", account.logout, name="logout"),
    path("password/", account.password_change, name="password_change"),
    path("password/done/", account.password_change_done, name="password_change_done"),
    path("notices/", notice_list, name="notices"),
    path("notices/<int:pk>/", notice, name="notice"),
    path("notices/read/", notices_read, name="notices_read"),
    path("trail/", trail_page, name="trail"),
    *list_urls("access-events/", AccessEventList),
    *list_urls("guard-overrides/", GuardOverrideList),
    *list_urls("departments/", DepartmentList),
    *list_urls("staff/", StaffList),
]
