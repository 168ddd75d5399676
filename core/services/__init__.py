"""The writes that have a rule: one verb each, in one transaction, with its reason in the trail."""
