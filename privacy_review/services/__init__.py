"""What people do with a privacy review, one function each: lock, check, write, tell."""
