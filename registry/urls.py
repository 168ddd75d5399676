"""The addresses of the Juki-net's registers."""

from core.lists import list_urls
from registry.views.affair import AffairList
from registry.views.custodian import CustodianList
from registry.views.site import SiteList
from registry.views.terminal import TerminalList

urlpatterns = [
    *list_urls("sites/", SiteList),
    *list_urls("terminals/", TerminalList),
    *list_urls("custodians/", CustodianList),
    *list_urls("affairs/", AffairList),
]
