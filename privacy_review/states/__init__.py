"""The workflows of the privacy review as tables: a case, and a condition on which one was accepted."""
