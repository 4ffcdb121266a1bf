"""What attempts leave behind: folds from attempts to what is remembered and due."""
