from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from core.calendar import wareki
from core.clock import clock, day_of
from core.functions import Int8Range, TsTzRange
from core.models.department import Department
from core.models.record import Record, pair
from core.trail import tracked
from core.validators import no_my_number
from registry.models.operator_grant import OperatorGrant
from registry.models.reservation_rules import GRANT_COVERS, TERMINAL_SHARED
from registry.models.terminal import Terminal
from registry.states.reservation import WORKFLOW, State

_STANDING = Q(state__in=["booked", "used"])
_TIME = (TsTzRange(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS)


class ReservationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every reservation, or those of the own department and one's own."""
        if user.has_perm("registry.view_all_departments"):
            return self
        return self.filter(Q(operator=user) | Q(department=user.department_id, department__isnull=False))

    def standing(self):
        """What takes its time on the calendar: booked, or used."""
        return self.filter(_STANDING)

    def without_record(self, now):
        """Bookings that are over and of which nobody has said whether and how they were used."""
        return self.filter(state=State.BOOKED, ends_at__lte=now)

    def for_list(self):
        """With all that a list reads of them."""
        return self.select_related("terminal", "operator", "department", "grant__affair", "grant__site")


@tracked
class Reservation(Record):
    """A time at a shared terminal, taken by an operator whose grant covers it (予約)."""

    terminal = models.ForeignKey(
        Terminal, verbose_name="統合端末", on_delete=models.PROTECT, related_name="reservations"
    )
    grant = models.ForeignKey(
        OperatorGrant, verbose_name="操作権限", on_delete=models.PROTECT, related_name="reservations"
    )
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作者", on_delete=models.PROTECT, related_name="reservations"
    )
    department = models.ForeignKey(
        Department, verbose_name="所属", on_delete=models.PROTECT, null=True, related_name="reservations"
    )
    starts_at = models.DateTimeField("始まり")
    ends_at = models.DateTimeField("終わり")
    note = models.CharField("連絡", max_length=100, blank=True, validators=[no_my_number])
    state = models.CharField("状態", max_length=10, choices=State, default=State.BOOKED, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    booked_at = models.DateTimeField("予約日時", auto_now_add=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="予約した人", on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField("取消し日時", null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取り消した人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    cancel_reason = models.CharField("取消しの理由", max_length=200, blank=True, validators=[no_my_number])

    objects = ReservationQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "予約"
        ordering = ["-starts_at", "-id"]
        permissions = [("manage_reservations", "ほかの職員の予約を変更する・取り消す")]
        triggers = [
            WORKFLOW.arrows("registry", "reservation", initial=[State.BOOKED]),
            GRANT_COVERS,
            TERMINAL_SHARED,
        ]
        constraints = [
            models.CheckConstraint(
                name="registry_reservation_state_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="registry_reservation_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="終わりの時刻は、始まりの時刻より後にしてください。",
            ),
            pair("registry", "reservation", "cancelled"),
            models.CheckConstraint(
                name="registry_reservation_cancelled_in_state",
                condition=Q(state=State.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=State.CANCELLED) & Q(cancelled_at__isnull=True)),
            ),
            # Ranges over the key itself: btree_gist is not everywhere.
            ExclusionConstraint(
                name="registry_reservation_terminal_free",
                expressions=[
                    (Int8Range(F("terminal"), F("terminal"), Value("[]")), RangeOperators.OVERLAPS),
                    _TIME,
                ],
                condition=_STANDING,
                violation_error_message="この端末は、その時間にはほかの予約があります。別の時間か端末を選んでください。",
            ),
            ExclusionConstraint(
                name="registry_reservation_operator_free",
                expressions=[
                    (Int8Range(F("operator"), F("operator"), Value("[]")), RangeOperators.OVERLAPS),
                    _TIME,
                ],
                condition=_STANDING,
                violation_error_message="この操作者は、その時間にほかの端末を予約しています。別の時間を選んでください。",
            ),
        ]
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="registry_reservation_newest"),
            models.Index(
                fields=["operator", "ends_at"],
                condition=Q(state="booked"),
                name="registry_reservation_booked",
            ),
            models.Index(fields=["grant"], condition=Q(state="booked"), name="registry_reservation_on_grant"),
        ]

    def __str__(self):
        return f"{self.terminal} {wareki(day_of(self.starts_at))} {clock(self.starts_at)}"
