"""The tree of organisations, their settings, users, roles, appointments and sign-in."""
