"""The schedule (расписание): lessons of a group by weekday, and the week that families read."""
