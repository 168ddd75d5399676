"""The entry sheet: what a clerk has typed becomes the quarter's figures, all of it or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import act
from core.calendar import Quarter
from core.clock import moment_on_paper
from core.errors import DomainError, NotPermittedError, OvertakenError
from core.exhibits import UNKNOWN, Value
from core.history import SYSTEM, event_model_of
from core.models import Department, Staff
from mynumber.asked import CellKey, Way
from mynumber.expectations import faults_of, newly_computed, read_figure, told
from mynumber.handed_in import published_sentence
from mynumber.models import FigureReason, FlowFigure, StockFigure, Submission
from mynumber.models.publication import report_showing
from mynumber.models.submission import quarter_of_stock
from mynumber.services.submission import hold_figures, locked_submission
from mynumber.sheet import Row, Sheet, sheet_of
from mynumber.states.submission import EDITABLE_STATES, State

Texts = Mapping[CellKey, str]


class Answer(NamedTuple):
    """Why a figure is right that was not expected: the sentence that asked, and the reason.

    `seen` is what the box said when the person saw it, `earlier` the reason that stood beside it because it
    answered another sentence.
    """

    sentence: str
    reason: str
    seen: str = ""
    earlier: str = ""

    @property
    def is_untouched(self) -> bool:
        return self.reason.strip() == self.seen.strip()

    def has_seen(self, present: FigureReason | None) -> bool:
        """Whether the person knew of the reason that is in the register now."""
        if present is None:
            return not self.seen
        return present.reason == (self.seen if present.warning == self.sentence else self.earlier)

    def says(self, present: FigureReason | None) -> bool:
        """Whether the register says the same already."""
        text = self.reason.strip()
        return not text if present is None else (present.warning, present.reason) == (self.sentence, text)


Answers = Mapping[tuple[CellKey, str], Answer]


class Saved(NamedTuple):
    """The quarter's row as it then is, and how many figures and reasons were written."""

    submission: Submission
    figures: int
    reasons: int


class SheetRefusedError(DomainError):
    """What was typed cannot be saved; `cells` has the sentences that belong beside each figure."""

    cells: dict[CellKey, list[str]]

    @classmethod
    def beside(cls, cells: Mapping[CellKey, list[str]], titles: Mapping[CellKey, str]) -> Self:
        """An error of these sentences, each beside its figure and once more with the figure's name."""
        error = cls.from_reasons(
            f"{titles.get(key, 'この画面にない項目')}：{sentence}"
            for key, sentences in cells.items()
            for sentence in sentences
        )
        error.cells = dict(cells)
        return error


class SheetOvertakenError(SheetRefusedError, OvertakenError):
    """Somebody else has changed the same figures or reasons since this person saw them."""


@dataclass
class _Change:
    """What one person did to the sheet: what each figure said when they saw it, and what they typed."""

    typed: dict[CellKey, Decimal | None] = field(default_factory=dict)
    seen: dict[CellKey, Decimal | None] = field(default_factory=dict)
    faults: dict[CellKey, list[str]] = field(default_factory=dict)

    def refuse(self, key: CellKey, sentence: str) -> None:
        self.faults.setdefault(key, []).append(sentence)


@transaction.atomic
def save_sheet(
    *,
    department: Department,
    quarter: Quarter,
    cells: Texts,
    seen: Texts,
    actor: Staff,
    reasons: Answers = MappingProxyType({}),
) -> Saved:
    """Make the figures of the quarter say what was typed, and keep the reasons.

    `seen` is what each figure said when the person saw it; each answer has its own. Only what they changed
    is written, so that two people on one sheet do not undo each other. Raises NotPermittedError for those of
    other departments, DomainError where the quarter was handed in, SheetOvertakenError where somebody else
    has changed the same figures or reasons, SheetRefusedError with every sentence of what cannot be true.
    Then nothing is written.
    """
    if not actor.has_perm("mynumber.submit_figures") or actor.department_id != department.pk:
        raise NotPermittedError("実績は、その課の実績入力の職員が入力します。")
    submission = locked_submission(department, quarter, actor)
    if submission.state not in EDITABLE_STATES:
        raise DomainError(why_closed(submission))
    hold_figures(submission)
    sheet = sheet_of(department, quarter, submission)
    change = _read(sheet, cells, seen)
    answers = {
        at: answer for at, answer in reasons.items() if at[0] in sheet.by_key and not answer.is_untouched
    }
    _refuse_what_others_changed(sheet, change, answers)
    after = sheet.with_typed(change.typed)
    written = {
        key: number
        for key, number in change.typed.items()
        if after.by_key[key].way is Way.TYPED and _number(sheet.by_key[key].value) != number
    }
    _judge(after, written, change)
    given = _reasons_given(sheet, answers, change)
    if change.faults:
        raise SheetRefusedError.beside(change.faults, _titles(sheet))
    with act("save_figure_sheet", by=actor):
        _write_flows(sheet, {key: number for key, number in written.items() if key.as_of is None})
        _write_stocks(sheet, {key: number for key, number in written.items() if key.as_of is not None})
        count = _write_reasons(submission, sheet, given, actor)
        if written or count:
            submission.version += 1
            submission.save(update_fields=["version"])
    return Saved(submission, len(written), count)


