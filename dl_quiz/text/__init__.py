"""Text as people write it: folding, names, arithmetic, and the interface's own words."""
