"""What the tests stand on and the product does not know: databases, a browser, counters.

Nothing in this package knows the app; what does stands in the conftest files.
"""