def why_closed(submission: Submission) -> str:
    """Why the quarter takes no figures: who did what, and when."""
    state = State(submission.state)
    by, at = getattr(submission, f"{state}_by"), getattr(submission, f"{state}_at")
    done = {State.SUBMITTED: "提出しました", State.CONFIRMED: "確定しました", State.LOCKED: "締め切りました"}
    return (
        f"{submission.period.label}の実績は、{by.name}さんが{moment_on_paper(at)}に{done[state]}。"
        "いまは入力できません。"
    )


# --- Reading -----------------------------------------------------------------------------------------------


def _read(sheet: Sheet, cells: Texts, seen: Texts) -> _Change:
    """What the person has changed. What they left as it was is not looked at, whatever it says by now."""
    change = _Change()
    for key, text in cells.items():
        shown = seen.get(key, "")
        if text.strip() == shown.strip():
            continue
        row = sheet.by_key.get(key)
        if row is None:
            change.refuse(
                key, f"この四半期の項目ではなくなりました（入力：{text}）。画面を開き直してください。"
            )
            continue
        try:
            number = read_figure(text, row.series)
        except ValueError as error:
            change.refuse(key, str(error))
            continue
        before = _read_seen(shown, row)
        if number == before:
            continue
        if sentence := _closed(row):
            change.refuse(key, sentence)
        elif row.way is Way.TYPED:
            change.typed[key], change.seen[key] = number, before
    return change


def _read_seen(text: str, row: Row) -> Decimal | None:
    try:
        return read_figure(text, row.series)
    except ValueError:
        return None  # not what the sheet has shown: then whatever it says by now was not seen


def _closed(row: Row) -> str:
    """Why the figure takes nothing, though the quarter is open."""
    if row.held_by is not None:
        return f"{row.held_by.department}が、この四半期の実績として提出しています。"
    if row.is_typed and row.published_in is not None:
        return published_sentence(row.published_in)
    if row.way is Way.WHOLE_YEAR:
        return "この年度は年間の数だけが登録されています。四半期の数は入れられません。"
    return "内訳から計算する項目です。入力しません。" if row.series.part_ids else ""


def _refuse_what_others_changed(sheet: Sheet, change: _Change, answers: Answers) -> None:
    """Raise SheetOvertakenError with each figure and reason that says neither what was seen nor what was
    typed."""
    overtaken = {
        key: number
        for key, number in change.typed.items()
        if _number(sheet.by_key[key].value) not in (change.seen[key], number)
    }
    sentences: dict[CellKey, list[str]] = {}
    writers = _writers_of(sheet, overtaken)
    for key, number in overtaken.items():
        row = sheet.by_key[key]
        typed = told(UNKNOWN if number is None else number, row.series) or "空欄"
        now = told(row.value, row.series) or "空欄"
        sentences[key] = [
            f"この画面を開いたあとに、{writers.get(key, 'ほかの人')}が{now}に変えました。"
            f"あなたの入力は{typed}です。どちらにするかを決めて、もう一度保存してください。"
        ]
    for (key, slug), answer in answers.items():
        present = sheet.reading.reasons.get((key, slug))
        if not answer.has_seen(present) and not answer.says(present):
            sentences.setdefault(key, []).append(_answered_meanwhile(answer, present))
    if sentences:
        for key, faults in change.faults.items():
            sentences[key] = [*sentences.get(key, ()), *faults]
        raise SheetOvertakenError.beside(sentences, _titles(sheet))


def _answered_meanwhile(answer: Answer, present: FigureReason | None) -> str:
    now = (
        f"{present.given_by}さんが理由を「{present.reason}」に変えました。"
        if present is not None
        else "ほかの人が理由を消しました。"
    )
    typed = f"「{text}」" if (text := answer.reason.strip()) else "空欄"
    return (
        f"この画面を開いたあとに、{now}"
        f"あなたの入力は{typed}です。どちらにするかを決めて、もう一度保存してください。"
    )


def _writers_of(sheet: Sheet, keys: Iterable[CellKey]) -> dict[CellKey, str]:
    """Who last changed each figure, by the trail."""
    writers = {}
    for key in keys:
        model, column = (
            (FlowFigure, f"q{sheet.quarter.number}") if key.as_of is None else (StockFigure, "value")
        )
        events = event_model_of(model)._default_manager.filter(pgh_obj_id=sheet.by_key[key].figure)
        before = None
        for event in events.order_by("pgh_id"):
            if getattr(event, column) != before:
                before = getattr(event, column)
                name = (event.pgh_context or {}).get("name")
                writers[key] = f"{name}さん" if name and name != SYSTEM else "ほかの人"
    return writers


# --- Judging -----------------------------------------------------------------------------------------------


