"""The entry sheet of a department's quarter: typing its figures, and the steps from there to its closing."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.views import View

from core.calendar import Quarter, quarter_of, today, wareki
from core.clock import moment_on_paper
from core.constraints import sentence_of
from core.decisions import WorkflowPage
from core.errors import DomainError, NotPermittedError
from core.history import Step, history_of
from core.models import Department, WorkflowStep
from mynumber.asked import CellKey
from mynumber.expectations import answers_of
from mynumber.models import Series, Submission
from mynumber.quarters import quarter_to_work_on
from mynumber.services.figure_sheet import Answer, SheetRefusedError, save_sheet
from mynumber.services.submission import NOBODY_CONFIRMS, Taken, sheet_url, take_step_and_tell
from mynumber.sheet import Sheet, sheet_of
from mynumber.states.submission import EDITABLE_STATES, STANDING_STATES, WORKFLOW, Action, State
from mynumber.views.figure_sheet_rows import NOTHING_TYPED, SheetRows, Typed, plain

_STAMPS = (
    ("提出", "submitted"),
    ("差戻し", "returned"),
    ("確定", "confirmed"),
    ("確定の取消し", "reopened"),
    ("締切り", "locked"),
)
_BADGES = {
    State.RETURNED: "badge-warning",
    State.SUBMITTED: "badge-key",
    State.CONFIRMED: "badge-success",
    State.LOCKED: "badge-success",
}


_WHO_MENDS = "提出した人には知らせていません。数を直す職員に、直接伝えてください。"
_UNTOLD = {Action.SUBMIT: NOBODY_CONFIRMS, Action.RETURN: _WHO_MENDS, Action.REOPEN: _WHO_MENDS}


class FigureSheet(WorkflowPage):
    """The sheet. A POST to it saves what was typed; one to a step's address under it takes the step."""

    template_name = "mynumber/figure_sheet.html"
    workflow = WORKFLOW
    take = take_step_and_tell

    def get_permission_required(self) -> tuple[str, ...]:
        return ("mynumber.view_flowfigure",)

    @property
    def quarter(self) -> Quarter:
        """Raises Http404 for what is no quarter, or one that has not begun."""
        year, number = self.kwargs["fiscal_year"], self.kwargs["quarter"]
        if not (1 <= number <= 4 and 1989 <= year <= 2100) or Quarter(year, number) > quarter_of(today()):
            raise Http404("その四半期の画面はありません。")
        return Quarter(year, number)

    def get_record(self, pk: int) -> Submission:
        """The quarter of the department of that key; not in the register yet where nobody has begun it."""
        quarter = self.quarter
        if not (self.actor.department_id == pk or self.actor.has_perm("mynumber.view_all_figures")):
            raise Http404("ほかの課の実績です。")
        rows = Submission.objects.of(quarter).for_list().select_related("returned_by")
        if record := rows.filter(department=pk).first():
            return record
        department = get_object_or_404(Department, pk=pk)
        return Submission(department=department, fiscal_year=quarter.fiscal_year, quarter=quarter.number)

    def get(self, request: HttpRequest, pk: int, action: str = "", **kwargs: int) -> HttpResponse:
        return super().get(request, pk, action)

    def post(self, request: HttpRequest, pk: int, action: str = "", **kwargs: int) -> HttpResponse:
        return super().post(request, pk, action) if action else self.save(self.get_record(pk))

    # --- Saving --------------------------------------------------------------------------------------------

    def save(self, record: Submission) -> HttpResponse:
        """Save what was typed. What stands in the way comes back beside the figures (422), all texts kept."""
        data = self.request.POST
        cells, seen = _texts(data, "cell-"), _texts(data, "seen-")
        answers = _answers(data)
        faults: dict[CellKey, list[str]] = {}
        try:
            saved = save_sheet(
                department=record.department,
                quarter=self.quarter,
                cells=cells,
                seen=seen,
                reasons=answers,
                actor=self.actor,
            )
        except NotPermittedError as error:
            raise PermissionDenied from error
        except SheetRefusedError as error:
            reasons, faults = error.reasons, error.cells
        except DomainError as error:
            reasons = error.reasons
        except IntegrityError as error:
            reasons = (sentence_of(error),)
        else:
            messages.success(self.request, _done(saved.figures, saved.reasons))
            return redirect(self.page_url)
        changed = {key: text for key, text in cells.items() if _differs(text, seen.get(key, ""))}
        given = {at: answer.reason for at, answer in answers.items() if not answer.is_untouched}
        typed = Typed(changed, given, faults)
        record = self.get_record(record.department.pk)  # as it now is
        return self.answer(record, status=422, reasons=reasons, typed=typed)

    def answer(self, record: Submission, *, status: int = 200, **more: Any) -> HttpResponse:
        """The page. `typed` is what was sent and could not be saved."""
        sheet = sheet_of(record.department, self.quarter, record if record.pk else None)
        typed = more.pop("typed", NOTHING_TYPED)
        if more.get("refused_action") == Action.SUBMIT:
            missing = {row.key: [_missing(row.series)] for row in sheet.missing}
            typed = Typed({}, {}, missing, wants_reasons=True)
        self.rows = self._rows(record, sheet, typed)
        left = {} if self.rows.editable else typed.cells
        unsaved = [(sheet.by_key[key].asked.title, text) for key, text in left.items() if key in sheet.by_key]
        return super().answer(record, status=status, unsaved=unsaved, **more)

    def _rows(self, record: Submission, sheet: Sheet, typed: Typed) -> SheetRows:
        writes = (
            self.actor.has_perm("mynumber.submit_figures")
            and self.actor.department_id == record.department.pk
        )
        return SheetRows(
            sheet, editable=writes and record.state in EDITABLE_STATES, proposes=writes, typed=typed
        )

    # --- The page ------------------------------------------------------------------------------------------

    def get_context(self, record: Submission) -> dict[str, Any]:
        rows, quarter = self.rows, self.quarter
        sheet, terms = rows.sheet, rows.sheet.reading.terms
        following = quarter.next() if quarter < quarter_of(today()) else None
        due_on = terms.due_on(quarter)
        waits = record.state in EDITABLE_STATES
        typed_rows = sheet.typed_rows
        return {
            "title": f"{record.department} {quarter.label}の実績",
            "breadcrumb": [{"label": "四半期の入力", "url": reverse("figure_sheet_today")}],
            "record": record,
            "sheet": sheet,
            "rows": list(rows),
            "columns": rows.columns,
            "span": len(rows.columns) + 1,
            "quarter_label": quarter.label,
            "quarter_heading": f"第{quarter.number}四半期",
            "quarter_months": f"{quarter.starts_on.month}～{quarter.ends_on.month}月",
            "editable": rows.editable,
            "store": f"{self.actor.pk}{self.page_url}",
            "previous": _link(record.department.pk, quarter.previous()),
            "next": _link(record.department.pk, following) if following else None,
            "state_label": record.get_state_display(),
            "state_badge": _BADGES.get(State(record.state), ""),
            "due_on": wareki(due_on),
            "is_late": waits and today() > due_on,
            "waits": waits,
            "is_running": today() <= quarter.ends_on,
            "stands": record.state in STANDING_STATES,
            "stamps": [
                (label, getattr(record, f"{name}_by"), moment_on_paper(at))
                for label, name in _STAMPS
                if (at := getattr(record, f"{name}_at")) is not None
            ],
            "count": len(typed_rows),
            "filled": sum(1 for row in typed_rows if plain(row.value)),
            "unexplained": sum(1 for _, _, reason in answers_of(sheet) if reason is None) if waits else 0,
            # What asks for nothing and was never begun, is not handed in either.
            "offered": self.workflow.offered(record, self.actor) if sheet.rows or record.pk else [],
            "steps": WorkflowStep.objects.of(record).select_related("on_behalf_of") if record.pk else [],
            "history": _history(record) if record.pk else [],
            "page_url": self.page_url,
        }

    def get_done(self, record: Taken, action: str) -> str:
        """The sentence after the step; a warning besides, where who has to act next was not told."""
        told = "提出した人に知らせました。" if record.told else ""
        if not record.told and action in _UNTOLD:
            messages.warning(self.request, _UNTOLD[Action(action)])
        match action:
            case Action.SUBMIT:
                return f"提出しました。{'実績確認の職員に知らせました。' if record.told else ''}"
            case Action.TAKE_BACK:
                return "提出を取り消しました。直して、もう一度提出してください。"
            case Action.CONFIRM:
                return f"確定しました。{told}"
            case Action.RETURN:
                return f"差し戻しました。{told}"
            case Action.REOPEN:
                return f"確定を取り消しました。{told}"
            case Action.LOCK:
                return "締め切りました。これからは、訂正だけができます。"
        return "締切りを解きました。いまの状態は「確定」です。"


