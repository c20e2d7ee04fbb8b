"""Decisions about documents: states and dates (``lifecycle``), texts (``wording``)."""
