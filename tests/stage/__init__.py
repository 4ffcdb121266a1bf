"""What a demo offers, and how it is played."""
