"""The passage to the next academic year (domain 4.5): a case of two people, not a button."""
