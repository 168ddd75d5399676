"""Corrections (訂正) of figures that stand: proposed with a reason, approved by another, kept for good."""

from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.audit import act
from core.constraints import sentence_of
from core.errors import NotPermittedError, OvertakenError, refuse
from core.models import Staff
from core.services.notices import notify
from mynumber.models import FigureCorrection, FlowFigure, StockFigure, Submission
from mynumber.states.correction import WORKFLOW, Action, State

NOT_CONFIRMED = "まだ確定していません。入力の画面で直してください。"
NOT_PUBLISHED = (
    "この年間の数は、公表された報告書にまだ載っていません。管理画面の「年度の実績」で直してください。"
)
# What only says that the figure stands: that is what is to be corrected.
_STANDS = frozenset(
    f"mynumber_{kind}figure_{rule}" for kind in ("flow", "stock") for rule in ("stands", "published_stands")
)


class Told(NamedTuple):
    """The correction as it is after a step, and who was told of it."""

    correction: FigureCorrection
    people: list[Staff]


def correction_of(figure: FlowFigure | StockFigure, quarter: int | None = None) -> FigureCorrection:
    """An unsaved correction of the cell as it now stands: a quarter of a flow's year, without a quarter that
    year as a whole, or a stock."""
    if isinstance(figure, FlowFigure):
        correction = FigureCorrection(series=figure.series, flow_figure=figure, quarter=quarter)
    else:
        correction = FigureCorrection(series=figure.series, stock_figure=figure)
    correction.before = correction.present_value()
    return correction


def propose_correction(
    figure: FlowFigure | StockFigure,
    *,
    quarter: int | None = None,
    before: Decimal | int,
    after: Decimal | int,
    reason: str,
    actor: Staff,
) -> FigureCorrection:
    """What `propose_and_tell` does, for those who need not know whom it told."""
    told = propose_and_tell(figure, quarter=quarter, before=before, after=after, reason=reason, actor=actor)
    return told.correction


@transaction.atomic
def propose_and_tell(
    figure: FlowFigure | StockFigure,
    *,
    quarter: int | None = None,
    before: Decimal | int,
    after: Decimal | int,
    reason: str,
    actor: Staff,
) -> Told:
    """Propose that the figure is to say `after`; it changes when another person approves. Answers with the
    people who were told that it waits for them.

    `before` is what the person saw. Raises NotPermittedError without the right, OvertakenError where the
    figure says something else by now, DomainError with every other reason.
    """
    if not actor.has_perm("mynumber.submit_figures"):
        raise NotPermittedError("訂正を申し出る権限がありません。")
    correction = correction_of(_locked(figure, correction_of(figure, quarter)), quarter)
    if correction.before is not None and correction.before != before:
        raise OvertakenError(
            f"この画面を開いたあとに、この数が変わりました（今は{correction.told(correction.before)}）。"
            "今の数を確かめてから、もう一度申し出てください。"
        )
    correction.after, correction.reason, correction.proposed_by = Decimal(after), reason.strip(), actor
    refuse(_reasons_against(correction, actor))
    with act("propose_figure_correction", by=actor, reason=correction.reason):
        correction.save()
    managers = Staff.objects.holding("mynumber.confirm_figures").filter(department=actor.department_id)
    notices = notify(
        [person for person in managers.order_by("pk") if person != actor],
        title=f"実績の訂正が申し出られました：{correction}"[:120],
        detail=f"{in_words(correction)}。{correction.reason}"[:400],
        url=reverse("figure_correction", args=[correction.pk]),
    )
    return Told(correction, [notice.recipient for notice in notices])


def _locked(figure: FlowFigure | StockFigure, correction: FigureCorrection) -> FlowFigure | StockFigure:
    """The figure as it is, locked: what is compared with it does not change before it is written.

    Its quarter first, as whoever hands it in has it: so nobody waits in a ring.
    """
    quarters = Submission.objects.of(correction.period).holding(correction.series).order_by("pk")
    list(quarters.select_for_update().values_list("pk"))
    rows = type(figure)._default_manager.select_for_update(of=("self",)).select_related("series__department")
    return rows.get(pk=figure.pk)


def reasons_against_correcting(correction: FigureCorrection, actor: Staff) -> list[str]:
    """Why the cell may not be corrected by the person, whatever the new value."""
    reasons = []
    if actor.department_id is None or actor.department_id != correction.series.department_id:
        reasons.append(f"{correction.series.department}の実績です。その課の職員が申し出てください。")
    if sentence := _not_to_be_corrected(correction):
        return [*reasons, sentence]
    cell = {"flow_figure": correction.flow_figure, "quarter": correction.quarter}
    waiting = FigureCorrection.objects.filter(
        state=State.PROPOSED, stock_figure=correction.stock_figure, **cell
    )
    if waiting.exists():
        reasons.append("この数には、まだ決まっていない訂正があります。その承認か取下げを待ってください。")
    return reasons


