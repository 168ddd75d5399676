"""The Juki-net's nouns: where terminals stand, who answers for them, and what they are used for."""

from registry.models.affair import Affair
from registry.models.custodian import Custodian
from registry.models.site import Site
from registry.models.terminal import Terminal

__all__ = ["Affair", "Custodian", "Site", "Terminal"]
