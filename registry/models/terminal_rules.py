"""What happens when a terminal is moved or goes: the years before keep the site where it stood then, and
nobody is left with a booking of a terminal that is gone."""

import pgtrigger

from core.refusals import Refusal, refusing

_MOVED_WHEN = (
    "端末をほかの設置場所に移すときは、「今の設置場所に置いた日」に移した日を入れてください。"
    "前に移した日より後の日にします。"
)

# The day before the move is the last one at the former site.
FORMER_PLACEMENT_KEPT = pgtrigger.Trigger(
    name="former_placement_kept",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("site_id"),
    condition=pgtrigger.Q(old__site__df=pgtrigger.F("new__site")),
    func=f"""
        IF NEW.placed_on IS NULL OR NEW.placed_on <= COALESCE(OLD.placed_on, OLD.starts_on, '-infinity') THEN
            RAISE EXCEPTION '{_MOVED_WHEN}'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'registry_terminal_moved_on_a_day';
        END IF;
        INSERT INTO registry_terminalplacement (terminal_id, site_id, starts_on, ends_on)
            VALUES (OLD.id, OLD.site_id, COALESCE(OLD.placed_on, OLD.starts_on), NEW.placed_on - 1);
        RETURN NEW;
    """,  # noqa: S608  made of a sentence of ours alone
)

# The other side of TERMINAL_SHARED: whoever takes a terminal away cancels first what was booked there.
NO_BOOKING_LEFT = refusing(
    "no_booking_left",
    Refusal(
        "registry_reservation_terminal_shared",
        "この端末には予約が残っています。予約を取り消してから、撤去するか、予約の受付をやめてください。",
        """EXISTS (
            SELECT FROM registry_reservation WHERE terminal_id = NEW.id AND state = 'booked' AND (
                (starts_at AT TIME ZONE 'Asia/Tokyo')::date > NEW.ends_on
                OR (OLD.is_shared AND NOT NEW.is_shared AND starts_at > now())
            )
        )""",
    ),
    operation=pgtrigger.UpdateOf("ends_on", "is_shared"),
)