class FigureSheetToday(PermissionRequiredMixin, View):
    """The way to the sheet that is to be worked on: of the own department, the quarter that ended last until
    it is confirmed. Who has none to enter is led to the board."""

    permission_required = "mynumber.view_flowfigure"

    def get(self, request: HttpRequest) -> HttpResponse:
        department = request.user.department_id  # type: ignore[union-attr]
        if department is None or not Series.objects.filter(department=department).exists():
            return redirect("submission_board")
        return redirect(sheet_url(department, quarter_to_work_on(department, today())))


def figure_sheet_urls(route: str) -> list[URLPattern]:
    """The addresses: the sheets, their steps under them, and the way to the one of today at `route`."""
    sheet = FigureSheet.as_view()
    one = f"{route}<int:pk>/<int:fiscal_year>/<int:quarter>/"
    return [
        path(route, FigureSheetToday.as_view(), name="figure_sheet_today"),
        path(one, sheet, name="figure_sheet"),
        path(f"{one}<slug:action>/", sheet, name="figure_sheet_step"),
    ]


def _history(record: Submission) -> list[Step]:
    """Who changed what. That figures were saved is told by its name: the row itself says nothing new."""
    return [
        replace(step, changes=tuple(change for change in step.changes if change.fields))
        for step in history_of(record)
    ]


