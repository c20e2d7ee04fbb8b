"""Home pages by role (and, later, the start wizard and tasks)."""
