"""The columns of the deputies."""

from django.db.models import Case, F, TextField, Value, When
from django_tables2 import A

from core.calendar import TOKYO, today, wareki
from core.columns import Column, DayColumn, LinesColumn, LongColumn
from core.in_sql import Joined, TokyoDay, Wareki
from core.lists import RegisterTable
from registry.models import Deputy


def _standing(deputy: Deputy) -> list[str]:
    if deputy.ended_at is not None:
        return [f"{wareki(deputy.ended_at.astimezone(TOKYO).date())}に早く終わりました"]
    day = today()
    if deputy.ends_on < day:
        return ["終わりました"]
    return ["これからです" if deputy.starts_on > day else "いま有効です"]


def _standing_in_sql() -> Case:
    ended = Joined(Wareki(TokyoDay(F("ended_at"))), "に早く終わりました")
    return Case(
        When(ended_at__isnull=False, then=ended),
        When(ends_on__lt=today(), then=Value("終わりました")),
        When(starts_on__gt=today(), then=Value("これからです")),
        default=Value("いま有効です"),
        output_field=TextField(),
    )


class DeputyTable(RegisterTable):
    deputy = Column(
        "代決する人",
        accessor="deputy__name",
        linkify=("deputy", {"pk": A("pk")}),
        order_by=("deputy__kana", "deputy__name"),
    )
    department = Column(
        "所属",
        accessor="deputy__department",
        order_by=("deputy__department__order", "deputy__department__code"),
    )
    principal = Column(
        "承認する人", accessor="principal__name", order_by=("principal__kana", "principal__name")
    )
    starts_on = DayColumn()
    ends_on = DayColumn()
    standing = LinesColumn("いまの状態", lines=_standing, cell_in_sql=_standing_in_sql)
    reason = LongColumn()

    class Meta(RegisterTable.Meta):
        model = Deputy
        fields = ()