def _link(department: int, quarter: Quarter) -> dict[str, str]:
    return {"label": quarter.label, "url": sheet_url(department, quarter)}


def _texts(data: QueryDict, prefix: str) -> dict[CellKey, str]:
    """What the controls of that prefix say, by figure; what names no figure is left out."""
    texts = {}
    for name in data:
        if name.startswith(prefix) and (key := CellKey.parse(name.removeprefix(prefix))):
            texts[key] = data.get(name, "")
    return texts


def _answers(data: QueryDict) -> dict[tuple[CellKey, str], Answer]:
    """The reasons, by figure and by what was asked, each with the sentence that it answers and with what the
    person saw."""
    answers = {}
    for name in data:
        if name.startswith("reason-"):
            written, _, slug = name.removeprefix("reason-").rpartition("-")
            if key := CellKey.parse(written):
                answers[key, slug] = Answer(
                    data.get(f"asked-{written}-{slug}", ""),
                    data.get(name, ""),
                    seen=data.get(f"seen-{name}", ""),
                    earlier=data.get(f"earlier-{name}", ""),
                )
    return answers


def _differs(text: str, shown: str) -> bool:
    return text.strip().replace(",", "") != shown.strip()


def _missing(series: Any) -> str:
    return f"数が入っていません。0{series.unit}のときは0を入れてください。"


def _done(figures: int, reasons: int) -> str:
    told = [f"数{figures}個"] if figures else []
    told += [f"理由{reasons}件"] if reasons else []
    return f"保存しました（{'、'.join(told)}）。" if told else "変わったところはありませんでした。"
