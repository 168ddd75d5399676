"""What the registers' lists can be filtered by, a noun or a few a file."""
