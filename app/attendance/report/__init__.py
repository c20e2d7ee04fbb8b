"""Papers of attendance: form 0504608 as PDF and XLSX, the period summary. No session, no request.

The wording of form 0504608 is the text of an act (приказ Минфина от 30.03.2015 № 52н), not a
message of the program: it stands here in Russian and is never translated.
"""
