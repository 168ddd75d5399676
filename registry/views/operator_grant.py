"""Operator grants: the list, the page of one, ending it; and who was entitled at a site on any day."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.calendar import today, wareki
from core.confirmation import ConfirmPage
from core.lists import RegisterList
from core.models import Staff
from core.records import RecordPage
from registry.filters.operator_grant import OperatorGrantFilter, SiteOperatorFilter
from registry.forms.operator_grant import EndGrantForm
from registry.models import OperatorGrant, Site
from registry.services.operator_grant import Ending, end_grant, ending_of
from registry.tables.operator_grant import OperatorGrantTable, SiteOperatorTable


class OperatorGrantList(RegisterList):
    slug = "operator_grants"
    title = "操作権限"
    lead = "だれが、どの事務または設置場所で、いつからいつまで統合端末を操作できるかです。"
    model = OperatorGrant
    permission_required = "registry.view_operatorgrant"
    table_class = OperatorGrantTable
    filter_class = OperatorGrantFilter

    def get_queryset(self) -> QuerySet:
        return OperatorGrant.objects.visible_to(self.request.user).for_list()


class OperatorGrantPage(RecordPage):
    list_class = OperatorGrantList

    def get_title(self, record: OperatorGrant) -> str:
        return f"{record.staff}さんの操作権限（{record.basis}）"

    def get_actions(self, record: OperatorGrant) -> list[dict[str, str]]:
        over = record.ends_on is not None and record.ends_on < today()
        if over or not self.request.user.has_perm("registry.revoke_operatorgrant"):
            return []
        return [{"label": "終わらせる", "url": reverse("operator_grant_end", args=[record.pk])}]

    def get_context(self, record: OperatorGrant) -> dict[str, Any]:
        context = super().get_context(record)
        context["facts"] = [*context["facts"], *_basis(record)]
        return context


def _basis(grant: OperatorGrant) -> list[tuple[str, Any]]:
    """What the grant stands on, who gave it, and how it ended."""
    facts: list[tuple[str, Any]] = [("付けた人", f"{grant.granted_by}")]
    if grant.usage_request is not None:
        facts.append(("根拠", f"利用申請 {grant.usage_request}"))
    elif grant.ledger_entry is not None:
        facts.append(("根拠", f"操作者管理台帳 {grant.ledger_entry.ledger.round}"))
    if grant.ended_by is not None:
        facts += [("終えた人", f"{grant.ended_by}"), ("終了の説明", grant.end_note)]
    return facts


class OperatorGrantEnd(ConfirmPage):
    permission_required = "registry.revoke_operatorgrant"
    form_class = EndGrantForm
    lead = "終わりの日より後の予約は、あわせて取り消され、操作者と予約した人に知らせます。"
    submit_label = "操作権限を終わらせる"
    foretelling = "終わらせると、次のとおりになります"

    def get_queryset(self) -> QuerySet:
        return OperatorGrant.objects.visible_to(self.actor).for_list()

    def get_title(self, record: OperatorGrant) -> str:
        return f"{record.staff}さんの操作権限（{record.basis}）を終わらせる"

    def get_breadcrumb(self, record: OperatorGrant) -> list[dict[str, str]]:
        return [
            {"label": "操作権限", "url": reverse("operator_grants")},
            {"label": str(record), "url": reverse("operator_grant", args=[record.pk])},
        ]

    def get_context(self, form: Any, record: OperatorGrant) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("operator_grant", args=[record.pk])}

    def get_consequences(self, form: EndGrantForm, record: OperatorGrant) -> list[str]:
        return ending_of([record], ends_on=form.cleaned_data["ends_on"]).sentences()

    def save(self, form: EndGrantForm, actor: Staff) -> Ending:
        return end_grant(form.instance, actor=actor, **form.cleaned_data)

    def get_success(self, saved: Ending) -> str:
        if not saved.cancelled:
            return "操作権限を終わらせ、本人に知らせました。"
        return f"操作権限を終わらせ、予約{len(saved.cancelled)}件を取り消して、関係する職員に知らせました。"

    def get_success_url(self, saved: Ending) -> str:
        return reverse("operator_grant", args=[self.kwargs["pk"]])


class SiteOperatorList(RegisterList):
    """この日の台帳 of one site: on the screen, on paper and as a file."""

    slug = "site_operators"
    lead = "この日に、この設置場所の統合端末を操作できた職員です。日を選ぶと、その日の台帳になります。"
    model = OperatorGrant
    permission_required = "registry.view_operatorledger"
    table_class = SiteOperatorTable
    filter_class = SiteOperatorFilter
    orientation = "portrait"

    def get(self, request: HttpRequest, pk: int = 0) -> HttpResponseBase:
        self.site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
        return super().get(request)

    @property
    def title(self) -> str:  # type: ignore[override]  # it tells the site
        day = self.filter.form.cleaned_data.get("on") if self.filter.is_valid() else None
        return f"{self.site}の操作者（{wareki(day or today())}）"

    def get_queryset(self) -> QuerySet:
        held = OperatorGrant.objects.filter(site=self.site).for_list().select_related("ledger_entry")
        return held.order_by("staff__kana", "staff__username")

    def address(self, output: str, **words: str) -> str:
        query = self.request.GET.copy()
        for word in ("page", "format", "encoding"):
            query.pop(word, None)
        query.update(words)
        name = self.slug if output == "screen" else f"{self.slug}_{output}"
        address = reverse(name, args=[self.site.pk])
        return f"{address}?{query.urlencode()}" if query else address

    def get_context(self, table: Any) -> dict[str, Any]:
        above = [
            {"label": "設置場所", "url": reverse("sites")},
            {"label": str(self.site), "url": reverse("site", args=[self.site.pk])},
        ]
        return super().get_context(table) | {"breadcrumb": above}
