"""What holds between meetings, and between audits: what answers another one comes after it, in its scheme.

The rules reach over tables, so triggers hold them, on both sides: the line that points, and the meeting or
audit whose day is changed afterwards.
"""

import pgtrigger

from core.refusals import Refusal, refusing

# Meetings of a scheme in their order; two of one day by their number.
_NOT_EARLIER = """(
    {its}.scheme <> {mine}.scheme OR ({its}.held_on, {its}.number) >= ({mine}.held_on, {mine}.number)
)"""

# Of audits the day may not be known; then the year decides, and within one year nothing contradicts.
_NOT_LATER = """(
    {its}.scheme <> {mine}.scheme OR {its}.id = {mine}.id OR {its}.fiscal_year < {mine}.fiscal_year
    OR ({its}.fiscal_year = {mine}.fiscal_year AND {its}.held_on <= {mine}.held_on)
)"""

_CONTINUES_EARLIER = "前の会議の議題は、同じ制度の、この会議より前の会議のものにしてください。"
_DUE_AFTER_MEETING = "宿題の期限と済んだ日は、会議の日より前にはできません。"
_IMPROVED_LATER = "改善は、この監査より後に行った、同じ制度の監査で確認したものにしてください。"

CONTINUES_EARLIER = refusing(
    "continues_earlier",
    Refusal(
        "mynumber_agendaitem_continues_earlier",
        _CONTINUES_EARLIER,
        f"""NEW.continues_id <> NEW.id AND EXISTS (
            SELECT FROM mynumber_agendaitem AS earlier
                JOIN mynumber_meeting AS its ON its.id = earlier.meeting_id
                JOIN mynumber_meeting AS mine ON mine.id = NEW.meeting_id
            WHERE earlier.id = NEW.continues_id AND {_NOT_EARLIER.format(its="its", mine="mine")}
        )""",
    ),
    Refusal(
        "mynumber_agendaitem_continues_earlier",
        _CONTINUES_EARLIER,
        f"""TG_OP = 'UPDATE' AND EXISTS (
            SELECT FROM mynumber_agendaitem AS later
                JOIN mynumber_meeting AS mine ON mine.id = later.meeting_id
                JOIN mynumber_meeting AS its ON its.id = NEW.meeting_id
            WHERE later.continues_id = NEW.id AND later.id <> NEW.id
                AND {_NOT_EARLIER.format(its="its", mine="mine")}
        )""",
    ),
    Refusal(
        "mynumber_agendaitem_due_after_meeting",
        _DUE_AFTER_MEETING,
        """NEW.follow_up <> '' AND EXISTS (
            SELECT FROM mynumber_meeting
            WHERE id = NEW.meeting_id AND (NEW.due_on < held_on OR NEW.settled_on < held_on)
        )""",
    ),
)

MEETING_IN_ORDER = refusing(
    "meeting_in_order",
    Refusal(
        "mynumber_meeting_in_order",
        "この会議の議題は、ほかの会議の宿題とつながっています。その会議との前後が変わる日や、別の制度にはできません。",
        f"""EXISTS (
            SELECT FROM mynumber_agendaitem AS later
                JOIN mynumber_agendaitem AS earlier ON earlier.id = later.continues_id
                JOIN mynumber_meeting AS other
                    ON other.id IN (later.meeting_id, earlier.meeting_id) AND other.id <> NEW.id
            WHERE (later.meeting_id = NEW.id AND {_NOT_EARLIER.format(its="other", mine="NEW")})
                OR (earlier.meeting_id = NEW.id AND {_NOT_EARLIER.format(its="NEW", mine="other")})
        )""",
    ),
    Refusal(
        "mynumber_meeting_before_what_is_due",
        "宿題の期限か済んだ日より後の日になります。先に議題の宿題を直してください。",
        """EXISTS (
            SELECT FROM mynumber_agendaitem
            WHERE meeting_id = NEW.id AND (due_on < NEW.held_on OR settled_on < NEW.held_on)
        )""",
    ),
    operation=pgtrigger.UpdateOf("scheme", "held_on", "number"),
)

IMPROVED_LATER = refusing(
    "improved_later",
    Refusal(
        "mynumber_finding_improved_later",
        _IMPROVED_LATER,
        f"""NEW.asks_improvement AND NEW.improvement_id <> NEW.id AND EXISTS (
            SELECT FROM mynumber_finding AS seen
                JOIN mynumber_audit AS its ON its.id = seen.audit_id
                JOIN mynumber_audit AS mine ON mine.id = NEW.audit_id
            WHERE seen.id = NEW.improvement_id AND {_NOT_LATER.format(its="its", mine="mine")}
        )""",
    ),
    Refusal(
        "mynumber_finding_improved_later",
        _IMPROVED_LATER,
        f"""TG_OP = 'UPDATE' AND EXISTS (
            SELECT FROM mynumber_finding AS asked
                JOIN mynumber_audit AS mine ON mine.id = asked.audit_id
                JOIN mynumber_audit AS its ON its.id = NEW.audit_id
            WHERE asked.improvement_id = NEW.id AND asked.id <> NEW.id
                AND {_NOT_LATER.format(its="its", mine="mine")}
        )""",
    ),
)

AUDIT_IN_ORDER = refusing(
    "audit_in_order",
    Refusal(
        "mynumber_audit_in_order",
        "この監査の指摘事項は、ほかの監査の改善の確認とつながっています。その監査との前後が変わる日や、別の制度にはできません。",
        f"""EXISTS (
            SELECT FROM mynumber_finding AS asked
                JOIN mynumber_finding AS seen ON seen.id = asked.improvement_id
                JOIN mynumber_audit AS other
                    ON other.id IN (asked.audit_id, seen.audit_id) AND other.id <> NEW.id
            WHERE (asked.audit_id = NEW.id AND {_NOT_LATER.format(its="other", mine="NEW")})
                OR (seen.audit_id = NEW.id AND {_NOT_LATER.format(its="NEW", mine="other")})
        )""",
    ),
    operation=pgtrigger.UpdateOf("scheme", "fiscal_year", "held_on"),
)
