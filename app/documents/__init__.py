"""Documents (документы): register, orders (приказы), route of approvals, acquaintance list.

An order is a document of a kind with ``is_order``; what it does is an effect that a feature above
registers (``effects.py``). Domain: 1.7, 4.2, 4.3, 7.3; rules: docs/rules/documents.md.
"""
