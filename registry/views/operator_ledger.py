"""Operator ledgers: the list, the page of one with its steps, and writing it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.calendar import today
from core.decisions import WorkflowPage
from core.editing import EditPage
from core.history import SYSTEM, history_of
from core.lists import RegisterList
from core.models import Staff
from registry.filters.ledger import OperatorLedgerFilter
from registry.forms.operator_ledger import CANDIDATES, LedgerForm
from registry.models import OperatorLedger, OperatorLedgerEntry
from registry.services.operator_ledger import counts_from, ledger_before, take_step, write_ledger
from registry.states.operator_ledger import EDITABLE_STATES, WORKFLOW, Action, State
from registry.tables.ledger import OperatorLedgerTable
from registry.tables.places import NOBODY

_TO_ADD = "加わる職員がいるときは「台帳を書く」から加えます。いないときは、そのまま提出します。"
_NOBODY = "この台帳には、操作者が一人も書かれていません。"


class OperatorLedgerList(RegisterList):
    slug = "operator_ledgers"
    title = "操作者管理台帳"
    lead = "設置場所が提出する、統合端末を操作する職員の台帳です。"
    model = OperatorLedger
    permission_required = "registry.view_operatorledger"
    table_class = OperatorLedgerTable
    filter_class = OperatorLedgerFilter

    def get_queryset(self) -> QuerySet:
        return OperatorLedger.objects.visible_to(self.request.user).for_list(today())


class OperatorLedgerPage(WorkflowPage):
    """The last ledger beside this one, and what may be done with it."""

    list_class = OperatorLedgerList
    template_name = "registry/operator_ledger.html"
    workflow = WORKFLOW
    take = take_step
    line_models = (OperatorLedgerEntry,)

    def get_title(self, record: OperatorLedger) -> str:
        return f"{record.site} 操作者管理台帳"

    def get_actions(self, record: OperatorLedger) -> list[dict[str, str]]:
        actions = []
        if _may_write(record, self.actor):
            edit = reverse("operator_ledger_edit", args=[record.pk])
            actions.append({"label": "台帳を書く", "url": edit, "primary": "yes"})
        operators = reverse("site_operators", args=[record.site_id])
        return [*actions, {"label": "この日の台帳", "url": operators}]

    def get_context(self, record: Any) -> dict[str, Any]:
        last = ledger_before(record)
        earlier = {entry.staff_id: entry for entry in _entries(last)} if last else {}
        entries = list(_entries(record))
        present = {entry.staff_id for entry in entries}
        waits = record.state in EDITABLE_STATES and record.round.closed_at is None
        context = super().get_context(record)
        context["facts"] = [
            *context["facts"],
            ("端末機管理責任者", record.manager_name or NOBODY),
            ("確認", record.confirmed_by.name if record.confirmed_by else ""),
        ]
        context["offered"] = _next_steps(context["offered"])
        return context | {
            "last": last,
            "lines_of_both": [
                (entry.staff, earlier.get(entry.staff_id), entry) for entry in sorted(entries, key=_by_name)
            ]
            + [
                (entry.staff, entry, None)
                for entry in sorted(earlier.values(), key=_by_name)
                if entry.staff_id not in present and entry.change != "leaves"
            ],
            "counts_from": counts_from(record) if record.state == State.SUBMITTED else None,
            "waits": waits,
            "is_late": waits and record.round.due_on < today(),
            "round_url": reverse("ledger_round", args=[record.round_id]),
            "empty_detail": _TO_ADD if _may_write(record, self.actor) else _NOBODY,
        }

    def get_done(self, record: OperatorLedger, action: str) -> str:
        match action:
            case Action.PREPARE:
                return "起案しました。端末機管理責任者が確かめて提出します。"
            case Action.SUBMIT:
                return "台帳を提出しました。住民記録の確認を待ちます。"
            case Action.CONFIRM:
                return "台帳を確認し、操作権限に反映しました。提出した人に知らせました。"
        return "台帳を差し戻し、提出した人に知らせました。"


def _next_steps(offered: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Whoever may submit has no use for the step before it."""
    may_submit = any(each["action"] == Action.SUBMIT and not each["reasons"] for each in offered)
    return [each for each in offered if not (may_submit and each["action"] == Action.PREPARE)]


