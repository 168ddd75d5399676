"""What breaks each rule of the Juki-net's registers, round forms and services: a noun or a few a file."""

from tests.registry.breaches.grants import BREACHES as GRANTS
from tests.registry.breaches.ledgers import BREACHES as LEDGERS
from tests.registry.breaches.places import BREACHES as PLACES
from tests.registry.breaches.requests import BREACHES as REQUESTS
from tests.registry.breaches.reservations import BREACHES as RESERVATIONS
from tests.registry.breaches.usage import BREACHES as USAGE

BREACHES = {**PLACES, **REQUESTS, **LEDGERS, **GRANTS, **RESERVATIONS, **USAGE}
