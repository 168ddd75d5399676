"""Audits: the list, the page of one with what earlier ones still wait for, and following their findings."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.calendar import today
from core.editing import EditPage
from core.lists import RegisterList
from core.models import Staff
from core.records import RecordPage
from mynumber.filters import AuditFilter, OpenFindingFilter
from mynumber.forms import FindingPlanForm, ImprovementForm
from mynumber.models import Audit, Finding
from mynumber.services.audit import plan_improvement, see_improvement
from mynumber.tables import AuditTable, OpenFindingTable, standing_of


class AuditList(RegisterList):
    slug = "audits"
    title = "監査と指摘事項"
    lead = "監査ごとの指摘事項と、改善の確認です。「制度」を選ぶと指摘事項を表示します。"
    model = Audit
    permission_required = "mynumber.view_audit"
    table_class = AuditTable
    filter_class = AuditFilter

    def get_queryset(self) -> QuerySet:
        return Audit.objects.for_list()


class OpenFindingList(RegisterList):
    slug = "open_findings"
    title = "指摘事項の改善"
    lead = "改善を求められ、その後の監査でまだ改善を確認していない指摘事項です。期限の早いものから並びます。"
    model = Finding
    permission_required = "mynumber.view_finding"
    table_class = OpenFindingTable
    filter_class = OpenFindingFilter

    def get_queryset(self) -> QuerySet:
        return Finding.objects.for_list()

    def get_context(self, table: Any) -> dict[str, Any]:
        other = {"label": "会議の宿題", "url": reverse("follow_ups")}
        return super().get_context(table) | {"actions": [other]}


class AuditDetail(RecordPage):
    """An audit and what it stated; and the findings of earlier ones that nobody has seen improved."""

    list_class = AuditList
    template_name = "mynumber/audit.html"
    line_models = (Finding,)

    def get_context(self, record: Audit) -> dict[str, Any]:
        user, day = self.request.user, today()
        findings = record.findings.select_related("improvement__audit").prefetch_related("improves__audit")
        return super().get_context(record) | {
            "findings": [(each, standing_of(each.due_on, each.is_open, day)) for each in findings],
            "earlier": [
                (each, standing_of(each.due_on, True, day)) for each in Finding.objects.open_before(record)
            ],
            "may_plan": user.has_perm("mynumber.change_finding"),
            "may_see": user.has_perms(["mynumber.add_finding", "mynumber.change_finding"]),
        }


class FindingPlan(EditPage):
    permission_required = "mynumber.change_finding"
    form_class = FindingPlanForm
    template_name = "mynumber/finding_plan.html"
    title = "改善の方針を書く"
    success = "改善の方針を登録しました。改善は、次の監査で確認します。"

    def get_queryset(self) -> QuerySet:
        return Finding.objects.select_related("audit")

    def get_breadcrumb(self, record: Finding) -> list[dict[str, str]]:
        return _above(record.audit)

    def get_context(self, form: Any, record: Finding) -> dict[str, Any]:
        return super().get_context(form, record) | {
            "cancel_url": reverse("audit_detail", args=[record.audit_id])
        }

    def save(self, form: FindingPlanForm, actor: Staff) -> Finding:
        return plan_improvement(form.instance, actor=actor, **form.cleaned_data)

    def get_success_url(self, saved: Finding) -> str:
        return reverse("audit_detail", args=[saved.audit_id])


class AuditImprovement(EditPage):
    """Stating at an audit what was found earlier and is improved; `finding` of the query comes ticked."""

    permission_required = ("mynumber.add_finding", "mynumber.change_finding")
    form_class = ImprovementForm
    template_name = "mynumber/governance_form.html"
    title = "改善を確認した"
    submit_label = "改善を確認した"
    success = "改善の確認を登録しました。"

    def get_queryset(self) -> QuerySet:
        return Audit.objects.all()

    def get_title(self, record: Audit) -> str:
        return f"{record}で、改善を確認した"

    def get_initial(self, record: Audit) -> dict[str, Any]:
        chosen = self.request.GET.get("finding", "")
        return {"findings": [chosen]} if chosen.isascii() and chosen.isdigit() else {}

    def get_breadcrumb(self, record: Audit) -> list[dict[str, str]]:
        return _above(record)

    def get_context(self, form: Any, record: Audit) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("audit_detail", args=[record.pk])}

    def save(self, form: ImprovementForm, actor: Staff) -> Finding:
        found = form.cleaned_data["findings"]
        return see_improvement(*found, audit=form.instance, text=form.cleaned_data["text"], actor=actor)

    def get_success_url(self, saved: Finding) -> str:
        return reverse("audit_detail", args=[saved.audit_id])


def _above(audit: Audit) -> list[dict[str, str]]:
    return [
        {"label": "監査と指摘事項", "url": reverse("audits")},
        {"label": str(audit), "url": reverse("audit_detail", args=[audit.pk])},
    ]
