"""Reading a course: YAML files to nouns, or every problem with its line."""
