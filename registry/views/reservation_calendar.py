"""The calendar: a week of the shared terminals, with what is free to be booked."""

from datetime import date, timedelta
from html import escape
from typing import Any, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views import View

from core.calendar import FIRST_DAY, parse_day, today, wareki
from core.clock import clock, short_day
from core.models import Staff
from registry.reservation_week import Stretch, TerminalWeek, Week, WeekDay, monday_of, week_of

_CLOCKS = tuple(f"{minute // 60}:{minute % 60:02}" for minute in range(24 * 60 + 1))
_USUAL_LENGTH = 60  # minutes: what the booking's form proposes


class ReservationCalendar(PermissionRequiredMixin, View):
    """The week of the day in the address, or this week. A click books nothing: it leads to the form."""

    permission_required = "registry.view_reservation"

    def get(self, request: HttpRequest) -> HttpResponse:
        person = cast(Staff, request.user)
        typed = request.GET.get("week", "").strip()
        fault = ""
        try:
            day = parse_day(typed) if typed else today()
        except ValueError as error:
            day, fault = today(), str(error)
        day = max(day, FIRST_DAY + timedelta(days=7))  # the week before has no 和暦
        week = week_of(day, person=person, now=timezone.now())
        return render(request, "registry/reservation_calendar.html", _context(week, person, typed, fault))


def _context(week: Week, person: Staff, typed: str, fault: str) -> dict[str, Any]:
    monday, this_monday = week.monday, monday_of(today())
    first, last = week.days[0].day, week.days[-1].day
    may_book = person.has_perm("registry.add_reservation")
    cells = _Cells(may_book)
    return {
        "title": "予約カレンダー",
        "week_title": f"{wareki(first)}から{last.month}月{last.day}日まで",
        "opening": f"{clock(week.terms.opens_at)}から{clock(week.terms.closes_at)}まで",
        "may_book": may_book,
        "sees_all": person.has_perm("registry.view_all_departments"),
        "days": [_heading(each) for each in week.days],
        "rows": [cells.row(terminal, week.days) for terminal in week.terminals],
        "previous": _address(monday - timedelta(days=7)),
        "following": _address(monday + timedelta(days=7)),
        "this_week": "" if monday == this_monday else reverse("reservation_calendar"),
        "typed": typed if fault else wareki(first),
        "fault": fault,
    }


def _address(monday: date) -> str:
    return f"{reverse('reservation_calendar')}?week={monday.isoformat()}"


def _heading(each: WeekDay) -> dict[str, Any]:
    if each.why_closed:
        note = f"閉庁（{each.why_closed}）"
    elif each.is_today:
        note = "今日"
    elif not each.bookable and each.day > today():
        note = "予約の受付前"
    else:
        note = ""
    return {
        "label": short_day(each.day),
        "note": note,
        "closed": bool(each.why_closed),
        "is_today": each.is_today,
    }


class _Cells:
    """The cells of the week as HTML.

    By hand and not by a template: a full week of twenty terminals is a thousand stretches, and a template
    takes ten times as long over them. Whatever people have written is escaped here.
    """

    def __init__(self, may_book: bool) -> None:
        self.may_book = may_book
        self.new = reverse("reservation_new")
        self.one = reverse("reservation", args=[0]).replace("0/", "")

    def row(self, terminal: TerminalWeek, days: list[WeekDay]) -> dict[str, Any]:
        """A terminal's heading and its cells: (class, HTML)."""
        cells = []
        for each, stretches in zip(days, terminal.days, strict=True):
            if stretches is None:
                cells.append(("none", "設置していません"))
            elif stretches:
                cells.append(("", self.cell(terminal.key, each, stretches)))
            elif each.why_closed:
                cells.append(("none", "閉庁"))
            else:
                cells.append(("none", "予約はありませんでした" if each.day < today() else "受付を終えました"))
        return {"number": terminal.number, "site": terminal.site, "cells": cells}

    def cell(self, terminal: int, each: WeekDay, stretches: list[Stretch]) -> SafeString:
        book = ""
        if self.may_book and each.bookable:
            book = f"{self.new}?terminal={terminal}&amp;day={each.day.isoformat()}&amp;starts="
        parts = ["<ul>"]
        for kind, starts, ends, text, key, faulty in stretches:
            when = f"<b>{_CLOCKS[starts]}–{_CLOCKS[ends]}</b> "
            if kind == "free":
                until = _CLOCKS[min(starts + _USUAL_LENGTH, ends)]
                parts.append(
                    f'<li><a class="free" href="{book}{_CLOCKS[starts]}&amp;ends={until}">{when}空き</a>'
                    if book
                    else f'<li class="free">{when}空き'
                )
            elif kind == "outage":
                parts.append(f'<li class="outage">{when}故障 {escape(text)}')
            elif kind == "hidden":
                parts.append(f'<li class="hidden-booking">{when}予約済み')
            else:
                mine = "自分 " if kind == "own" else ""
                parts.append(f'<li><a class="{kind}" href="{self.one}{key}/">{when}{mine}{escape(text)}</a>')
            if faulty:
                parts.append(' <span class="faulty">端末が故障中</span>')
            parts.append("</li>")
        parts.append("</ul>")
        return mark_safe("".join(parts))  # noqa: S308  escaped above
