from core.exhibits import UNKNOWN, Align, Column, Exhibit, Row, Value
from core.reports.printing import printed
from core.reports.prose import fill
from mynumber.models import Window, WindowHours
from mynumber.registers import AnnualRegisters

METHOD_NOTES = ("交：交付時来庁方式  申：申請時来庁方式",)


def card_windows(registers: AnnualRegisters) -> Exhibit:
    """The counters that hand out cards: their hours and methods in the year."""
    rows = []
    for window in _of(registers, Window.Service.CARDS):
        methods = [
            name for name, offered in (("交", window.at_issuance), ("申", window.at_application)) if offered
        ]
        rows += [
            Row(
                cells={"window": window.name, **_cells(hours), "methods": "・".join(methods)},
                group=str(window.pk),
                note=remarks_of(window),
            )
            for hours in _hours(window)
        ]
    columns = (
        Column("window", "窓口", wide=True, merged=True),
        *_hours_columns(),
        Column("approximately", "概ね", "時刻の目安"),
        Column("exception", "除外", "除外する日"),
        Column("methods", "方式", align=Align.CENTRE, merged=True),
    )
    return Exhibit(
        slug="card_windows",
        title="マイナンバーカードの取扱窓口",
        columns=columns,
        rows=tuple(rows),
        notes=METHOD_NOTES,
        template="exhibits/windows.html",
    )


def certificate_windows(registers: AnnualRegisters) -> Exhibit:
    """The counters that issue electronic certificates at the end of the year; those with the same hours
    stand together."""
    day = registers.scope.ends_on
    rows = [
        Row(
            cells={"window": window.name, **_cells(hours)},
            group=str(tuple(_cells(hours).values())),
            note=remarks_of(window),
        )
        for window in _of(registers, Window.Service.CERTIFICATES)
        if (window.starts_on is None or window.starts_on <= day)
        and (window.ends_on is None or window.ends_on >= day)
        for hours in _hours(window)
    ]
    # Together, in the order in which each opening time is first met.
    order = {group: place for place, group in reversed(list(enumerate(row.group for row in rows)))}
    rows.sort(key=lambda row: order[row.group])
    return Exhibit(
        slug="certificate_windows",
        title="電子証明書発行等業務の取扱い窓口",
        columns=(
            Column("window", "窓口", wide=True),
            *_hours_columns(),
            Column("exception", "除外", "除外する日"),
        ),
        rows=tuple(rows),
        template="exhibits/certificate_windows.html",
    )


def _of(registers: AnnualRegisters, service: Window.Service) -> list[Window]:
    return [window for window in registers.windows if window.service == service]


def _hours(window: Window) -> list[WindowHours | None]:
    """A window whose hours were not entered yet is a window all the same."""
    return [*window.hours.all()] or [None]


def _cells(hours: WindowHours | None) -> dict[str, Value]:
    return {
        "days": hours.days if hours else "",
        "approximately": "概ね" if hours and hours.approximately else "",
        "opens_at": hours.opens_at if hours else UNKNOWN,
        "closes_at": hours.closes_at if hours else UNKNOWN,
        "exception": hours.exception if hours else "",
    }


def _hours_columns() -> tuple[Column, ...]:
    return (
        Column("days", "曜日"),
        Column("opens_at", "開始時刻"),
        Column("closes_at", "終了時刻"),
    )


def remarks_of(window: Window) -> str:
    """What stands below the window's name, with the days on which it opened and closes."""
    days = {
        "starts_on": printed(window.starts_on) if window.starts_on else "",
        "ends_on": printed(window.ends_on) if window.ends_on else "",
    }
    return fill(window.remarks, lambda name, _: days.get(name, f"【不明な項目：{name}】"))
