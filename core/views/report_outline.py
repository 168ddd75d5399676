"""節と本文: a report's title page and the tree of its sections; a report made from another."""

from collections import Counter
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from core.calendar import wareki
from core.confirmation import ConfirmPage
from core.errors import DomainError, NotPermittedError
from core.models import Report, Section, Staff
from core.reports.document import Document
from core.reports.forms import CarryForwardForm, SectionNewForm
from core.services.carry_forward import Plan, carry_forward, next_scope, plan_carrying
from core.services.report_drafting import why_closed
from core.services.report_tree import (
    SECTION_GONE,
    Direction,
    Tree,
    add_section,
    move_section,
    reasons_against_removing,
    remove_section,
)
from core.views.report_drafting import DraftingPage, OfReport, OfSection, breadcrumb_of, report_to_draft

# The arrows of a section: what the button shows, and how it and what it has done are told.
_MOVES = (
    (Direction.UP, "↑", "上へ移す", "上へ移しました"),
    (Direction.DOWN, "↓", "下へ移す", "下へ移しました"),
    (Direction.OUT, "←", "一段上げる", "一段上げました"),
    (Direction.IN, "→", "一段下げる", "一段下げました"),
)
_WORDS_SHOWN = 12


# --- The outline -------------------------------------------------------------------------------------------


def report_outline(request: HttpRequest, number: int) -> HttpResponse:
    """The title page's texts, and the sections as they are numbered, each with what may be done with it."""
    report = report_to_draft(request, number)
    document = Document(report)
    unseen = Counter(report.prose_marks.unseen().values_list("section", flat=True))
    rows = _rows(document, Tree(document.sections), unseen)
    context = {
        "title": f"{document.number}の節と本文",
        "breadcrumb": breadcrumb_of(report)[:-1],
        "report": report,
        "document": document,
        "reason": why_closed(report),
        "rows": rows,
        "focus": _focus(rows, request.GET.get("moved", ""), request.GET.get("by", "")),
        "unseen_of_title_page": unseen[None],
        "unseen": unseen.total(),
        "next_label": "来年度の報告書をつくる" if report.fiscal_year is not None else "次の報告書をつくる",
        "carried_to": report.carried_to.order_by("number"),
        "uses_admin": request.user.is_staff,
    }
    return render(request, "reports/outline.html", context)


def _rows(
    document: Document, tree: Tree, unseen: Counter[int | None], parent: int | None = None, level: int = 1
) -> list[dict[str, Any]]:
    """The sections below one, for templates/reports/outline_rows.html."""
    rows = []
    for section, place, below in document.numbered(parent, level):
        source = document.exhibit_sources.get(section.exhibit)
        heading = document.line(section.heading)
        moves = [
            {
                "direction": direction,
                "sign": sign,
                "label": label,
                "why": tree.reason_against(section, direction),
            }
            for direction, sign, label, _ in _MOVES
        ]
        rows.append(
            {
                "section": section,
                "place": place,
                "heading": f"＜{heading}＞" if section.numbering == Section.Numbering.BRACKETED else heading,
                "is_attachment": section.numbering == Section.Numbering.ATTACHMENT,
                "exhibit": source.title if source else section.exhibit,
                "unseen": unseen[section.pk],
                "moves": moves,
                "rows": _rows(document, tree, unseen, section.pk, below),
            }
        )
    return rows


def _focus(rows: list[dict[str, Any]], slug: str, direction: str) -> str:
    """The button on which somebody who moves by the keyboard goes on: the same, or where that one has come to
    its end, another of the section's."""
    for row in rows:
        if row["section"].slug == slug:
            open_moves = [move["direction"] for move in row["moves"] if not move["why"]]
            return f"{slug}-{direction if direction in open_moves else next(iter(open_moves), '')}"
        if found := _focus(row["rows"], slug, direction):
            return found
    return ""


def report_section_move(request: HttpRequest, number: int, slug: str, direction: str) -> HttpResponse:
    """Move a section one step. Whoever comes by a link (after a log-in) is sent to the outline."""
    report = report_to_draft(request, number)
    outline = reverse("report_outline", args=[number])
    if request.method != "POST":
        return redirect(outline)
    section = report.sections.select_related("report").filter(slug=slug).first()
    if section is None:
        messages.error(request, SECTION_GONE)
        return redirect(outline)
    way = Direction(direction)
    try:
        moved = move_section(section, direction=way, actor=cast(Staff, request.user))
    except NotPermittedError as error:
        raise PermissionDenied from error
    except DomainError as error:
        for reason in error.reasons:
            messages.error(request, reason)
    else:
        document = Document(report)
        place = document.places[slug] if moved.numbering == Section.Numbering.NUMBERED else ""
        now = f"いまの番号は{place}です。" if place else ""
        done = next(done for each, _, _, done in _MOVES if each is way)
        messages.success(request, f"「{document.line(moved.heading)}」を{done}。{now}")
    return redirect(f"{outline}?{urlencode({'moved': slug, 'by': way})}")


# --- Sections come and go ----------------------------------------------------------------------------------


