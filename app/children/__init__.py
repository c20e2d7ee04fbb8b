"""Children: children (воспитанники), their guardians (законные представители),
enrolments (зачисление), placements in groups, benefits and consents.

A child's stay is kept by dates and never overwritten. Personal data follow 152-ФЗ.
"""
