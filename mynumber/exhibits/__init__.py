"""The exhibits of the annual security report, each defined once."""
