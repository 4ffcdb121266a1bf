"""The learner's own folder: the journal, and what is trusted."""
