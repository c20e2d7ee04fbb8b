"""Intake of children from the spreadsheet that a kindergarten already keeps.

Upload → columns → check (a dry run that explains every row) → load in one
transaction → report. The same file loaded again changes nothing.
"""
