"""What the program printed when somebody last looked and found it right; `python -m tests.golden` compares."""
