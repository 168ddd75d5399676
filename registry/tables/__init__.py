"""The columns of the registers' lists, a noun or a few a file."""
