"""Events (организационные мероприятия) of a group or a kindergarten, their calendar and feed."""
