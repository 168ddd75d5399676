"""The columns of the bookings."""

from datetime import datetime

from django.utils.html import format_html
from django_tables2 import A

from core.clock import clock, full_moment
from core.columns import CodeColumn, Column, TimeColumn
from core.lists import RegisterTable
from registry.models import Reservation
from registry.states.reservation import State

BADGES = {
    State.BOOKED: "badge-key",
    State.USED: "badge-success",
    State.UNUSED: "",
    State.CANCELLED: "",
}


class MinuteColumn(TimeColumn):
    """A moment to the minute, in Tokyo's time."""

    def render(self, value: datetime) -> str:
        return full_moment(value)


class UntilColumn(MinuteColumn):
    """When what began that day ended: the time alone on the screen."""

    def render(self, value: datetime) -> str:
        return clock(value)


_BADGE_OF = {
    state.label: format_html('<span class="badge {}">{}</span>', badge, state.label)
    for state, badge in BADGES.items()
}


class ReservationStateColumn(Column):
    """Where a booking stands, as a badge."""

    css_class = "mark"

    def render(self, value: str) -> str:
        return _BADGE_OF[value]


class ReservationTable(RegisterTable):
    starts_at = MinuteColumn("始まり", linkify=("reservation", {"pk": A("pk")}))
    ends_at = UntilColumn("終わり")
    terminal = CodeColumn("端末", order_by=("terminal__number",))
    basis = Column("事務", accessor="grant__basis", order_by=("grant__affair__order", "grant__site__order"))
    operator = Column(order_by=("operator__kana", "operator__name"))
    department = Column(order_by=("department__order", "department__code"))
    state = ReservationStateColumn()
    note = Column()

    class Meta(RegisterTable.Meta):
        model = Reservation
        fields = ()
