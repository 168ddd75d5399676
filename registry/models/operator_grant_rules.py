"""What holds of a grant once it is given: it does not grow, and nothing that stood on it outlives it."""

import pgtrigger

from core.refusals import Refusal, refusing

GRANT_STAYS = refusing(
    "grant_stays",
    Refusal(
        "registry_operatorgrant_stays",
        "付けた操作権限の内容は変更できません。終わらせて、申請か台帳で付け直してください。",
        # All but its end.
        """to_jsonb(OLD) - ARRAY['ends_on', 'end_reason', 'end_note', 'ended_at', 'ended_by_id']
            IS DISTINCT FROM to_jsonb(NEW) - ARRAY['ends_on', 'end_reason', 'end_note', 'ended_at',
            'ended_by_id']""",
    ),
    Refusal(
        "registry_operatorgrant_never_longer",
        "操作権限の期間は延ばせません。新しく申請してください。",
        "OLD.ends_on IS NOT NULL AND (NEW.ends_on IS NULL OR NEW.ends_on > OLD.ends_on)",
    ),
    operation=pgtrigger.Update,
)

# Whoever ends a grant cancels first what was booked on it, in the same transaction.
NO_ORPHANED_RESERVATION = refusing(
    "no_orphaned_reservation",
    Refusal(
        "registry_operatorgrant_no_orphaned_reservation",
        "この操作権限で取った予約が残っています。予約を取り消してから終わらせてください。",
        """NEW.ends_on IS DISTINCT FROM OLD.ends_on AND EXISTS (
            SELECT FROM registry_reservation WHERE grant_id = NEW.id AND state = 'booked'
                AND (starts_at AT TIME ZONE 'Asia/Tokyo')::date > NEW.ends_on
        )""",
    ),
    operation=pgtrigger.UpdateOf("ends_on"),
)
