"""What holds of a grant: it stands on a decision, does not grow, and nothing that stood on it outlives it."""

import pgtrigger

from core.refusals import Refusal, refusing

# Nobody may operate whom nobody approved, whichever way the row comes in.
GRANT_HAS_BASIS = refusing(
    "grant_has_basis",
    Refusal(
        "registry_operatorgrant_of_approved_request",
        "操作権限は、承認された利用申請の操作者にだけ付けられます。",
        """NEW.usage_request_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM registry_usagerequest AS request
                JOIN registry_usagerequestoperator AS named ON named.request_id = request.id
            WHERE request.id = NEW.usage_request_id AND request.state = 'approved'
                AND request.affair_id = NEW.affair_id AND named.staff_id = NEW.staff_id
        )""",
    ),
    Refusal(
        "registry_operatorgrant_of_confirmed_ledger",
        "操作権限は、確認された操作者管理台帳に加わる職員にだけ付けられます。",
        """NEW.ledger_entry_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM registry_operatorledgerentry AS line
                JOIN registry_operatorledger AS ledger ON ledger.id = line.ledger_id
            WHERE line.id = NEW.ledger_entry_id AND line.staff_id = NEW.staff_id AND line.change <> 'leaves'
                AND ledger.state = 'confirmed' AND ledger.site_id = NEW.site_id
        )""",
    ),
    operation=pgtrigger.Insert,
)

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
