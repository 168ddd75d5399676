from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.counts import count_of
from core.models.record import Record, RecordLine, pair
from core.refusals import lines_frozen
from core.trail import tracked
from core.validators import no_my_number
from registry.models.site import OfSiteQuerySet, Site, manager_in_office, name_in_office
from registry.states.operator_ledger import EDITABLE_STATES, WORKFLOW, State


class LedgerRoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every round, or those that ask the person's own sites."""
        if user.has_perm("registry.view_all_sites"):
            return self
        return self.filter(pk__in=OperatorLedger.objects.visible_to(user).values("round"))

    def open(self):
        """Rounds that nobody has closed yet."""
        return self.filter(closed_at__isnull=True)

    def for_list(self, user):
        """With all that a list reads of them, and of the ledgers that the person may see `ledger_count` and
        `unanswered_count`."""
        asked = OperatorLedger.objects.visible_to(user)
        return self.select_related("opened_by", "closed_by").annotate(
            ledger_count=count_of(asked, "round"),
            unanswered_count=count_of(asked, "round", state__in=EDITABLE_STATES),
        )


@tracked
class LedgerRound(Record):
    """An occasion on which sites submit their operator ledger: a personnel change, or another reason."""

    class Reason(models.TextChoices):
        PERSONNEL_CHANGE = "personnel_change", "定期人事異動"
        TRANSFER = "transfer", "随時の異動・退職"
        REGULAR = "regular", "定期の確認"
        OTHER = "other", "その他"

    reason = models.CharField("理由", max_length=20, choices=Reason)
    title = models.CharField(
        "件名", max_length=80, help_text="例：令和8年4月人事異動", validators=[no_my_number]
    )
    as_of = models.DateField("基準日", help_text="この日からの操作権限を決めます。例：4月1日")
    due_on = models.DateField("提出期限")
    note = models.CharField("各所への連絡", max_length=300, blank=True, validators=[no_my_number])
    opened_at = models.DateTimeField("開始日時", auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="始めた人",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    closed_at = models.DateTimeField("終了日時", null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="終えた人",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )

    objects = LedgerRoundQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "台帳の提出依頼"
        ordering = ["-id"]
        constraints = [
            pair("registry", "ledgerround", "closed"),
            models.CheckConstraint(
                name="registry_ledgerround_reason_known",
                condition=Q(reason__in=["personnel_change", "transfer", "regular", "other"]),
            ),
        ]

    def __str__(self):
        return self.title


class OperatorLedgerQuerySet(OfSiteQuerySet):
    def unanswered(self):
        """Ledgers that the sites have not submitted yet, of rounds that are open."""
        return self.filter(state__in=EDITABLE_STATES, round__closed_at__isnull=True)

    def for_list(self, day):
        """With all that a list reads of them: the site's `manager_name` on the day, `joins_count` and
        `leaves_count`."""
        return self.select_related("site", "round", "submitted_by", "confirmed_by").annotate(
            office=manager_in_office("site__custodians", day),
            manager_name=name_in_office("office"),
            joins_count=count_of(OperatorLedgerEntry, "ledger", change="joins"),
            leaves_count=count_of(OperatorLedgerEntry, "ledger", change="leaves"),
        )


@tracked
class OperatorLedger(Record):
    """A site's answer to a round: who operates its terminals from the round's day on (操作者管理台帳)."""

    round = models.ForeignKey(
        LedgerRound, verbose_name="提出依頼", on_delete=models.PROTECT, related_name="ledgers"
    )
    site = models.ForeignKey(Site, verbose_name="設置場所", on_delete=models.PROTECT, related_name="ledgers")
    state = models.CharField("状態", max_length=10, choices=State, default=State.OPEN, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)
    reminded_at = models.DateTimeField("催促日時", null=True, editable=False)
    prepared_at = models.DateTimeField("案の作成日時", null=True, editable=False)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="案を作った人",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    submitted_at = models.DateTimeField("提出日時", null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="提出した人",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    confirmed_at = models.DateTimeField("確認日時", null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="確認した人",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    returned_at = models.DateTimeField("差戻し日時", null=True, editable=False)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="差し戻した人",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    objects = OperatorLedgerQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "操作者管理台帳"
        ordering = ["-id"]
        permissions = [
            ("prepare_operatorledger", "自分の設置場所の操作者管理台帳を作る・提出する"),
            ("confirm_operatorledger", "操作者管理台帳を確認する・差し戻す"),
        ]
        triggers = [WORKFLOW.arrows("registry", "operatorledger", initial=[State.OPEN])]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "site"],
                name="registry_operatorledger_once",
                violation_error_message="この設置場所の台帳は、この提出依頼にすでにあります。",
            ),
            models.CheckConstraint(
                name="registry_operatorledger_state_known", condition=Q(state__in=State.values)
            ),
            *(
                pair("registry", "operatorledger", name)
                for name in ("prepared", "submitted", "confirmed", "returned")
            ),
            models.CheckConstraint(
                name="registry_operatorledger_submitted_not_confirmed",
                condition=Q(confirmed_by__isnull=True)
                | (
                    ~Q(confirmed_by=F("submitted_by"))
                    & (Q(prepared_by__isnull=True) | ~Q(confirmed_by=F("prepared_by")))
                ),
                violation_error_message="台帳を作った人や提出した人は、その台帳を確認できません。",
            ),
            models.CheckConstraint(
                name="registry_operatorledger_confirmed_in_state",
                condition=Q(state=State.CONFIRMED, confirmed_at__isnull=False, submitted_at__isnull=False)
                | (~Q(state=State.CONFIRMED) & Q(confirmed_at__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.site} {self.round}"

    def in_words(self):
        """What is decided on, in words: label → text."""
        entries = self.entries.select_related("staff").order_by("staff__kana", "staff__username")
        return {
            str(label): "、".join(
                f"{each.staff.name}（{each.staff.username}）" for each in entries if each.change == key
            )
            for key, label in OperatorLedgerEntry.Change.choices
        }


@tracked
class OperatorLedgerEntry(RecordLine):
    """A person of the ledger, and what becomes of their right to operate the site's terminals."""

    class Change(models.TextChoices):
        STAYS = "stays", "続ける"
        JOINS = "joins", "加わる"
        LEAVES = "leaves", "外れる"

    ledger = models.ForeignKey(OperatorLedger, on_delete=models.PROTECT, related_name="entries")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="操作者",
        on_delete=models.PROTECT,
        related_name="ledger_entries",
    )
    change = models.CharField("区分", max_length=10, choices=Change)
    remarks = models.CharField("備考", max_length=100, blank=True, validators=[no_my_number])

    class Meta(RecordLine.Meta):
        verbose_name = verbose_name_plural = "台帳の操作者"
        ordering = ["id"]
        triggers = [
            lines_frozen(
                "registry_operatorledgerentry_stays",
                "提出した台帳の行は変更できません。差し戻されてから直してください。",
                parent="registry_operatorledger",
                key="ledger_id",
                editable=EDITABLE_STATES,
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "staff"],
                name="registry_operatorledgerentry_once",
                violation_error_message="同じ職員が２度あります。",
            ),
            models.CheckConstraint(
                name="registry_operatorledgerentry_change_known",
                condition=Q(change__in=["stays", "joins", "leaves"]),
            ),
        ]

    def __str__(self):
        return str(self.staff)
