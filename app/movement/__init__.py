"""Movement of children: nobody comes, moves or goes without an order (domain 4).

The ledger ``Movement`` is the book; enrolments and placements are what follows from it.
"""
