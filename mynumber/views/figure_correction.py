"""Corrections of figures that stand: the list, the page of one with its steps, and proposing one."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from core.clock import moment_on_paper
from core.decisions import WorkflowPage
from core.editing import EditPage
from core.lists import RegisterList
from core.models import Staff
from mynumber.filters import FigureCorrectionFilter
from mynumber.forms import FigureCorrectionForm
from mynumber.models import FigureCorrection, FlowFigure, StockFigure
from mynumber.services.correction import (
    Told,
    correction_of,
    propose_and_tell,
    reasons_against_correcting,
    take_step_and_tell,
)
from mynumber.services.submission import NOBODY_CONFIRMS, sheet_url
from mynumber.states.correction import WORKFLOW, Action
from mynumber.tables import FigureCorrectionTable

_BREADCRUMB = "実績の訂正"
_SHOWN_ABOVE = ("訂正前", "訂正後", "単位", "状態")


class FigureCorrectionList(RegisterList):
    slug = "figure_corrections"
    title = "実績の訂正"
    lead = "確定した数の訂正です。別の職員が承認すると数が変わります。訂正前の数は、ここに残ります。"
    model = FigureCorrection
    permission_required = "mynumber.view_figurecorrection"
    table_class = FigureCorrectionTable
    filter_class = FigureCorrectionFilter

    def get_queryset(self) -> QuerySet:
        return FigureCorrection.objects.visible_to(self.request.user).for_list()


class FigureCorrectionPage(WorkflowPage):
    """What the figure said and is to say, why, and what may be done about it."""

    list_class = FigureCorrectionList
    template_name = "mynumber/figure_correction.html"
    workflow = WORKFLOW
    take = take_step_and_tell

    def get_title(self, record: FigureCorrection) -> str:
        return f"{record}の訂正"

    def get_context(self, record: FigureCorrection) -> dict[str, Any]:
        context = super().get_context(record)
        facts = [(label, value) for label, value in context["facts"] if label not in _SHOWN_ABOVE]
        people = [("申し出た人", record.proposed_by.name)]
        if record.approved_by is not None and record.approved_at is not None:
            people += [("承認した人", record.approved_by.name), ("承認", moment_on_paper(record.approved_at))]
        context["facts"] = facts + people + _standing(record)
        return context | _change(record)

    def get_done(self, record: Told, action: str) -> str:
        correction = record.correction
        told = "申し出た人に知らせました。" if record.people else ""
        match action:
            case Action.APPROVE:
                after = correction.told(correction.after)
                return f"訂正を承認しました。{correction}は{after}になりました。{told}"
            case Action.REJECT:
                return f"訂正を却下しました。数は変わりません。{told}"
        return "訂正を取り下げました。数は変わりません。"


class _FigureCorrectionNew(EditPage):
    """Proposes a correction of one cell; says first what it now says, and who confirmed that."""

    permission_required = "mynumber.submit_figures"
    form_class = FigureCorrectionForm
    template_name = "mynumber/figure_correction_new.html"
    lead = "正しい数と理由を入れて申し出ます。別の職員が承認すると、数が変わります。"
    submit_label = "訂正を申し出る"
    model: type[FlowFigure] | type[StockFigure]

    def get_queryset(self) -> QuerySet:
        """Figures of the own department: those of others are corrected there."""
        if self.actor.department_id is None:
            return self.model._default_manager.none()
        own = self.model._default_manager.filter(series__department=self.actor.department_id)
        return own.select_related("series__department")

    def get_record(self, *, lock: bool = False) -> Any:
        """Never locked here: the service takes the figure's quarter first, as everybody else does, and what
        it finds then is compared with what the person saw."""
        return super().get_record()

    def correction(self, record: Any) -> FigureCorrection:
        """The cell of the address as it now stands. Raises Http404 where there is none."""
        quarter = self.kwargs.get("quarter")
        if quarter not in (None, 1, 2, 3, 4):
            raise Http404("四半期は1から4までです。")
        return correction_of(record, quarter)

    def get_title(self, record: Any) -> str:
        return f"{self.correction(record)}の訂正を申し出る"

    def get_breadcrumb(self, record: Any) -> list[dict[str, str]]:
        return [{"label": _BREADCRUMB, "url": reverse("figure_corrections")}]

    def get_context(self, form: FigureCorrectionForm, record: Any) -> dict[str, Any]:
        correction = self.correction(record)
        present = correction.before
        return super().get_context(form, record) | {
            "correction": correction,
            "present": "" if present is None else correction.told(present),
            "standing": _standing(correction),
            "against": reasons_against_correcting(correction, self.actor),
            "cancel_url": sheet_url(record.series.department_id, correction.period),
        }

    def save(self, form: FigureCorrectionForm, actor: Staff) -> Told:
        try:
            before = Decimal(self.request.POST.get("before", ""))
        except InvalidOperation as error:
            raise BadRequest("no present value") from error
        return propose_and_tell(
            self.get_record(),
            quarter=self.kwargs.get("quarter"),
            before=before,
            actor=actor,
            **form.cleaned_data,
        )

    def get_guarded(self, saved: Told, record: Any) -> FigureCorrection:
        return saved.correction

    def get_success(self, saved: Told) -> str:
        """The sentence after proposing; a warning besides, where nobody was told."""
        if not saved.people:
            messages.warning(self.request, NOBODY_CONFIRMS)
            return "訂正を申し出ました。"
        return "訂正を申し出ました。実績確認の職員に知らせました。"

    def get_success_url(self, saved: Told) -> str:
        return reverse("figure_correction", args=[saved.correction.pk])


class FigureCorrectionNewOfFlow(_FigureCorrectionNew):
    """Of a quarter, or without one of the year that is known as a whole."""

    model = FlowFigure


class FigureCorrectionNewOfStock(_FigureCorrectionNew):
    model = StockFigure


def _standing(correction: FigureCorrection) -> list[tuple[str, str]]:
    """Who confirmed the quarter by which the figure stands, and which report has published it, as facts."""
    facts = []
    submission = correction.standing_with().select_related("confirmed_by").first()
    if submission is not None and submission.confirmed_by is not None:
        at = moment_on_paper(submission.confirmed_at)
        facts.append(("この四半期を確定した人", f"{submission.confirmed_by.name}（{at}）"))
    if (report := correction.published_in()) is not None:
        at = moment_on_paper(report.published_at)
        facts.append(("この数が載った報告書", f"報告第{report.number}号（{at}公表）"))
    return facts


def _change(correction: FigureCorrection) -> dict[str, Any]:
    """Both values in words, and by how much they differ."""
    difference = correction.figure_after - correction.figure_before
    return {
        "before": correction.told(correction.before),
        "after": correction.told(correction.after),
        "difference": f"{difference:+,}{correction.series.unit}",
    }