class ReportSectionNew(DraftingPage):
    """A new section: behind the one of `?after=`, below that of `?below=`, else at the end."""

    form_class = SectionNewForm
    title = "節を加える"
    submit_label = "加えて本文を書く"
    success = "節を加えました。続けて本文を書いてください。"

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        context = super().get_context(form, record)
        place = self._place()
        if "after" in place:
            context["lead"] = f"「{self._told(place['after'])}」のすぐ後に加えます。"
        elif "below" in place:
            context["lead"] = f"「{self._told(place['below'])}」の中の最後に加えます。"
        else:
            context["lead"] = "いちばん外側の最後に加えます。置く所は、あとで矢印で変えられます。"
        return context

    def look_up(self) -> None:
        super().look_up()
        self._place()

    def _told(self, section: Section) -> str:
        return Document(self.report).line(section.heading)

    def _place(self) -> dict[str, Section]:
        for name in ("after", "below"):
            if slug := self.request.GET.get(name):
                return {name: get_object_or_404(self.report.sections, slug=slug)}
        return {}

    def save(self, form: SectionNewForm, actor: Staff) -> Section:
        slug = form.cleaned_data["slug"]
        return add_section(self.report, content=form.content, slug=slug, actor=actor, **self._place())

    def get_success_url(self, saved: Section) -> str:
        return reverse("report_section_edit", args=[self.report.number, saved.slug])


class ReportSectionRemove(OfSection, ConfirmPage):
    locks_record = False  # the service locks all of the report's sections, in an order of its own

    form_class = forms.Form
    lead = "節を消すと、その文も報告書からなくなります。表の中身は台帳に残ります。"
    submit_label = "この節を消す"
    check_label = "消せるかを確かめる"
    foretelling = "消すと、次のようになります"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Nothing is asked, so the page says at once what goes, or why nothing may."""
        if why_closed(self.report):
            return super().get(request, **kwargs)
        record = self.get_record()
        if reasons := reasons_against_removing(Document(self.report), record):
            return self.closed("この節は、まだ消せません", reasons)
        form = self.get_form(record, {})
        self.was_foretold(form, record)
        return self.answer(form, record)

    def get_title(self, record: Section) -> str:
        return f"節「{Document(self.report).line(record.heading)}」を消す"

    def get_form(self, record: Any, data: Any = None) -> forms.Form:
        return forms.Form(data)

    def get_consequences(self, form: Any, record: Section) -> list[str]:
        document = Document(self.report)
        if reasons := reasons_against_removing(document, record):
            raise DomainError.from_reasons(reasons)
        heading = document.line(record.heading)
        lines = [f"「{heading}」とその本文が、報告書からなくなります。"]
        if record.numbering == Section.Numbering.NUMBERED:
            lines.append("後に続く節の番号が、一つずつ前に詰まります。")
        if unseen := record.prose_marks.unseen().count():
            lines.append(f"この節にある、まだ確かめていない語（{unseen}か所）もなくなります。")
        return lines

    def save(self, form: Any, actor: Staff) -> str:
        section = self.get_record()
        heading = Document(self.report).line(section.heading)
        remove_section(section, actor=actor)
        return heading

    def get_success(self, saved: str) -> str:
        return f"節「{saved}」を消しました。"


# --- The next report ---------------------------------------------------------------------------------------


class ReportCarryForward(OfReport, ConfirmPage):
    """Make the next report from this one; the same whatever the state of this one."""

    locks_record = False  # the service locks all reports of the kind, in an order of its own
    form_class = CarryForwardForm
    lead = "件名、前文、節、文、表を写して、新しい報告書の下書きをつくります。この報告書は変わりません。"
    submit_label = "下書きをつくる"
    check_label = "何が写されるかを確かめる"
    foretelling = "次の下書きをつくります"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        return self.answer(self.get_form(record), record)

    def get_title(self, record: Report) -> str:
        return f"報告第{record.number}号から次の報告書をつくる"

    def get_form(self, record: Any, data: Any = None) -> CarryForwardForm:
        return CarryForwardForm(
            data,
            of_fiscal_year=record.fiscal_year is not None,
            initial=None if data else self.get_initial(record),
        )

    def get_initial(self, record: Report) -> dict[str, Any]:
        scope = next_scope(record)
        return {"fiscal_year": scope.fiscal_year, "starts_on": scope.starts_on, "ends_on": scope.ends_on}

    def get_consequences(self, form: CarryForwardForm, record: Report) -> list[str]:
        plan = plan_carrying(
            record,
            number=form.cleaned_data["number"],
            scope=form.scope,
            issued_on=form.cleaned_data["issued_on"],
            actor=self.actor,
        )
        return _in_words(plan, record)

    def save(self, form: CarryForwardForm, actor: Staff) -> Report:
        return carry_forward(
            self.report,
            number=form.cleaned_data["number"],
            scope=form.scope,
            issued_on=form.cleaned_data["issued_on"],
            actor=actor,
        )

    def get_success(self, saved: Report) -> str:
        unseen = saved.prose_marks.unseen().count()
        look = f"確かめる語が{unseen}か所あります。" if unseen else ""
        return f"報告第{saved.number}号の下書きをつくりました。{look}"

    def get_success_url(self, saved: Report) -> str:
        return reverse("report_outline", args=[saved.number])


def _in_words(plan: Plan, source: Report) -> list[str]:
    """What carrying forward brings, a line each."""
    new = plan.report
    lines = [
        f"報告第{new.number}号（{new.scope.label}、{wareki(new.issued_on)}報告）を、起草中の報告書としてつくります。",
        f"節{len(plan.sections)}件と、報告する部課{len(plan.departments)}件を写します。",
        "{{ }} で差し込む数や日付は、新しい期間のものに自動で変わります。",
    ]
    if plan.words:
        shown = "".join(f"「{word.value.words}」" for word in plan.words[:_WORDS_SHOWN])
        more = f"ほか{len(plan.words) - _WORDS_SHOWN}か所" if len(plan.words) > _WORDS_SHOWN else ""
        lines.append(
            f"文に直接書かれている年、日付、数が{len(plan.words)}か所あります：{shown}{more}。"
            "一つずつ確かめるまで、公表できません。"
        )
    if source.is_editable:
        lines.append(
            "もとの報告書はまだ起草中です。あとでもとの文を直しても、新しい報告書の文は変わりません。"
        )
    return lines
