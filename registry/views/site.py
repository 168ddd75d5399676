"""Sites: the list, and the page of one with its terminals, custodians and operators."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from core.calendar import today, wareki
from core.lists import RegisterList
from core.records import RecordPage
from registry.filters.places import SiteFilter
from registry.models import OperatorGrant, Site
from registry.models.site import standing_on
from registry.tables.places import SiteTable


class SiteList(RegisterList):
    slug = "sites"
    title = "設置場所"
    lead = "統合端末を置く場所と、その日の端末の台数、端末機管理責任者です。"
    model = Site
    permission_required = "registry.view_site"
    table_class = SiteTable
    filter_class = SiteFilter

    def get_queryset(self) -> QuerySet:
        return Site.objects.visible_to(self.request.user)


class SitePage(RecordPage):
    """What of a site the person's rights show: its terminals, custodians, operators."""

    list_class = SiteList
    template_name = "registry/site.html"

    def get_record(self, pk: int) -> Site:
        found = super().get_record(pk)
        return Site.objects.visible_to(self.request.user).for_list(today()).get(pk=found.pk)

    def get_actions(self, record: Site) -> list[dict[str, str]]:
        actions = []
        if self.request.user.has_perm("registry.view_operatorledger"):
            operators = reverse("site_operators", args=[record.pk])
            actions.append({"label": "この日の台帳", "url": operators})
        if self.request.user.has_perm("registry.add_custodian"):
            query = urlencode({"site": record.pk})
            actions.append(
                {"label": "責任者・補助者を登録する", "url": f"{reverse('custodian_new')}?{query}"}
            )
        return actions

    def get_context(self, record: Site) -> dict[str, Any]:
        user, day = self.request.user, today()
        context = super().get_context(record) | {"today": wareki(day), "day": day}
        if user.has_perm("registry.view_terminal"):
            standing = record.terminals.filter(standing_on(day))
            context["terminals"] = standing.order_by("number")
            context["former"] = record.former_placements.select_related("terminal__site").order_by("-ends_on")
        if user.has_perm("registry.view_custodian"):
            context["custodians"] = record.custodians.select_related("staff__department").order_by(
                "role", "-starts_on"
            )
        if user.has_perm("registry.view_operatorledger"):
            held = OperatorGrant.objects.filter(site=record).in_force_on(day).for_list()
            context["operators"] = held.order_by("staff__kana", "staff__username")
        return context
