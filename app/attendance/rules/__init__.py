"""What attendance means: codes, totals, marking, documents, the life of a sheet. Pure."""
