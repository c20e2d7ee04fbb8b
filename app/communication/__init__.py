"""Announcements, mail, forum and events: people of a kindergarten tell each other things."""
