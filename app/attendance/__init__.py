"""Attendance: marks by child and day, month sheets and the official form 0504608.

Terms: attendance sheet — табель учёта посещаемости детей (group and month), mark — отметка,
code — условное обозначение причины, plan — плановые дето-дни, payable — дни, подлежащие
оплате, excused — засчитываемые (уважительные) дни пропуска. Form: приказ Минфина
от 30.03.2015 № 52н. Worked numbers: ``docs/rules/attendance.md``.
"""
