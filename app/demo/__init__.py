"""The demonstration: kindergartens of invented people, made anew for any day.

Nobody here exists. Names are drawn from lists, telephone numbers come from +7 900 555-xx-xx,
СНИЛС from a range that was never given out. Stands above all features, beside the commands.
"""
