from core.exhibits import UNKNOWN, Align, Column, Exhibit, Row
from mynumber.models import IncidentBreakdown
from mynumber.registers import AnnualRegisters


def incidents(registers: AnnualRegisters) -> Exhibit:
    """Issuances to the wrong person at other municipalities, a row for each kind of certificate."""
    rows = []
    for incident in registers.incidents:
        breakdowns = list(incident.breakdowns.all())
        lines: list[IncidentBreakdown | None] = [*breakdowns] or [None]
        for breakdown in lines:
            rows.append(
                Row(
                    cells={
                        "known_on": incident.known_on,
                        "date_meaning": incident.get_date_meaning_display(),
                        "municipality": incident.municipality,
                        "event": incident.event,
                        "certificate": breakdown.certificate if breakdown else "",
                        "count": breakdown.count if breakdown else UNKNOWN,
                        "total": sum(each.count for each in breakdowns) if breakdowns else UNKNOWN,
                        "remark": breakdown.remark if breakdown else "",
                    },
                    unit="件",
                    note=incident.note,
                    group=str(incident.pk),
                )
            )
    columns = (
        Column("known_on", "年月日", merged=True),
        Column("date_meaning", "年月日の意味", merged=True),
        Column("municipality", "自治体", merged=True),
        Column("event", "事案", merged=True, wide=True),
        Column("certificate", "証明書"),
        Column("count", "件数", align=Align.NUMBER),
        Column("total", "計", "事案の合計件数", Align.NUMBER, merged=True),
        Column("remark", "補足"),
    )
    return Exhibit(
        slug="incidents",
        title="他自治体の誤交付等経過",
        columns=columns,
        rows=tuple(rows),
        template="exhibits/incidents.html",
    )