def _judge(after: Sheet, written: Mapping[CellKey, Decimal | None], change: _Change) -> None:
    """Add what cannot be true of the figures that are to be written."""
    for key, number in written.items():
        if number is None and key.as_of is not None:
            change.refuse(
                key,
                "基準日の数は、一度保存すると空欄には戻せません。正しい数を入れてください。"
                f"0{after.by_key[key].series.unit}のときは0を入れてください。",
            )
    on_the_sheet = {(row.key.series_id, row.key.as_of) for row in after.rows}
    never_falling = [key.series_id for key in written if not after.by_key[key].series.may_fall]
    neighbours: dict[int, list[Any]] = {}
    for series, day, value in StockFigure.objects.filter(series__in=never_falling).values_list(
        "series_id", "as_of", "value"
    ):
        if (series, day) not in on_the_sheet:
            neighbours.setdefault(series, []).append((day, value))
    for key, sentences in faults_of(after, written, neighbours, _shares_that_stand(after)).items():
        for sentence in sentences:
            change.refuse(key, sentence)


def _shares_that_stand(after: Sheet) -> dict[CellKey, Decimal]:
    """Of the shares that would now be computed, those that somebody entered and that were confirmed or
    published so."""
    standing: dict[CellKey, Decimal] = {}
    for key in newly_computed(after):
        entered = StockFigure.objects.filter(**key._asdict()).select_related("series").first()
        if entered is None:
            continue
        quarter = quarter_of_stock(entered.as_of)
        quarters = Submission.objects.of(quarter).holding(entered.series)
        if quarters.standing().exists() or report_showing(quarter.fiscal_year) is not None:
            standing[key] = entered.value
    return standing


def _reasons_given(sheet: Sheet, answers: Answers, change: _Change) -> dict[tuple[CellKey, str], Answer]:
    """The answers that say something new. A reason that was answering and is blank now, is taken back."""
    given = {}
    for (key, slug), answer in answers.items():
        present = sheet.reading.reasons.get((key, slug))
        answer = answer._replace(reason=answer.reason.strip())
        if answer.says(present):
            continue
        if not answer.reason and (present is None or present.warning != answer.sentence):
            continue
        if answer.reason:
            written = FigureReason(expectation=slug, warning=answer.sentence, reason=answer.reason)
            try:
                written.clean_fields(exclude=["submission", "series", "as_of", "given_by"])
            except ValidationError as error:
                for sentence in error.messages:
                    change.refuse(key, f"理由：{sentence}")
        given[key, slug] = answer
    return given


# --- Writing -----------------------------------------------------------------------------------------------


def _write_flows(sheet: Sheet, written: Mapping[CellKey, Decimal | None]) -> None:
    column = f"q{sheet.quarter.number}"
    present: list[FlowFigure] = []
    missing: list[FlowFigure] = []
    for key, number in written.items():
        value = None if number is None else int(number)
        row = sheet.by_key[key]
        figure = FlowFigure(
            pk=row.figure, series=row.series, fiscal_year=sheet.quarter.fiscal_year, **{column: value}
        )
        (present if row.figure else missing).append(figure)
    FlowFigure.objects.bulk_update(present, [column])
    FlowFigure.objects.bulk_create(missing)


def _write_stocks(sheet: Sheet, written: Mapping[CellKey, Decimal | None]) -> None:
    """In an order in which no figure is for a moment what it cannot be: what raises a denominator or lowers a
    numerator before the other way round, and what is new at the end; of a series what rises from the last day
    on, and what is lowered from the first."""
    catalogue = sheet.reading.catalogue
    made_of = filter(None, map(catalogue.made_of, catalogue.by_id.values()))
    below = {leaf.pk for _, denominator in made_of for leaf in catalogue.leaves_of(denominator)}
    changed: list[tuple[bool, int, CellKey]] = []
    added: list[CellKey] = []
    for key, number in written.items():
        was, day = _number(sheet.by_key[key].value), key.as_of
        if number is None or day is None:
            continue
        if was is None:
            added.append(key)
            continue
        rises = number > was
        changed.append(
            (rises != (key.series_id in below), -day.toordinal() if rises else day.toordinal(), key)
        )
    for _, _, key in sorted(changed):
        StockFigure.objects.filter(pk=sheet.by_key[key].figure or 0).update(value=written[key])
    new: list[dict[str, Any]] = [{**key._asdict(), "value": written[key]} for key in added]
    StockFigure.objects.bulk_create(StockFigure(**fields) for fields in new)


def _write_reasons(
    submission: Submission, sheet: Sheet, given: Mapping[tuple[CellKey, str], Answer], actor: Staff
) -> int:
    """Answers how many were written."""
    for (key, slug), answer in given.items():
        cell: dict[str, Any] = {"series_id": key.series_id, "as_of": key.as_of, "expectation": slug}
        if not answer.reason:
            FigureReason.objects.filter(submission=submission, **cell).delete()
            continue
        FigureReason.objects.update_or_create(
            submission=submission,
            **cell,
            defaults={"warning": answer.sentence, "reason": answer.reason, "given_by": actor},
        )
    return len(given)


def _titles(sheet: Sheet) -> dict[CellKey, str]:
    return {row.key: row.asked.title for row in sheet.rows}


def _number(value: Value) -> Decimal | None:
    """The figure as what is typed is read."""
    return Decimal(value) if isinstance(value, int | Decimal) else None
