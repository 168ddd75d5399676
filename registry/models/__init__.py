"""The Juki-net's nouns: where terminals stand, who answers for them, who may use them, and who did."""

from registry.models.affair import Affair
from registry.models.booking_terms import BookingTerms
from registry.models.custodian import Custodian
from registry.models.deputy import Deputy
from registry.models.month_sign_off import MonthSignOff
from registry.models.operator_grant import OperatorGrant
from registry.models.operator_ledger import LedgerRound, OperatorLedger, OperatorLedgerEntry
from registry.models.purpose import Purpose
from registry.models.reservation import Reservation
from registry.models.site import Site
from registry.models.terminal import Terminal
from registry.models.terminal_care import TerminalCheck, TerminalOutage, TerminalPlacement
from registry.models.transfer import PostHolder, Transfer
from registry.models.usage_record import UsageLookup, UsageRecord
from registry.models.usage_request import UsageRequest, UsageRequestOperator

__all__ = [
    "Affair",
    "BookingTerms",
    "Custodian",
    "Deputy",
    "LedgerRound",
    "MonthSignOff",
    "OperatorGrant",
    "OperatorLedger",
    "OperatorLedgerEntry",
    "PostHolder",
    "Purpose",
    "Reservation",
    "Site",
    "Terminal",
    "TerminalCheck",
    "TerminalOutage",
    "TerminalPlacement",
    "Transfer",
    "UsageLookup",
    "UsageRecord",
    "UsageRequest",
    "UsageRequestOperator",
]
