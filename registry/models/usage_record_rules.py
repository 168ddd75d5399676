"""What holds of usage records: they stay as they were written, and a month that is signed off is closed."""

import pgtrigger

from core.refusals import Refusal, refusing

# Before the insert, so that the one that stands of a reservation is never two.
CORRECTION_SUPERSEDES = pgtrigger.Trigger(
    name="correction_supersedes",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__corrects__isnull=False),
    func="UPDATE registry_usagerecord SET superseded = true WHERE id = NEW.corrects_id; RETURN NEW;",
)

RECORD_STAYS = refusing(
    "record_stays",
    Refusal(
        "registry_usagerecord_stays",
        "記入した利用記録は変更できません。訂正してください。元の記録は残ります。",
        # All but what may change: that it was corrected, which the correction itself writes, and that an
        # urgent use was reviewed.
        """(NEW.superseded AND NOT OLD.superseded AND pg_trigger_depth() < 2)
            OR to_jsonb(OLD) - ARRAY['superseded', 'urgent_reviewed_at', 'urgent_reviewed_by_id']
            IS DISTINCT FROM to_jsonb(NEW) - ARRAY['superseded', 'urgent_reviewed_at',
            'urgent_reviewed_by_id'] OR (OLD.superseded AND NOT NEW.superseded)""",
    ),
    operation=pgtrigger.Update,
)

_MONTH_CLOSED = (
    "この月の利用記録は端末機管理責任者が確認を終えています。直すときは、月の確認を戻してもらってください。"
)
_IS_CLOSED = """EXISTS (
            SELECT FROM registry_monthsignoff
            WHERE site_id = {record}.site_id AND reopened_at IS NULL
                AND month = date_trunc('month', {record}.started_at AT TIME ZONE 'Asia/Tokyo')::date
        )"""

# FOR SHARE waits for whoever is signing a month of the site off at this moment, and then reads what they
# wrote.
MONTH_OPEN = refusing(
    "month_open",
    Refusal(
        "registry_usagerecord_month_open",
        _MONTH_CLOSED,
        "NOT EXISTS (SELECT FROM registry_site WHERE id = NEW.site_id FOR SHARE)",
    ),
    Refusal("registry_usagerecord_month_open", _MONTH_CLOSED, _IS_CLOSED.format(record="NEW")),
)

LOOKUPS_STAY = refusing(
    "lookups_stay",
    Refusal(
        "registry_usagelookup_stays",
        "記入した照会件数は変更できません。利用記録を訂正してください。",
        "true",
    ),
    operation=pgtrigger.Update | pgtrigger.Delete,
)

LOOKUP_COVERED = refusing(
    "lookup_covered",
    Refusal(
        "registry_usagelookup_month_open",
        _MONTH_CLOSED,
        f"""EXISTS (
            SELECT FROM registry_usagerecord AS record
            WHERE record.id = NEW.record_id AND {_IS_CLOSED.format(record="record")}
        )""",
    ),
    Refusal(
        "registry_usagelookup_covered",
        "その日に操作権限のない事務の照会は記入できません。事務を確かめてください。",
        """NOT EXISTS (
            SELECT FROM registry_usagerecord AS record
                JOIN registry_operatorgrant AS held ON held.staff_id = record.operator_id
                CROSS JOIN LATERAL (SELECT (record.started_at AT TIME ZONE 'Asia/Tokyo')::date AS day) AS used
            WHERE record.id = NEW.record_id
                AND (held.affair_id = NEW.affair_id OR held.site_id = record.site_id)
                AND held.starts_on <= used.day AND (held.ends_on IS NULL OR held.ends_on >= used.day)
        )""",
    ),
    operation=pgtrigger.Insert,
)
