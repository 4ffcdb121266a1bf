"""The program as its users meet it: arguments in, text and an exit code out."""
