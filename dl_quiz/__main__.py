"""`python -m dl_quiz` is the same program."""

from dl_quiz.cli.main import main

main()
