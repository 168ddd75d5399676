"""Terminals: the list, the page of one, moving it and taking it away."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.calendar import today, wareki
from core.confirmation import ConfirmPage
from core.editing import EditPage
from core.lists import RegisterList
from core.models import Staff
from core.records import RecordPage
from registry.filters.places import TerminalFilter
from registry.forms.terminal import MoveTerminalForm, RetireTerminalForm
from registry.models import Terminal
from registry.services.operator_grant import in_words
from registry.services.terminal import Retirement, booked_after, move_terminal, retire_terminal
from registry.tables.places import TerminalTable

SHOWN = 10  # outages and checks on the terminal's page; the lists have them all


class TerminalList(RegisterList):
    slug = "terminals"
    title = "統合端末"
    lead = "住民基本台帳ネットワークシステムの統合端末と、置いている場所の責任者です。"
    model = Terminal
    permission_required = "registry.view_terminal"
    table_class = TerminalTable
    filter_class = TerminalFilter

    def get_queryset(self) -> QuerySet:
        return Terminal.objects.visible_to(self.request.user)


class TerminalPage(RecordPage):
    list_class = TerminalList
    template_name = "registry/terminal.html"

    def get_record(self, pk: int) -> Terminal:
        return self.get_of_today().get(pk=super().get_record(pk).pk)

    def get_of_today(self) -> QuerySet:
        return Terminal.objects.visible_to(self.request.user).for_list(today())

    def get_title(self, record: Terminal) -> str:
        return f"統合端末 {record}"

    def get_actions(self, record: Terminal) -> list[dict[str, str]]:
        gone = record.ends_on is not None and record.ends_on < today()
        actions = [
            ("点検を記録する", "terminal_check_new", "registry.add_terminalcheck", gone),
            ("故障を登録する", "terminal_outage_new", "registry.add_terminaloutage", gone),
            ("移す", "terminal_move", "registry.change_terminal", gone),
            ("撤去する", "terminal_retire", "registry.change_terminal", gone),
        ]
        return [
            {"label": label, "url": reverse(name, args=[record.pk])}
            for label, name, right, barred in actions
            if not barred and self.request.user.has_perm(right)
        ]

    def get_context(self, record: Terminal) -> dict[str, Any]:
        user = self.request.user
        context = super().get_context(record)
        context["facts"] = [
            *context["facts"],
            ("今の設置場所に置いた日", wareki(record.placed_on) if record.placed_on else ""),
            ("予約", "受け付ける（共用）" if record.is_shared else "受け付けない"),
        ]
        context["placements"] = record.former_placements.select_related("site").order_by("-ends_on")
        if user.has_perm("registry.view_terminaloutage"):
            context["outages"] = record.outages.for_list()[:SHOWN]
        if user.has_perm("registry.view_terminalcheck"):
            context["checks"] = record.checks.for_list()[:SHOWN]
        return context


class OfTerminal(EditPage):
    """What the pages share that change a terminal."""

    permission_required = "registry.change_terminal"

    def get_queryset(self) -> QuerySet:
        return Terminal.objects.visible_to(self.actor).select_related("site")

    def get_breadcrumb(self, record: Terminal) -> list[dict[str, str]]:
        return [
            {"label": "統合端末", "url": reverse("terminals")},
            {"label": str(record), "url": reverse("terminal", args=[record.pk])},
        ]

    def get_context(self, form: Any, record: Terminal) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("terminal", args=[record.pk])}

    def get_success_url(self, saved: Any) -> str:
        return reverse("terminal", args=[self.kwargs["pk"]])


class TerminalMove(OfTerminal):
    form_class = MoveTerminalForm
    lead = "移した日より前の年の報告書は、前の設置場所のまま変わりません。"
    submit_label = "移したことを登録する"

    def get_title(self, record: Terminal) -> str:
        return f"統合端末 {record} を{record.site}から移す"

    def save(self, form: MoveTerminalForm, actor: Staff) -> Terminal:
        return move_terminal(form.instance, actor=actor, **form.cleaned_data)

    def get_success(self, saved: Terminal) -> str:
        return f"統合端末 {saved} を{saved.site}に移したことを登録しました。"


class TerminalRetire(OfTerminal, ConfirmPage):
    form_class = RetireTerminalForm
    lead = "撤去した端末は、削除せずに撤去日を入れて残します。"
    submit_label = "撤去を登録する"
    check_label = "取り消される予約を確かめる"
    foretelling = "撤去すると、次の予約を取り消して、操作者と予約した人に知らせます"
    nothing = "撤去日より後の予約はありません。"

    def get_title(self, record: Terminal) -> str:
        return f"統合端末 {record} を撤去する"

    def get_consequences(self, form: RetireTerminalForm, record: Terminal) -> list[str]:
        booked = booked_after(record, form.cleaned_data["ends_on"])
        return [f"{each.operator.name}さん {in_words(each)}" for each in booked]

    def save(self, form: RetireTerminalForm, actor: Staff) -> Retirement:
        # The page has listed what is booked, or this would not be the second pressing.
        return retire_terminal(form.instance, actor=actor, cancel_reservations=True, **form.cleaned_data)

    def get_success(self, saved: Retirement) -> str:
        count = len(saved.cancelled)
        cancelled = f"予約{count}件を取り消し、関係する職員に知らせました。" if count else ""
        return f"統合端末 {saved.terminal} の撤去を登録しました。{cancelled}"