def _not_to_be_corrected(correction: FigureCorrection) -> str:
    """What is to be done about the cell instead of a correction; nothing where that is the way."""
    whole_year = correction.flow_figure.whole_year if correction.flow_figure is not None else None
    if correction.is_of_whole_year:
        if whole_year is None:
            return "この年度には、年間の数がありません。四半期の数の訂正を申し出てください。"
        return "" if correction.stands() else NOT_PUBLISHED
    if whole_year is not None:
        return "年間の数だけが登録されている年度です。年間の数の訂正を申し出てください。"
    if correction.before is not None:
        return "" if correction.stands() else NOT_CONFIRMED
    if not correction.standing_with().exists():
        return NOT_CONFIRMED  # what no report knew is entered there
    return (
        "この四半期には数がありません。確定を取り消してから入力してください。この年度の報告書が公表されて"
        "いて取り消せないときは、報告書の担当課に相談してください。"
    )


def _reasons_against(correction: FigureCorrection, actor: Staff) -> list[str]:
    reasons = reasons_against_correcting(correction, actor)
    if reasons:
        return reasons
    places = correction.series.decimals
    if round(correction.after, places) != correction.after:
        rule = f"小数第{places}位まで" if places else "整数で"
        reasons.append(f"「{correction.series}」は{rule}入力してください。")
    others = [field.name for field in correction._meta.fields if field.name != "reason"]
    try:
        correction.validate_constraints()  # with their own sentences
        correction.clean_fields(exclude=others)  # the length, and the My Number guard
    except ValidationError as error:
        reasons += error.messages
    return reasons or _impossible(correction)


def _impossible(correction: FigureCorrection) -> list[str]:
    """What cannot be true, found out by trying: so the rule stands in the database alone.

    A cumulative that falls and a part above its whole are refused before what only says that the figure
    stands; that is what is to be corrected.
    """
    figures = type(correction.figure)._default_manager.filter(pk=correction.figure.pk)
    try:
        with transaction.atomic():
            figures.update(**{correction.column: correction.after})
            transaction.set_rollback(True)
    except IntegrityError as error:
        refused_by = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        return [] if refused_by in _STANDS else [sentence_of(error)]
    return []


def take_step(
    action: str,
    correction: FigureCorrection,
    *,
    actor: Staff,
    version: int | None = None,
    comment: str = "",
) -> FigureCorrection:
    """What `take_step_and_tell` does, for those who need not know whom it told."""
    told = take_step_and_tell(action, correction, actor=actor, version=version, comment=comment)
    return told.correction


@transaction.atomic
def take_step_and_tell(
    action: str,
    correction: FigureCorrection,
    *,
    actor: Staff,
    version: int | None = None,
    comment: str = "",
) -> Told:
    """Approve, reject or withdraw the correction; see mynumber/states/correction.py. Answers with the people
    who were told.

    Approving writes the figure. Raises what core.workflow.Workflow.take raises.
    """
    _locked(correction.figure, correction)
    correction = WORKFLOW.take(action, correction, actor=actor, version=version, comment=comment)
    if action == Action.APPROVE:
        _write(correction, actor)
    return Told(correction, _tell(correction, action, actor, comment))


def _write(correction: FigureCorrection, actor: Staff) -> None:
    """The figure says what was approved; the database lets it, for the approval is there already."""
    figure = correction.figure
    value = correction.after if correction.stock_figure_id else int(correction.after)
    setattr(figure, correction.column, value)
    with act("correct_figure", by=actor, reason=correction.reason):
        figure.save(update_fields=[correction.column])


def _tell(correction: FigureCorrection, action: str, actor: Staff, comment: str) -> list[Staff]:
    """Who proposed it learns what became of it; answers who that was."""
    if correction.proposed_by == actor:
        return []
    done = {Action.APPROVE: "承認されました", Action.REJECT: "却下されました"}
    told = f"{in_words(correction)}。{comment}" if comment else in_words(correction)
    notices = notify(
        [correction.proposed_by],
        title=f"実績の訂正が{done.get(Action(action), '取り下げられました')}：{correction}"[:120],
        detail=f"{told}（{actor.name}）"[:400],
        url=reverse("figure_correction", args=[correction.pk]),
    )
    return [notice.recipient for notice in notices]


def in_words(correction: FigureCorrection) -> str:
    """「12件を13件に」"""
    return f"{correction.told(correction.before)}を{correction.told(correction.after)}に"
