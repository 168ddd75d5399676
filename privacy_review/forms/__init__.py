"""What people enter in this app: one noun a file."""
