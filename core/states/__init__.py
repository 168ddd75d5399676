"""The workflows of the shared ground."""
