"""Groups of children (группы), age levels, rooms and who leads a group."""