def _entries(ledger: OperatorLedger) -> QuerySet:
    return ledger.entries.select_related("staff__department")


def _by_name(entry: OperatorLedgerEntry) -> tuple[str, str]:
    return entry.staff.kana, entry.staff.username


def _may_write(ledger: OperatorLedger, person: Staff) -> bool:
    return (
        ledger.state in EDITABLE_STATES
        and ledger.round.closed_at is None
        and person.has_perm("registry.prepare_operatorledger")
        and ledger.site.custodians.in_force_on(today()).filter(staff=person).exists()
    )


class OperatorLedgerEdit(EditPage):
    """Writing the lines. 「探す」 looks for people to add and 「加える」 puts them in; neither saves."""

    permission_required = "registry.prepare_operatorledger"
    form_class = LedgerForm
    template_name = "registry/operator_ledger_edit.html"
    lead = "操作者ごとに、続けるか外れるかを選びます。加わる職員は、下の「操作者を加える」から選びます。"
    success = "台帳を保存しました。内容を確かめて「提出」してください。補助者は「起案」します。"

    def get_queryset(self) -> QuerySet:
        """The ledgers of the sites that the person answers for: who sees all sites writes none."""
        held = self.actor.custodianships.in_force_on(today()).values("site")
        return OperatorLedger.objects.filter(site__in=held).select_related("site__department", "round")

    def get_title(self, record: OperatorLedger) -> str:
        return f"{record.site} 操作者管理台帳を書く"

    def get_breadcrumb(self, record: OperatorLedger) -> list[dict[str, str]]:
        return [
            {"label": "操作者管理台帳", "url": reverse("operator_ledgers")},
            {"label": str(record.site), "url": reverse("operator_ledger", args=[record.pk])},
        ]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        if not _may_write(record, self.actor):
            messages.warning(request, "この台帳は、いまは直せません。差し戻されてから直してください。")
            return redirect("operator_ledger", pk=record.pk)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "save" in request.POST:
            return super().post(request, **kwargs)
        record = self.get_record()
        return self.answer(self.get_form(record, request.POST), record)

    def save(self, form: LedgerForm, actor: Staff) -> OperatorLedger:
        return write_ledger(
            form.instance, lines=form.lines, version=form.cleaned_data["version"], actor=actor
        )

    def answer(self, form: LedgerForm, record: OperatorLedger) -> HttpResponse:
        """The page. Where somebody else has written the ledger since, what they wrote beside what was
        typed."""
        saving = "save" in self.request.POST
        if form.is_bound and form.data.get("version") != str(record.version):
            form, changes = form.refreshed()
            if saving:
                form.full_clean()
                form.add_error(None, _overtaken(record, changes))
        return super().answer(form, record)

    def get_context(self, form: LedgerForm, record: OperatorLedger) -> dict[str, Any]:
        found = form.candidates
        return super().get_context(form, record) | {
            "cancel_url": reverse("operator_ledger", args=[record.pk]),
            "rows": form.rows,
            "candidates": found[:CANDIDATES],
            "more_candidates": len(found) > CANDIDATES,
            "shows_errors": "save" in self.request.POST and form.errors,
        }

    def get_success_url(self, saved: OperatorLedger) -> str:
        return reverse("operator_ledger", args=[saved.pk])


def _overtaken(ledger: OperatorLedger, changes: list[str]) -> str:
    last = next(iter(history_of(ledger, (OperatorLedgerEntry,))), None)
    who = last.who if last and last.who != SYSTEM else "ほかの人"
    what = f"を変更しました（{'、'.join(changes)}）" if changes else "の手続きを進めました"
    return (
        f"この画面を開いたあとに、{who}がこの台帳{what}。"
        "入力した内容は残してあります。確かめてから、もう一度保存してください。"
    )
