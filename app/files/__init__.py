"""What people upload: looked into, made clean, kept sealed."""
