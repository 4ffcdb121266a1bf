"""The command line: signatures, help, and one boundary for expected errors."""
