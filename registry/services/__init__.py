"""The writes of this app that have a rule: one verb each, in one transaction."""
