"""The pure part of the intake: cells in, verdicts out. Nothing here reads or writes a database.

In the order of the work: ``layout`` finds the headings and the columns, ``table``
the rows, ``reading`` turns a row into values and problems, ``comparing`` weighs it
against the children that are known, ``evaluation`` does both for a whole file with
the decisions that people took.
"""
