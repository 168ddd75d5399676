"""What holds between a reservation, its grant and its terminal."""

from core.refusals import Refusal, refusing

# FOR SHARE waits for whoever is ending the grant, or taking the terminal away, at this moment, and then reads
# what they wrote.
GRANT_COVERS = refusing(
    "grant_covers",
    Refusal(
        "registry_reservation_grant_covers",
        "その日には、この操作権限がありません。日を改めるか、利用申請をしてください。",
        """NEW.state = 'booked' AND NOT EXISTS (
            SELECT FROM registry_operatorgrant AS held
            WHERE held.id = NEW.grant_id AND held.staff_id = NEW.operator_id
                AND held.starts_on <= (NEW.starts_at AT TIME ZONE 'Asia/Tokyo')::date
                AND (held.ends_on IS NULL OR held.ends_on >= (NEW.ends_at AT TIME ZONE 'Asia/Tokyo')::date)
            FOR SHARE
        )""",
    ),
)

TERMINAL_SHARED = refusing(
    "terminal_shared",
    Refusal(
        "registry_reservation_terminal_shared",
        "この端末は予約を受け付けていません。共用の端末を選んでください。",
        """NEW.state = 'booked' AND NOT EXISTS (
            SELECT FROM registry_terminal AS terminal
            WHERE terminal.id = NEW.terminal_id AND terminal.is_shared
                AND (terminal.ends_on IS NULL
                    OR terminal.ends_on >= (NEW.starts_at AT TIME ZONE 'Asia/Tokyo')::date)
            FOR SHARE
        )""",
    ),
)
