"""Row scope, enforced in one place and proven at the cursor.

``scope``    who may reach which rows, and where the current answer is kept
``reach``    how the rows of a model are reached: one criterion, two readers (SQL and Python)
``listener`` adds the criterion to every ORM select
``proof``    refuses a final SQL text in which a scoped table carries no mark
``session``  one identity map serves one scope
``guard``    checks every written row before and after, and every foreign key
``plain_writes`` many rows in one statement, judged by the guard
"""
