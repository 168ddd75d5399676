"""What breaks each rule of the My Number scheme's registers, round forms and services: a noun or a few a
file."""

from tests.mynumber.breaches import (
    corrections,
    figures,
    follow_ups,
    governance,
    series,
    standing,
    submissions,
)

BREACHES = {
    **series.BREACHES,
    **figures.BREACHES,
    **standing.BREACHES,
    **submissions.BREACHES,
    **corrections.BREACHES,
    **governance.BREACHES,
    **follow_ups.BREACHES,
}
# (rule, breach): the same rules from other sides.
OTHER_WAYS = [
    *figures.OTHER_WAYS,
    *standing.OTHER_WAYS,
    *submissions.OTHER_WAYS,
    *corrections.OTHER_WAYS,
    *governance.OTHER_WAYS,
    *follow_ups.OTHER_WAYS,
]
# What the rules let pass.
ALLOWED = [
    *figures.ALLOWED,
    *standing.ALLOWED,
    *submissions.ALLOWED,
    *corrections.ALLOWED,
    *governance.ALLOWED,
    *follow_ups.ALLOWED,
]
