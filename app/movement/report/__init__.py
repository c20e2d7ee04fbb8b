"""Papers of the movement: the book, the recap, the movements of a period."""
