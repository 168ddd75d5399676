"""Custodians: the list, the page of one with the site's history, appointing, ending, replacing."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.calendar import today, wareki
from core.confirmation import ConfirmPage
from core.lists import RegisterList
from core.models import Staff
from core.records import RecordPage
from registry.filters.places import CustodianFilter
from registry.forms.custodian import AppointForm, EndCustodianForm, ReplaceManagerForm
from registry.forms.person import told_apart
from registry.models import Custodian
from registry.services.custodian import appoint_custodian, end_custodian, replace_manager
from registry.tables.places import CustodianTable


class CustodianList(RegisterList):
    slug = "custodians"
    title = "端末機管理責任者・補助者"
    lead = "設置場所ごとの端末機管理責任者と補助者の、就任から退任までです。"
    model = Custodian
    permission_required = "registry.view_custodian"
    table_class = CustodianTable
    filter_class = CustodianFilter

    def get_queryset(self) -> QuerySet:
        return Custodian.objects.visible_to(self.request.user).select_related("site", "staff__department")

    def get_context(self, table: Any) -> dict[str, Any]:
        may = self.request.user.has_perm("registry.add_custodian")
        new = {"label": "責任者・補助者を登録する", "url": reverse("custodian_new"), "primary": "yes"}
        return super().get_context(table) | {"actions": [new] if may else []}


class CustodianPage(RecordPage):
    list_class = CustodianList
    lines_title = "この設置場所の責任者・補助者の歴任"
    lines_class = CustodianTable

    def get_lines(self, record: Custodian) -> QuerySet:
        history = Custodian.objects.filter(site=record.site).select_related("site", "staff__department")
        return history.order_by("role", "-starts_on")

    def get_title(self, record: Custodian) -> str:
        return f"{record.site} {record.get_role_display()} {record.staff}さん"

    def get_actions(self, record: Custodian) -> list[dict[str, str]]:
        over = record.ends_on is not None and record.ends_on < today()
        if over or not self.request.user.has_perm("registry.change_custodian"):
            return []
        actions = [{"label": "退任を登録する", "url": reverse("custodian_end", args=[record.pk])}]
        if record.role == Custodian.Role.MANAGER:
            replace = {"label": "後任と交代する", "url": reverse("custodian_replace", args=[record.pk])}
            actions.insert(0, replace | {"primary": "yes"})
        return actions


class _OfCustodian(ConfirmPage):
    """What the pages share that change a custodian."""

    permission_required: str | tuple[str, ...] = "registry.change_custodian"
    check_label = "内容を確かめる"

    def get_queryset(self) -> QuerySet | None:
        return Custodian.objects.visible_to(self.actor).select_related("site", "staff")

    def get_breadcrumb(self, record: Custodian | None) -> list[dict[str, str]]:
        above = [{"label": "端末機管理責任者・補助者", "url": reverse("custodians")}]
        if record is not None:
            above.append({"label": str(record), "url": reverse("custodian", args=[record.pk])})
        return above

    def get_context(self, form: Any, record: Custodian | None) -> dict[str, Any]:
        back = reverse("custodian", args=[record.pk]) if record else reverse("custodians")
        return super().get_context(form, record) | {"cancel_url": back}

    def get_success_url(self, saved: Custodian) -> str:
        return reverse("custodian", args=[saved.pk])


class CustodianNew(_OfCustodian):
    permission_required = "registry.add_custodian"
    form_class = AppointForm
    title = "責任者・補助者を登録する"
    lead = (
        "端末機管理責任者は、一つの設置場所に同時に一人です。交代するときは、いまの責任者の画面から行います。"
    )
    submit_label = "登録する"

    def get_queryset(self) -> None:
        return None

    def get_initial(self, record: Any) -> dict[str, Any]:
        """The site from which the person comes here."""
        site = self.request.GET.get("site", "")
        return {"site": int(site)} if site.isascii() and site.isdigit() and len(site) < 19 else {}

    def get_consequences(self, form: AppointForm, record: Any) -> list[str]:
        values = form.cleaned_data
        role = Custodian.Role(values["role"]).label
        who, day = told_apart(values["staff"], "さん"), wareki(values["starts_on"])
        return [f"{who}が、{day}から{values['site']}の{role}になります。"]

    def save(self, form: AppointForm, actor: Staff) -> Custodian:
        return appoint_custodian(actor=actor, **form.cleaned_data)

    def get_success(self, saved: Custodian) -> str:
        return f"{saved.staff}さんを{saved.site}の{saved.get_role_display()}に登録し、本人に知らせました。"


class CustodianEnd(_OfCustodian):
    form_class = EndCustodianForm
    submit_label = "退任を登録する"

    def get_title(self, record: Custodian) -> str:
        return f"{record.site} {record.get_role_display()} {record.staff}さんの退任"

    def get_consequences(self, form: EndCustodianForm, record: Custodian) -> list[str]:
        day = form.cleaned_data["ends_on"]
        if day < record.starts_on:
            lines = [f"{told_apart(record.staff, 'さん')}は、就任しないまま取りやめになります。"]
        else:
            lines = [f"{told_apart(record.staff, 'さん')}は、{wareki(day)}で退任します。"]
        if record.role == Custodian.Role.MANAGER:
            lines.append(
                f"{record.site}には、そのあと端末機管理責任者がいなくなります。後任を登録してください。"
            )
        return lines

    def save(self, form: EndCustodianForm, actor: Staff) -> Custodian:
        return end_custodian(form.instance, actor=actor, **form.cleaned_data)

    def get_success(self, saved: Custodian) -> str:
        return f"{saved.staff}さんの退任を登録し、本人に知らせました。"


class CustodianReplace(_OfCustodian):
    permission_required = ("registry.change_custodian", "registry.add_custodian")
    form_class = ReplaceManagerForm
    lead = "前任者の退任と後任者の就任を、一度に登録します。"
    submit_label = "交代を登録する"

    def get_queryset(self) -> QuerySet:
        rows = Custodian.objects.visible_to(self.actor).select_related("site", "staff")
        return rows.filter(role=Custodian.Role.MANAGER)

    def get_title(self, record: Custodian) -> str:
        return f"{record.site} 端末機管理責任者の交代"

    def get_consequences(self, form: ReplaceManagerForm, record: Custodian) -> list[str]:
        first = form.cleaned_data["starts_on"]
        former, new = (told_apart(each, "さん") for each in (record.staff, form.cleaned_data["staff"]))
        return [
            f"{former}は、{wareki(first - timedelta(days=1))}で退任します。",
            f"{new}が、{wareki(first)}から端末機管理責任者になります。",
        ]

    def save(self, form: ReplaceManagerForm, actor: Staff) -> Custodian:
        return replace_manager(form.instance, actor=actor, **form.cleaned_data)

    def get_success(self, saved: Custodian) -> str:
        return f"{saved.site}の端末機管理責任者を{saved.staff}さんに交代し、二人に知らせました。"
