"""Every component of the pages in both themes, for those who build pages. Development only."""
