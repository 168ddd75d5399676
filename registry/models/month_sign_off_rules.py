"""What holds of a month's sign-off: nobody signs off the own use, and what was signed stays as it was."""

import pgtrigger

from core.refusals import Refusal, refusing

NOT_OWN_USE = refusing(
    "not_own_use",
    Refusal(
        "registry_monthsignoff_not_own_use",
        "あなたはこの月に、この設置場所の端末を操作しています。自分の利用を自分で確認することはできません。",
        """EXISTS (
            SELECT FROM registry_usagerecord AS record
            WHERE record.operator_id = NEW.signed_by_id AND record.site_id = NEW.site_id
                AND NOT record.superseded
                AND NEW.month = date_trunc('month', record.started_at AT TIME ZONE 'Asia/Tokyo')::date
        )""",
    ),
    operation=pgtrigger.Insert,
)

SIGN_OFF_STAYS = refusing(
    "sign_off_stays",
    Refusal(
        "registry_monthsignoff_stays",
        "月の確認の内容は変更できません。確認を戻してから、もう一度確認してください。",
        # All but that it was reopened, once.
        """OLD.reopened_at IS NOT NULL OR
            to_jsonb(OLD) - ARRAY['reopened_at', 'reopened_by_id', 'reopen_reason']
            IS DISTINCT FROM to_jsonb(NEW) - ARRAY['reopened_at', 'reopened_by_id', 'reopen_reason']""",
    ),
    operation=pgtrigger.Update,
)
