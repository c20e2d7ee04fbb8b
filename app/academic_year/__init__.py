"""Academic years (учебный год) and the working calendar of an organisation.

Terms: academic year — учебный год, calendar exception — нерабочий или рабочий день сверх
федерального календаря, norm — норма дней. Federal days come by themselves (Labour Code,
article 112); days of the region and of the organisation are entered here.
"""
